"""What can only go wrong with a database server: gone, restarted, full, not ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from knowledge.catalogue import Catalogue
from knowledge.errors import CatalogueUnavailable, StorageFull
from knowledge.model import Clause, Document

NOTICE = Document("吉民发〔2018〕41号", "通知", "通知正文", (Clause("通知正文", (), (), "通知正文"),))


@pytest.fixture
def url(server: Any) -> str:
    return str(server.get_uri(driver="psycopg"))


@pytest.fixture
def admin(url: str) -> Iterator[Engine]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture
def catalogue(url: str, admin: Engine) -> Iterator[Catalogue]:
    with admin.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    with Catalogue.open(url, busy_seconds=2) as catalogue:
        yield catalogue


def cut_other_connections(admin: Engine) -> None:
    with admin.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
        )


def test_the_plain_address_works_as_well(server: Any) -> None:
    assert server.get_uri().startswith("postgresql://")
    with Catalogue.open(server.get_uri()) as catalogue:
        catalogue.check()


def test_names_sort_by_code_point_whatever_language_the_server_speaks(
    catalogue: Catalogue, admin: Engine
) -> None:
    with admin.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT table_name, column_name, collation_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND column_name IN ('doc_no', 'name')"
            )
        )
        assert {tuple(row) for row in rows} == {
            ("clause", "doc_no", "C"),
            ("document", "doc_no", "C"),
            ("source", "name", "C"),
        }


@pytest.mark.parametrize(
    "address",
    ["postgresql+psycopg://clerk:secret@127.0.0.1:1/hotline", "postgresql://clerk:secret@/x?host=/no"],
)
def test_a_server_that_does_not_answer_is_named_without_the_password(address: str) -> None:
    with pytest.raises(CatalogueUnavailable, match=r"连不上目录库.*clerk.*；请确认") as problem:
        Catalogue.open(address)
    assert "secret" not in str(problem.value)


def test_a_database_that_does_not_exist_is_told(server: Any) -> None:
    with pytest.raises(CatalogueUnavailable, match=r"连不上目录库.*nowhere.*库名"):
        Catalogue.open(server.get_uri(driver="psycopg", database="nowhere"))


def test_connections_that_were_cut_while_idle_are_replaced_unseen(
    catalogue: Catalogue, admin: Engine
) -> None:
    assert catalogue.publish(documents=[NOTICE]) == 1
    cut_other_connections(admin)
    assert catalogue.document(NOTICE.doc_no) == NOTICE


def test_a_connection_cut_while_reading_is_told_and_the_next_call_works(
    catalogue: Catalogue, admin: Engine
) -> None:
    clauses = tuple(Clause(f"一（{n}）", (), (), "条文") for n in range(2000))
    catalogue.publish(documents=[Document("甲", "", "", clauses)])
    stream = catalogue.clauses()
    next(stream)
    cut_other_connections(admin)
    with pytest.raises(CatalogueUnavailable, match="连不上目录库"):
        list(stream)
    assert len(list(catalogue.clauses())) == 2000


def test_a_server_that_stopped_is_told_and_found_again_when_it_is_back(
    catalogue: Catalogue, server: Any
) -> None:
    catalogue.publish(documents=[NOTICE])
    server.stop()
    with pytest.raises(CatalogueUnavailable, match="连不上目录库"):
        catalogue.check()
    server.start()
    catalogue.check()
    assert catalogue.document(NOTICE.doc_no) == NOTICE


def test_a_full_disk_of_the_server_stops_writing_but_not_reading(catalogue: Catalogue, admin: Engine) -> None:
    catalogue.publish(documents=[NOTICE])
    with admin.connect() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$"
            )
        )
        connection.execute(
            text("CREATE TRIGGER full_disk BEFORE INSERT ON clause FOR EACH ROW EXECUTE FUNCTION full_disk()")
        )
    with pytest.raises(StorageFull, match="磁盘已满"):
        catalogue.publish(documents=[Document("甲", "", "", NOTICE.clauses)], withdrawn=[NOTICE.doc_no])
    assert [each.doc_no for each in catalogue.documents()] == [NOTICE.doc_no]
    assert catalogue.revision == 1


def test_a_server_that_only_reads_is_told(catalogue: Catalogue, url: str) -> None:
    standby = f"{url}&options=-cdefault_transaction_read_only%3Don"
    with Catalogue.open(standby) as reader:
        with pytest.raises(CatalogueUnavailable, match="不可写"):
            reader.publish(documents=[NOTICE])
        assert reader.documents() == ()
