"""`hotline ingest` is killed at any moment, again and again: nothing is half, and the next run finishes."""

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.assistant import open_assistant
from bot.record import Status
from knowledge.catalogue import Catalogue
from knowledge.settings import Settings, load_settings
from tests import policy_files

QUESTION = "儿童之家的台账多久更新一次"
NUMBERS = tuple(f"吉民发〔2024〕{number}号" for number in (951, 952, 953))


def write_edition(folder: Path, edition: int) -> None:
    """Three notices, each of whose sentences carries the number of the edition."""
    folder.mkdir(exist_ok=True)
    for number in NUMBERS:
        text = policy_files.txt().replace(policy_files.NUMBER, number)
        (folder / f"{number}.txt").write_text(text.replace("。", f"［{edition}版］。"), encoding="utf-8")


def start(settings: Settings, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "bot.command", "ingest", str(folder)],
        env={**os.environ, "HOTLINE_HOME": str(settings.home), "HOTLINE_ENCODER": "none"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(settings: Settings, folder: Path) -> float:
    """Ingests without being killed, and says how long that took."""
    began = time.monotonic()
    with start(settings, folder) as process:
        _, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (0, "")
    return time.monotonic() - began


def edition_held(settings: Settings) -> int:
    """The one edition that every clause of every document is of."""
    with Catalogue.open(settings.database_url) as catalogue:
        documents = [catalogue.document(each.doc_no) for each in catalogue.documents()]
    assert [document.doc_no for document in documents] == list(NUMBERS)
    editions: set[int] = set()
    for document in documents:
        assert [clause.label for clause in document.clauses] == [label for label, _ in policy_files.CLAUSES]
        spans = sorted((span.start, span.end) for clause in document.clauses for span in clause.spans)
        assert "\n".join(document.text[first:last] for first, last in spans) == document.text
        editions |= editions_in(document.text)
    (edition,) = editions
    return edition


def editions_in(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"［(\d+)版］", text)}


def kill_again_and_again(folder: Path, times: int) -> None:
    settings, files = load_settings(home=folder / "home", encoder="none"), folder / "files"
    write_edition(files, 1)
    first_run = finish(settings, files)
    chance = random.Random(12345)
    held = 1
    with open_assistant(settings) as assistant:
        for edition in range(2, times + 2):
            write_edition(files, edition)
            with start(settings, files) as process:
                time.sleep(chance.uniform(0.2, 0.8) * first_run)  # it made the tables and the dictionary too
                process.kill()
                process.communicate()
            after = edition_held(settings)
            assert after in (held, edition)
            held = after
            record = assistant.ask(QUESTION)
            assert record.status is Status.ANSWERED
            assert {citation.clause for citation in record.citations} == {"二（三）"}
            assert editions_in(record.answer) == {held}
        finish(settings, files)
        assert edition_held(settings) == times + 1
        assert editions_in(assistant.ask(QUESTION).answer) == {times + 1}
    assert not list(settings.builds.glob("*.partial"))
    with open_assistant(settings) as assistant:
        # That these texts are not the ones that the eligibility rules cite is no damage.
        assert all(problem.startswith("资格核对") for problem in assistant.health().problems)


def test_documents_and_index_are_whole_after_ingest_was_killed_five_times(tmp_path):
    kill_again_and_again(tmp_path, 5)


@pytest.mark.nightly
def test_documents_and_index_are_whole_after_ingest_was_killed_fifty_times(tmp_path):
    kill_again_and_again(tmp_path, 50)
