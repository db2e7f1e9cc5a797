"""What can be wrong with a language model's endpoint, each with its words and what to do about it."""

from enum import StrEnum

from knowledge.errors import WordingFailed


class Trouble(StrEnum):
    """Why no wording came; the names are counted, and stand in the stream's last event."""

    NOT_INSTALLED = "not_installed"
    OFF = "off"
    STARTING = "starting"
    RESTING = "resting"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    REFUSED_KEY = "refused_key"
    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"
    FAILED = "failed"
    SLOW_START = "slow_start"
    SLOW = "slow"
    UNREADABLE = "unreadable"
    CUT_OFF = "cut_off"
    TOO_MUCH = "too_much"
    EMPTY = "empty"


_WORDS: dict[Trouble, tuple[str, str]] = {
    Trouble.NOT_INSTALLED: ("没有装大模型的接口库", "请运行 .venv/bin/python -m pip install -e '.[llm]'"),
    Trouble.OFF: ("大模型已停用", "去掉 HOTLINE_LLM_OFF 或 llm.off 文件就会恢复"),
    Trouble.STARTING: ("大模型的接口库还在装入", "几秒钟后就好"),
    Trouble.RESTING: ("大模型连续出错，暂停一会儿再试", "请看看它的服务"),
    Trouble.BUSY: ("同时请大模型改写的太多", "稍后自动恢复"),
    Trouble.UNREACHABLE: ("连不上大模型", "请检查 HOTLINE_LLM_URL，以及那台机器和网络"),
    Trouble.REFUSED_KEY: ("大模型不认这个密钥", "请检查 HOTLINE_LLM_KEY"),
    Trouble.RATE_LIMITED: ("大模型说请求太多", "请提高它的额度，或等一等"),
    Trouble.REFUSED: (
        "大模型不接受这样的请求",
        "请检查 HOTLINE_LLM_URL（写到 /v1 为止）和 HOTLINE_LLM_MODEL",
    ),
    Trouble.FAILED: ("大模型的服务出错了", "请看看它的日志"),
    Trouble.SLOW_START: ("大模型迟迟没有第一个字", "请换快一些的模型，并关掉它的思考过程"),
    Trouble.SLOW: ("大模型没有在限定时间内写完", "请换快一些的模型，或调大 HOTLINE_LLM_SECONDS"),
    Trouble.UNREADABLE: ("大模型的回复读不懂", "请确认它是 OpenAI 兼容接口"),
    Trouble.CUT_OFF: ("大模型的回复断在半路", "请检查网络、代理和它的长度上限"),
    Trouble.TOO_MUCH: ("大模型的回复太长", "请换会听要求的模型"),
    Trouble.EMPTY: ("大模型什么也没写", "请换一个模型，或关掉它的思考过程"),
}

# What says nothing about the endpoint's health: our own doing, or none.
NOT_ITS_FAULT = frozenset(
    {Trouble.NOT_INSTALLED, Trouble.OFF, Trouble.STARTING, Trouble.RESTING, Trouble.BUSY}
)


class ModelTrouble(WordingFailed):
    """A trouble by name; `seconds` is how long the endpoint asks to be left alone."""

    def __init__(self, trouble: Trouble, *, seconds: float = 0.0) -> None:
        super().__init__(*_WORDS[trouble])
        self.trouble = trouble
        self.seconds = seconds
