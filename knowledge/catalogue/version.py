"""Which version of the tables a database has, and bringing it to this program's."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from knowledge.catalogue.connection import Engines
from knowledge.errors import CatalogueUnavailable

# The newest file in migrations/versions. They are numbered, so that a later program's database can
# be told from an earlier one's without Alembic, which takes 0.3 s to import and is seldom needed.
HEAD = "0001"


def bring_to_head(engines: Engines, *, create: bool) -> None:
    """Makes or upgrades the tables; without `create` an empty database is refused."""
    with engines.reader.connect() as connection:
        found = _version(connection)
    if found is None and not create:
        raise CatalogueUnavailable("目录库还是空的", "请先用 hotline ingest 收入政策文件")
    if found is not None and found >= HEAD:
        _refuse_newer(found)
        return
    with engines.writer.begin() as connection:
        # Alembic looks again, so nothing is done twice if another process was first.
        _upgrade(connection)


def require_head(connection: Connection) -> None:
    """Raises CatalogueUnavailable if the tables are not the ones this program knows."""
    found = _version(connection)
    if found is None or found < HEAD:
        raise CatalogueUnavailable("目录库里没有本程序要的表", "请重新启动程序；仍然如此就用备份恢复")
    _refuse_newer(found)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _refuse_newer(found: str) -> None:
    if found > HEAD:
        raise CatalogueUnavailable(
            f"目录库是更新的程序建的（版本 {found}，本程序只认得到 {HEAD}）", "请升级本程序"
        )


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
