"""Every setting, in one frozen class; nothing else in the program reads the environment.

Each is an environment variable with the prefix `HOTLINE_`; the README's table lists them, and a
test compares the two.
"""

from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.errors import BadSettings


class Settings(BaseSettings):
    """What can be set from outside. The defaults work on a fresh machine."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_", frozen=True, extra="ignore")

    home: Path = Field(Path(".hotline"), description="程序写入的一切都放在这里：目录库、索引、模型缓存")
    database: str = Field(
        "", description="目录库的地址；空着就用 HOME 里的 SQLite，也可写 postgresql+psycopg://…"
    )
    host: str = Field("127.0.0.1", description="服务监听的地址")
    port: int = Field(8000, ge=1, le=65535, description="服务监听的端口")
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="反向代理的地址（逗号隔开，可写网段）；只信它们报的来访地址（X-Forwarded-For）",
    )
    asks_per_minute: int = Field(
        120,
        ge=0,
        le=100_000,
        description="同一来访地址（登录后按人）每分钟最多问几次，0 是不限；本机的程序不限，危险提示卡不限",
    )
    encoder: str = Field(
        "builtin",
        description="向量模型：builtin 是随装的 bge-small-zh-v1.5，按老百姓的问法调整过；"
        "original 是没有调整的；也可写模型文件夹或模型名（需先装 models 扩展），none 表示只用词语检索",
    )
    chroma: str = Field(
        "", description="Chroma 服务的地址（http://主机:端口）；空着就用本机文件，多进程时再设"
    )
    as_of: date | None = Field(None, description="按哪一天判断文件是否有效；空着就是今天（北京时间）")
    max_question: int = Field(2000, ge=50, le=20000, description="一个问题最多多少字")
    max_file_mb: int = Field(20, ge=1, le=200, description="一个文件最大多少 MB")
    parse_seconds: int = Field(30, ge=1, le=600, description="读一个文件最多用多少秒")
    parse_memory_mb: int = Field(1024, ge=256, le=8192, description="读一个文件最多用多少 MB 内存")
    llm_url: str = Field(
        "",
        pattern="^(https?://[^\\s/]+.*)?$",
        description="大模型的地址（OpenAI 兼容接口，写到 /v1 为止）；空着就不用大模型，什么都不少",
    )
    llm_model: str = Field("", description="大模型的名字，照那个接口的叫法写")
    llm_key: SecretStr | None = Field(None, description="大模型接口的密钥；不进日志，也不显示")
    llm_seconds: int = Field(8, ge=1, le=60, description="大模型改写一次最多用多少秒；到时候没写完就用原文")
    llm_off: str = Field(
        "",
        max_length=200,
        description="停用大模型的原因，写了就停用，话务员看得到；不想重启就写进 HOME 里的 llm.off",
    )
    threads: int = Field(2, ge=1, le=64, description="向量模型最多同时用几个线程")
    log_level: str = Field(
        "WARNING", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="日志级别：DEBUG、INFO、WARNING、ERROR"
    )

    @cached_property
    def database_url(self) -> str:
        """The address SQLAlchemy opens."""
        return self.database or f"sqlite:///{(self.home / 'catalogue.db').resolve()}"

    @property
    def model_cache(self) -> Path:
        """Where the embedding model's files lie."""
        return self.home / "models"

    @property
    def llm_off_file(self) -> Path:
        """A file that switches the language model off while it is there; its words say why."""
        return self.home / "llm.off"

    @property
    def builds(self) -> Path:
        """Where index builds lie."""
        return self.home / "builds"


# pydantic's own words for what is wrong are English.
_WRONG = {
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_pattern_mismatch": "不在可用的取值之内",
    "string_too_long": "最多 {max_length} 个字",
    "date_from_datetime_parsing": "应写成 2026-11-22 这样的日期",
    "date_parsing": "应写成 2026-11-22 这样的日期",
}


def load_settings(**overrides: object) -> Settings:
    """The settings from the environment; BadSettings names the first that is wrong."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as problem:
        first = problem.errors()[0]
        name = "HOTLINE_" + "_".join(str(part) for part in first["loc"]).upper()
        wrong = _WRONG.get(first["type"], first["msg"]).format(**first.get("ctx", {}))
        raise BadSettings(
            f"设置 {name} 的值 {first.get('input')!r} 用不了（{wrong}）",
            "请改正这个环境变量，各项设置见 README 的设置表",
        ) from problem
