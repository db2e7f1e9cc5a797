"""A writer of builds is killed in the middle, again and again, and there is always a whole build to read."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# First reads what the killed writer before it left, whole or it ends (or writes the first build); then
# writes builds until killed, each of which says its revision in every clause and passage. With "quick"
# they go untried, so that more of the kills fall into the writing itself; with "once" it writes one.
WRITER = """
import sys
from pathlib import Path
import chromadb  # takes a second, which is not to be the one in which the kill comes
from knowledge.index import Builds, Contents, Passage, builds as writer
from knowledge.index.verify import problems
from knowledge.model import ClauseRef
from knowledge.settings import Settings
from tests.fake_encoder import FakeEncoder

COUNT = 200
home, manner = Path(sys.argv[1]), sys.argv[2]
builds, encoder = Builds(Settings(home=home)), FakeEncoder()

def contents(revision):
    texts = [f"修订{revision}的第{number}条" for number in range(COUNT)]
    return Contents(
        revision,
        [ClauseRef("吉民发〔2024〕2号", text) for text in texts],
        {"words": [[f"修订{revision}", str(number)] for number in range(COUNT)]},
        {"sentences": [Passage(number, 0, 5, text) for number, text in enumerate(texts)]},
    )

revision = 0
if build := builds.current():
    revision, wanted = build.revision, contents(build.revision)
    assert list(build.clauses) == wanted.clauses
    places = [build.dense["sentences"].places.of(number) for number in range(COUNT)]
    assert places == [[(passage.clause, passage.start, passage.end)] for passage in wanted.dense["sentences"]]
    assert problems(build) == []
    for number in range(0, COUNT, 20):
        (vector,) = encoder.encode([wanted.dense["sentences"][number].text])
        (found, similarity), *_ = build.dense["sentences"].search(vector, 5)
        assert (found.clause, round(similarity, 4)) == (number, 1)
        assert build.lexical["words"].search([str(number)], 5)[0][0] == number
else:
    revision = builds.write(contents(1), encoder=encoder).revision
print(revision, flush=True)
if manner == "quick":
    writer.try_out = lambda *_, **__: None
while True:
    revision += 1
    builds.write(contents(revision), encoder=encoder)
    print(revision, flush=True)
    if manner == "once":
        break
"""


def run(home, manner, seconds=None):
    """The revisions that a writer said, killed so many seconds after the first; how it ended."""
    command = [sys.executable, "-c", WRITER, str(home), manner]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        first = next((line for line in process.stdout if line.strip().isdigit()), "")  # log lines go before
        if seconds is not None:
            time.sleep(seconds)
            process.send_signal(signal.SIGKILL)
        said, failed = process.communicate()
    lines = [line for line in (first + said).splitlines() if line.isdigit()]
    return [int(line) for line in lines], process.returncode, failed


def kill_again_and_again(home, times):
    chance = random.Random(12345)
    last = 0
    for number in range(times):
        manner, longest = (("quick", 0.8), ("tried", 1.8))[number % 2]
        said, status, failed = run(home, manner, chance.uniform(0, longest))
        assert status == -signal.SIGKILL, failed
        # A build may have been switched to that there was no time to tell of; none that was told is lost.
        assert said[0] in {last, last + 1}
        last = said[-1]
    said, status, failed = run(home, "once")
    assert status == 0, failed
    assert said[0] in {last, last + 1}
    assert said[1] == said[0] + 1
    left = sorted(path.name for path in (home / "builds").iterdir())
    assert len(left) == 4, left  # two builds, CURRENT, the lock


def test_there_is_a_whole_build_after_a_writer_was_killed_eight_times(tmp_path):
    kill_again_and_again(tmp_path, 8)


@pytest.mark.nightly
def test_there_is_a_whole_build_after_a_writer_was_killed_a_hundred_times(tmp_path):
    kill_again_and_again(tmp_path, 100)
