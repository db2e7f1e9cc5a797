"""A writer is killed in the middle, again and again, and what was committed is whole."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue, writer_lock
from knowledge.errors import BadSettings, StorageFull, WriterBusy

DOC_NOS = ("吉民发〔2018〕41号", "吉民发〔2024〕2号", "吉民发〔2024〕34号")

# Publishes three documents of 150 clauses that all carry the number of their generation, and says
# each generation after it was committed.
PUBLISH = f"""
import sys
from datetime import UTC, datetime
from knowledge.catalogue import Catalogue, SourceRecord
from knowledge.model import Clause, Document

generation = int(sys.argv[2])
with Catalogue.open(sys.argv[1]) as catalogue:
    while True:
        generation += 1
        clauses = tuple(Clause(f"一（{{n}}）", (), (), f"{{generation}}") for n in range(150))
        documents = [Document(no, "", f"{{generation}}" * 150, clauses) for no in {DOC_NOS!r}]
        source = SourceRecord("file", f"{{generation}}", "txt", datetime.now(UTC), {{}}, {{}})
        catalogue.publish(sources=[source], documents=documents)
        print(generation, flush=True)
"""

HOLD = """
import sys, time
from pathlib import Path
from knowledge.catalogue import writer_lock

with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def child(script: str, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def killed_after(process: "subprocess.Popen[str]", seconds: float) -> list[str]:
    """What it had said when it was killed, `seconds` after its first line."""
    assert process.stdout
    first = process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    return [first, *process.stdout]


def generation_held(url: str) -> int:
    """The one generation that every document, clause and source is of; 0 before the first."""
    with Catalogue.open(url) as catalogue:
        documents = [catalogue.document(each.doc_no) for each in catalogue.documents()]
        streamed = {(doc_no, clause.label) for doc_no, clause in catalogue.clauses()}
        generations = {clause.text for _, clause in catalogue.clauses()}
        generations |= {each.sha256 for each in catalogue.sources()}
        revision = catalogue.revision
        newest = catalogue.audit(limit=4)
    if revision == 0:
        assert not documents
        assert not generations
        return 0
    (generation,) = generations
    assert [each.doc_no for each in documents] == list(DOC_NOS)
    assert len(streamed) == 450
    assert all(len(each.clauses) == 150 for each in documents)
    assert all(each.text == generation * 150 for each in documents)
    assert {each.object for each in newest} == {"file", *DOC_NOS}
    assert {each.revision for each in newest} == {revision}
    assert revision == int(generation)
    return int(generation)


def kill_again_and_again(path: Path, times: int) -> None:
    url = f"sqlite:///{path}"
    chance = random.Random(12345)
    generation = 0
    for _ in range(times):
        with child(PUBLISH, url, generation) as process:
            said = killed_after(process, chance.uniform(0, 0.1))
        committed = [int(line) for line in said]
        held = generation_held(url)
        # A commit may have been made that there was no time to tell of; none that was told is lost.
        assert held in {max(committed), max(committed) + 1}
        generation = held
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
    assert generation >= times


def test_documents_are_whole_after_a_writer_was_killed_ten_times(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path / "catalogue.db", 10)


@pytest.mark.nightly
def test_documents_are_whole_after_a_writer_was_killed_two_hundred_times(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path / "catalogue.db", 200)


# Killed while the tables are made: Alembic takes most of the time between the two lines.
OPEN = """
import sys
from knowledge.catalogue import Catalogue

print("ready", flush=True)
with Catalogue.open(sys.argv[1]):
    print("open", flush=True)
"""


def test_a_catalogue_killed_while_it_was_made_is_made_the_next_time(tmp_path: Path) -> None:
    for n, seconds in enumerate((0.02, 0.1, 0.14, 0.18)):
        url = f"sqlite:///{tmp_path}/{n}.db"
        with child(OPEN, url) as process:
            killed_after(process, seconds)
        assert generation_held(url) == 0


def test_a_second_writer_is_told_who_writes_and_since_when(tmp_path: Path) -> None:
    morning = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    with (
        writer_lock(tmp_path, now=lambda: morning),
        pytest.raises(WriterBusy, match=r"进程号 \d+，2026-11-22 09:30:00 起.*；请等它写完"),
        writer_lock(tmp_path),
    ):
        pass
    with writer_lock(tmp_path):
        assert (tmp_path / "writer.txt").exists()
    assert not (tmp_path / "writer.txt").exists()


def test_the_lock_of_a_killed_writer_is_free_again(tmp_path: Path) -> None:
    with child(HOLD, tmp_path) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        with pytest.raises(WriterBusy, match=f"进程号 {process.pid}，"), writer_lock(tmp_path):
            pass
        process.kill()
        process.wait()
        with writer_lock(tmp_path):
            pass


def test_a_lock_whose_note_cannot_be_read_is_a_lock_all_the_same(tmp_path: Path) -> None:
    with writer_lock(tmp_path):
        (tmp_path / "writer.txt").write_text("nonsense")
        with pytest.raises(WriterBusy, match=r"^另一个程序正在写入"), writer_lock(tmp_path):
            pass


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's always full device")
def test_a_full_disk_is_told_and_the_lock_is_not_kept(tmp_path: Path) -> None:
    note = tmp_path / "writer.txt"
    note.symlink_to("/dev/full")
    with pytest.raises(StorageFull, match="磁盘已满"), writer_lock(tmp_path):
        pass
    note.unlink()
    with writer_lock(tmp_path):
        pass


def test_a_home_that_cannot_be_made_is_a_bad_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSettings, match="HOTLINE_HOME"), writer_lock(tmp_path / "file" / "home"):
        pass
