"""What every catalogue promises, asked of SQLite and of a real PostgreSQL alike."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.pool import Pool

from knowledge.catalogue import AuditEntry, Catalogue, Change, DocumentSummary, SourceRecord
from knowledge.catalogue.connection import open_engines
from knowledge.catalogue.schema import metadata
from knowledge.catalogue.version import HEAD
from knowledge.errors import (
    BadFile,
    BadSettings,
    CatalogueUnavailable,
    NotFound,
    StorageFull,
)
from knowledge.model import (
    Clause,
    ClauseRef,
    Deadline,
    Difference,
    Document,
    Duty,
    Period,
    Phase,
    SourceRef,
    Span,
)

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

PLAN = Document(
    doc_no="吉民发〔2024〕2号",
    title="吉林省农村留守儿童和困境儿童关爱服务质量提升三年行动实施方案",
    text="一、总体要求\n（一）对象。留守儿童𠮷，不满16周岁。\n二、措施\n",
    clauses=(
        Clause("一", ("一、总体要求",), (Span(0, 7),), "一、总体要求\n", is_heading=True),
        Clause(
            "一（一）",
            ("一、总体要求", "（一）对象"),
            (Span(7, 20), Span(20, 27)),
            "（一）对象。留守儿童𠮷，不满16周岁。\n",
            (Duty("省民政厅", "lead"), Duty("省教育厅", "shared")),
        ),
        Clause("二", ("二、措施",), (Span(27, 32),), "二、措施\n", is_heading=True),
    ),
    issuers=("吉林省民政厅", "吉林省教育厅"),
    issued=date(2024, 3, 1),
    phases=(
        Phase("动员部署", Period(date(2024, 3, 1), date(2024, 4, 30)), "四（一）"),
        Phase("总结评估", Period(None, date(2026, 10, 31)), "四（三）"),
    ),
    deadlines=(Deadline(date(2026, 10, 31), "2026年10月底前", "四（三）"),),
    attachments=("任务分工表",),
    sources=(SourceRef("plan-web", "ab" * 32, "web", complete=True, canonical=True),),
    differences=(Difference("plan-newspaper", "一（一）", "不满16周岁", "未满16周岁"),),
)
NOTICE = Document("吉民发〔2018〕41号", "通知", "通知正文", (Clause("通知正文", (), (), "通知正文"),))
FILE = SourceRecord(
    name="plan-web",
    sha256="ab" * 32,
    kind="txt",
    ingested_at=NOON,
    reading={"文号": "吉民发〔2024〕2号", "lines": [1, 2.5, None, True]},
    report={"kept": 3, "dropped": [{"chars": 12, "why": "页眉"}]},
)


@pytest.fixture
def empty_postgres(server: Any) -> str:
    url = str(server.get_uri(driver="psycopg"))
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    engine.dispose()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/带 空格 100%/目录.db"
    return str(request.getfixturevalue("empty_postgres"))


@pytest.fixture
def catalogue(url: str) -> Iterator[Catalogue]:
    with Catalogue.open(url, now=lambda: NOON) as catalogue:
        yield catalogue


def many_clauses(doc_no: str, count: int, *, words: str = "条文") -> Document:
    clauses = tuple(
        Clause(f"一（{n}）", ("一、措施",), (Span(n * 4, n * 4 + 4),), f"{words}{n}") for n in range(count)
    )
    return Document(doc_no, words, words * count, clauses)


# Reading and writing


def test_a_document_comes_back_equal_in_every_field(catalogue: Catalogue) -> None:
    catalogue.publish(documents=[PLAN, NOTICE])
    assert catalogue.document(PLAN.doc_no) == PLAN
    assert catalogue.document(NOTICE.doc_no) == NOTICE


def test_a_clause_is_found_by_its_reference(catalogue: Catalogue) -> None:
    catalogue.publish(documents=[PLAN])
    assert catalogue.clause(ClauseRef(PLAN.doc_no, "一（一）")) == PLAN.clauses[1]


def test_what_is_not_there_is_named_with_what_to_do(catalogue: Catalogue) -> None:
    catalogue.publish(documents=[PLAN])
    with pytest.raises(NotFound, match=r"没有 吉民发\[2024\]2号；请核对文号"):
        catalogue.document("吉民发[2024]2号")
    with pytest.raises(NotFound, match=r"没有 吉民发〔2024〕2号 的 九；请核对"):
        catalogue.clause(ClauseRef(PLAN.doc_no, "九"))


def test_summaries_tell_what_a_list_of_documents_needs(catalogue: Catalogue) -> None:
    catalogue.publish(documents=[PLAN, NOTICE])
    assert catalogue.documents() == (
        DocumentSummary(NOTICE.doc_no, "通知", None, (), 1, None, ()),
        DocumentSummary(
            PLAN.doc_no,
            PLAN.title,
            date(2024, 3, 1),
            PLAN.issuers,
            3,
            Period(date(2024, 3, 1), date(2026, 10, 31)),
            PLAN.sources,
        ),
    )


def test_all_clauses_come_by_code_point_of_the_doc_no_then_as_in_the_text(
    catalogue: Catalogue,
) -> None:
    # A server that sorts by language puts a before B, and 吉 elsewhere.
    documents = [many_clauses(doc_no, 3) for doc_no in ("吉民发〔2024〕34号", "a", "B", "吉办〔9〕号")]
    catalogue.publish(documents=documents)
    expected = [
        (each.doc_no, clause)
        for each in sorted(documents, key=lambda each: each.doc_no)
        for clause in each.clauses
    ]
    assert list(catalogue.clauses()) == expected


def test_sources_keep_what_ingest_read_and_reported(catalogue: Catalogue) -> None:
    in_beijing = replace(FILE, ingested_at=NOON.astimezone(timezone(timedelta(hours=8))))
    catalogue.publish(sources=[in_beijing])
    assert catalogue.sources() == (FILE,)
    assert catalogue.sources()[0].ingested_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        catalogue.publish(sources=[replace(FILE, ingested_at=datetime(2026, 11, 22, 4, 0))])
    assert catalogue.sources() == ()


def test_two_clauses_of_one_label_are_refused_and_nothing_is_written(catalogue: Catalogue) -> None:
    twice = replace(NOTICE, clauses=NOTICE.clauses * 2)
    with pytest.raises(BadFile, match="吉民发〔2018〕41号 有两条的编号都是 '通知正文'"):
        catalogue.publish(documents=[PLAN, twice])
    assert catalogue.revision == 0
    assert catalogue.documents() == ()


def test_twenty_thousand_clauses_go_in_and_out_in_seconds(catalogue: Catalogue) -> None:
    documents = [many_clauses(f"文〔{n}〕号", 200, words="各县市区要加强关爱") for n in range(100)]
    start = time.monotonic()
    catalogue.publish(documents=documents)
    assert sum(1 for _ in catalogue.clauses()) == 20_000
    assert time.monotonic() - start < 15  # measured: 0.6 to 1 s


# Revisions and the audit


def test_the_revision_goes_up_only_when_something_changed(catalogue: Catalogue) -> None:
    assert catalogue.revision == 0
    assert catalogue.publish() == 0
    assert catalogue.publish(sources=[FILE], documents=[PLAN, NOTICE]) == 1
    later = replace(FILE, ingested_at=NOON + timedelta(days=1))
    assert catalogue.publish(sources=[later], documents=[NOTICE, PLAN]) == 1
    assert catalogue.sources()[0].ingested_at == NOON
    assert catalogue.publish(documents=[replace(PLAN, title="新")]) == 2
    assert catalogue.publish(withdrawn=["没有这个"], removed_sources=["nor this"]) == 2
    assert catalogue.publish(removed_sources=["plan-web"]) == 3
    assert catalogue.publish(withdrawn=[NOTICE.doc_no, PLAN.doc_no]) == 4
    assert catalogue.revision == 4
    assert list(catalogue.clauses()) == []


def test_a_document_both_written_and_withdrawn_is_written(catalogue: Catalogue) -> None:
    catalogue.publish(documents=[PLAN])
    catalogue.publish(documents=[replace(PLAN, title="新")], withdrawn=[PLAN.doc_no])
    assert catalogue.document(PLAN.doc_no).title == "新"


def test_replacing_a_document_leaves_none_of_its_old_clauses(catalogue: Catalogue) -> None:
    catalogue.publish(documents=[PLAN])
    catalogue.publish(documents=[replace(PLAN, clauses=PLAN.clauses[:1])])
    assert [clause.label for _, clause in catalogue.clauses()] == ["一"]


def test_the_audit_tells_who_did_what_when(catalogue: Catalogue) -> None:
    catalogue.publish(sources=[FILE], documents=[PLAN])
    catalogue.publish(documents=[replace(PLAN, title="新")])
    catalogue.publish(withdrawn=[PLAN.doc_no], removed_sources=[FILE.name])

    def entry(revision: int, what: Change, thing: str) -> AuditEntry:
        return AuditEntry(revision, NOON, "ingest", what, thing)

    assert catalogue.audit() == (
        entry(3, Change.DOCUMENT_WITHDRAWN, PLAN.doc_no),
        entry(3, Change.SOURCE_REMOVED, FILE.name),
        entry(2, Change.DOCUMENT_REPLACED, PLAN.doc_no),
        entry(1, Change.DOCUMENT_ADDED, PLAN.doc_no),
        entry(1, Change.SOURCE_ADDED, FILE.name),
    )
    assert catalogue.audit(limit=1) == catalogue.audit()[:1]


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_the_audit(
    catalogue: Catalogue, url: str, statement: str
) -> None:
    catalogue.publish(documents=[PLAN])
    engine = create_engine(url)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert len(catalogue.audit()) == 1


# Vectors


def test_vectors_are_kept_by_encoder_and_text(catalogue: Catalogue) -> None:
    catalogue.add_vectors("bge", [("a", b"\x00\xff"), ("b", b"2")])
    catalogue.add_vectors("m3", [("a", b"other")])
    assert catalogue.vectors("bge", ["a", "b", "c"]) == {"a": b"\x00\xff", "b": b"2"}
    assert catalogue.vectors("m3", ["a", "b"]) == {"a": b"other"}
    assert catalogue.vectors("bge", []) == {}
    assert catalogue.revision == 0


def test_a_vector_added_again_stays_as_it_was(catalogue: Catalogue) -> None:
    catalogue.add_vectors("bge", [("a", b"1"), ("a", b"2")])
    catalogue.add_vectors("bge", [("a", b"3"), ("b", b"4")])
    assert catalogue.vectors("bge", ["a", "b"]) == {"a": b"1", "b": b"4"}


def test_more_vectors_than_one_statement_can_name(catalogue: Catalogue) -> None:
    keys = [f"{n:064x}" for n in range(40_000)]
    catalogue.add_vectors("bge", ((key, b"v") for key in keys[:1500]))
    assert catalogue.vectors("bge", keys) == dict.fromkeys(keys[:1500], b"v")


def test_encoding_that_is_broken_off_keeps_the_batches_before(catalogue: Catalogue) -> None:
    def rows() -> Iterator[tuple[str, bytes]]:
        for n in range(700):
            yield f"{n}", b"v"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catalogue.add_vectors("bge", rows())
    assert len(catalogue.vectors("bge", [f"{n}" for n in range(700)])) == 500


# Several at once


def test_a_reader_that_was_open_before_sees_what_a_writer_commits(catalogue: Catalogue, url: str) -> None:
    with Catalogue.open(url, create=False) as reader:
        assert reader.revision == 0
        catalogue.publish(documents=[PLAN])
        assert reader.revision == 1
        assert reader.document(PLAN.doc_no) == PLAN


def test_clauses_stream_from_one_state_while_a_writer_goes_on(catalogue: Catalogue) -> None:
    catalogue.publish(documents=[many_clauses("甲", 1200, words="旧"), many_clauses("乙", 3)])
    stream = catalogue.clauses()
    first = next(stream)
    catalogue.publish(documents=[many_clauses("甲", 1200, words="新")], withdrawn=["乙"])
    rest = list(stream)
    assert len([first, *rest]) == 1203
    assert all("新" not in clause.text for _, clause in rest)


def test_a_stream_that_is_dropped_gives_its_connection_back(catalogue: Catalogue) -> None:
    catalogue.publish(documents=[many_clauses("甲", 1200)])
    for _ in range(30):
        next(catalogue.clauses())
    assert catalogue.publish(documents=[PLAN]) == 2


def test_many_threads_read_whole_documents_while_one_writes(catalogue: Catalogue) -> None:
    generations = [many_clauses("甲", 40, words=words) for words in ("子", "丑")]
    catalogue.publish(documents=generations[:1])
    done = threading.Event()

    def read() -> int:
        count = 0
        while not done.is_set():
            assert catalogue.document("甲") in generations
            count += 1
        return count

    with ThreadPoolExecutor(4) as threads:
        reading = [threads.submit(read) for _ in range(4)]
        try:
            for n in range(30):
                catalogue.publish(documents=[generations[(n + 1) % 2]])
        finally:
            done.set()
        assert all(each.result() > 0 for each in reading)
    assert catalogue.revision == 31


def test_writers_take_turns_and_every_publish_gets_its_own_revision(url: str) -> None:
    with Catalogue.open(url) as one, Catalogue.open(url) as other, ThreadPoolExecutor(4) as threads:
        revisions = threads.map(
            lambda n: (one, other)[n % 2].publish(documents=[many_clauses(f"{n}", 5)]), range(20)
        )
        assert sorted(revisions) == list(range(1, 21))


def test_a_new_catalogue_may_be_opened_by_several_at_once(url: str) -> None:
    start = threading.Barrier(4)

    def open_and_read(_: int) -> int:
        start.wait()
        with Catalogue.open(url) as catalogue:
            return catalogue.revision

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(open_and_read, range(4))) == [0, 0, 0, 0]


def test_a_writer_that_cannot_get_its_turn_says_so_and_readers_go_on(url: str) -> None:
    with Catalogue.open(url, busy_seconds=0.3) as catalogue:
        catalogue.publish(documents=[PLAN])
        blocker = open_engines(url, create=False, busy_seconds=5)
        with blocker.writer.begin():
            start = time.monotonic()
            with pytest.raises(CatalogueUnavailable, match=r"等了 0\.3 秒仍没有轮到；请稍后再试"):
                catalogue.publish(documents=[NOTICE])
            assert 0.2 < time.monotonic() - start < 5
            assert catalogue.document(PLAN.doc_no) == PLAN
            with Catalogue.open(url, create=False) as reader:
                assert reader.revision == 1
        assert catalogue.publish(documents=[NOTICE]) == 2
        blocker.dispose()


# Versions of the tables


def test_the_migrations_make_exactly_the_tables_of_the_schema(catalogue: Catalogue, url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD
    engine.dispose()


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "knowledge.catalogue:migrations")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    assert [script.revision for script in scripts.walk_revisions()] == sorted(
        (script.revision for script in scripts.walk_revisions()), reverse=True
    )


def test_a_catalogue_opened_again_keeps_everything(url: str) -> None:
    with Catalogue.open(url) as catalogue:
        catalogue.publish(sources=[FILE], documents=[PLAN])
    with Catalogue.open(url) as catalogue:
        catalogue.check()
        assert catalogue.document(PLAN.doc_no) == PLAN
        assert catalogue.revision == 1


def test_a_database_of_a_newer_program_is_refused(catalogue: Catalogue, url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    engine.dispose()
    with pytest.raises(CatalogueUnavailable, match=r"版本 0999.*请升级本程序"):
        Catalogue.open(url)
    with pytest.raises(CatalogueUnavailable, match="请升级本程序"):
        catalogue.check()


def test_the_check_sees_that_the_tables_are_gone(catalogue: Catalogue, url: str) -> None:
    catalogue.check()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    engine.dispose()
    with pytest.raises(CatalogueUnavailable, match="没有本程序要的表"):
        catalogue.check()


def test_without_create_a_catalogue_that_is_not_there_is_refused(url: str) -> None:
    with pytest.raises(CatalogueUnavailable, match=r"目录库.*；请先用 hotline ingest"):
        Catalogue.open(url, create=False)


# SQLite alone


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.db"


def test_sqlite_writes_ahead_and_to_the_disk(path: Path) -> None:
    Catalogue.open(f"sqlite:///{path}").close()
    engines = open_engines(f"sqlite:///{path}", create=False, busy_seconds=5)
    with engines.reader.connect() as connection:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
    engines.dispose()
    assert values == ["wal", 2, 1, 5000]


def test_a_new_file_that_another_process_is_preparing_is_waited_for(path: Path) -> None:
    # SQLite itself does not wait to turn a file to write-ahead: 2 of 40 races to create one failed.
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CatalogueUnavailable, match=r"等了 0\.1 秒"):
        Catalogue.open(f"sqlite:///{path}", busy_seconds=0.1)
    timer = threading.Timer(0.2, lambda: other.execute("COMMIT"))
    timer.start()
    with Catalogue.open(f"sqlite:///{path}") as catalogue:
        assert catalogue.revision == 0
    timer.join()
    other.close()


def test_a_full_disk_stops_writing_but_not_reading(path: Path) -> None:
    Catalogue.open(f"sqlite:///{path}").close()

    def shrink(connection: sqlite3.Connection, entry: object) -> None:
        connection.execute("PRAGMA max_page_count = 60").close()

    event.listen(Pool, "connect", shrink)
    try:
        with Catalogue.open(f"sqlite:///{path}") as catalogue:
            catalogue.publish(documents=[PLAN])
            with pytest.raises(StorageFull, match=r"磁盘已满.*；请腾出空间.*仍可查询"):
                catalogue.publish(documents=[many_clauses("大", 5000), replace(PLAN, title="新")])
            with pytest.raises(StorageFull):
                catalogue.add_vectors("bge", [(str(n), bytes(2048)) for n in range(200)])
            assert catalogue.revision == 1
            assert catalogue.document(PLAN.doc_no) == PLAN
            assert catalogue.publish(documents=[NOTICE]) == 2
    finally:
        event.remove(Pool, "connect", shrink)
    with Catalogue.open(f"sqlite:///{path}") as catalogue:
        assert catalogue.publish(documents=[many_clauses("大", 5000)]) == 3


@pytest.mark.parametrize("content", [b"not a database, but longer than its header" * 99, b"\x00" * 8])
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(CatalogueUnavailable, match=r"catalogue\.db.*不是目录库；请用备份恢复"):
        Catalogue.open(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_damaged_database_is_told_apart_from_an_empty_one(path: Path) -> None:
    with Catalogue.open(f"sqlite:///{path}") as catalogue:
        catalogue.publish(documents=[many_clauses("甲", 2000)])
    damaged = bytearray(path.read_bytes())
    damaged[4096 * 8 :] = b"\xa5" * (len(damaged) - 4096 * 8)
    path.write_bytes(damaged)
    with (
        pytest.raises(CatalogueUnavailable, match="已损坏"),
        Catalogue.open(f"sqlite:///{path}") as catalogue,
    ):
        list(catalogue.clauses())


def test_an_empty_file_becomes_a_catalogue_only_if_it_may(path: Path) -> None:
    path.touch()
    with pytest.raises(CatalogueUnavailable, match="目录库还是空的"):
        Catalogue.open(f"sqlite:///{path}", create=False)
    with Catalogue.open(f"sqlite:///{path}") as catalogue:
        assert catalogue.revision == 0


def test_a_folder_that_cannot_be_made_is_named(path: Path) -> None:
    path.touch()
    with pytest.raises(CatalogueUnavailable, match="建不了目录库的文件夹"):
        Catalogue.open(f"sqlite:///{path}/inside/catalogue.db")


def test_a_folder_in_the_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(CatalogueUnavailable, match="打不开目录库"):
        Catalogue.open(f"sqlite:///{path}")


@pytest.mark.parametrize(
    "url",
    ["", "catalogue.db", "mysql://root:secret@db/x", "postgresql+asyncpg://h/x", "sqlite://"],
)
def test_an_address_that_cannot_work_is_a_bad_setting(url: str) -> None:
    with pytest.raises(BadSettings, match=r"HOTLINE_DATABASE.*；请写 sqlite:///") as problem:
        Catalogue.open(url)
    assert "secret" not in str(problem.value)


# Against a model of itself


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
DAYS = st.none() | st.dates()
PERIODS = st.builds(Period, DAYS, DAYS)
SPANS = st.builds(Span, st.integers(0, 10**6), st.integers(0, 10**6))


def tuples(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=3).map(tuple)


CLAUSES = st.builds(
    Clause,
    label=WORDS,
    headings=tuples(WORDS),
    spans=tuples(SPANS),
    text=WORDS,
    duties=tuples(st.builds(Duty, WORDS, st.sampled_from(["lead", "shared"]))),
    is_heading=st.booleans(),
)
DOCUMENTS = st.builds(
    Document,
    doc_no=st.sampled_from(["吉民发〔2024〕2号", "吉民发〔2024〕34号", "公报2024年第9期"]),
    title=WORDS,
    text=WORDS,
    clauses=st.lists(CLAUSES, max_size=4, unique_by=lambda clause: clause.label).map(tuple),
    issuers=tuples(WORDS),
    issued=DAYS,
    phases=tuples(st.builds(Phase, WORDS, PERIODS, WORDS)),
    deadlines=tuples(st.builds(Deadline, st.dates(), WORDS, WORDS)),
    attachments=tuples(WORDS),
    sources=tuples(st.builds(SourceRef, WORDS, WORDS, WORDS, st.booleans(), st.booleans())),
    differences=tuples(st.builds(Difference, WORDS, WORDS, WORDS, WORDS)),
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(DOCUMENTS)
def test_any_document_comes_back_equal(catalogue: Catalogue, document: Document) -> None:
    catalogue.publish(documents=[document])
    assert catalogue.document(document.doc_no) == document
    summary = {each.doc_no: each for each in catalogue.documents()}[document.doc_no]
    assert (summary.period, summary.clause_count) == (document.period, len(document.clauses))


class AgainstADict(RuleBasedStateMachine):
    """Publishing, withdrawing and reopening in any order gives what a dictionary would hold."""

    folders: pytest.TempPathFactory

    @initialize()
    def make(self) -> None:
        self.url = f"sqlite:///{self.folders.mktemp('machine')}/catalogue.db"
        self.catalogue = Catalogue.open(self.url)
        self.held: dict[str, Document] = {}
        self.revision = 0

    @rule(new=st.lists(DOCUMENTS, max_size=2), gone=st.lists(DOCUMENTS, max_size=2))
    def publish(self, new: list[Document], gone: list[Document]) -> None:
        withdrawn = [each.doc_no for each in gone]
        kept = {doc_no: each for doc_no, each in self.held.items() if doc_no not in withdrawn}
        held = kept | {each.doc_no: each for each in new}
        # A withdrawn document that is published again unchanged has not changed.
        self.revision += held != self.held
        self.held = held
        assert self.catalogue.publish(documents=new, withdrawn=withdrawn) == self.revision

    @rule()
    def open_again(self) -> None:
        self.catalogue.close()
        self.catalogue = Catalogue.open(self.url, create=False)

    @invariant()
    def agree(self) -> None:
        listed = [each.doc_no for each in self.catalogue.documents()]
        assert {doc_no: self.catalogue.document(doc_no) for doc_no in listed} == self.held
        assert self.catalogue.revision == self.revision
        assert list(self.catalogue.clauses()) == [
            (doc_no, clause) for doc_no in sorted(self.held) for clause in self.held[doc_no].clauses
        ]

    def teardown(self) -> None:
        if hasattr(self, "catalogue"):
            self.catalogue.close()


def test_any_course_of_publishing_agrees_with_a_dictionary(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    AgainstADict.folders = tmp_path_factory
    run_state_machine_as_test(
        AgainstADict,
        settings=settings(
            max_examples=10,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
