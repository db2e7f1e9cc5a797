"""Index builds: written whole or not at all, tried before use, and always one to read."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from structlog.testing import capture_logs

from knowledge.errors import (
    BadSettings,
    EncoderMismatch,
    IndexUnavailable,
    ModelUnavailable,
    StorageFull,
    WriterBusy,
)
from knowledge.index import Builds, Contents, Passage, dense
from knowledge.index import builds as writer
from knowledge.index.build import Build
from knowledge.index.dense import VectorStore
from knowledge.index.exact import ExactIndex
from knowledge.index.lexical import LexicalIndex
from knowledge.index.verify import problems
from knowledge.model import ClauseRef
from knowledge.settings import Settings
from knowledge.text.words import bigrams
from tests.fake_encoder import FakeEncoder

SENTENCES = (
    "留守儿童是指父母双方外出务工的未成年人",
    "困境儿童包括家庭困境儿童和自身困境儿童",
    "流动儿童随父母到其他县生活",
    "残疾儿童康复救助由残联组织实施",
    "乡镇设立儿童督导员，村里设立儿童主任",
    "孤儿基本生活费由民政部门发放",
    "随迁子女在城里接受义务教育",
    "每季度更新一次摸底数据",
)
TOPICS = ("登记", "走访", "发放", "教育", "就医", "心理", "监护", "救助")


def contents(revision=1, sentences=SENTENCES):
    return Contents(
        revision=revision,
        clauses=[ClauseRef("吉民发〔2024〕2号", f"二（{n}）") for n in range(len(sentences))],
        lexical={
            "words": [list(sentence) for sentence in sentences],
            "bigrams": [bigrams(sentence) for sentence in sentences],
        },
        dense={
            "sentences": [Passage(n, 0, len(s), s) for n, s in enumerate(sentences)],
            "questions": [Passage(n, 0, 4, f"{s[:6]}怎么说") for n, s in enumerate(sentences)],
        },
    )


def many(count):
    return [f"{TOPICS[n % 8]}第{n}号{TOPICS[n // 8 % 8]}事项，{n * 37 % 1009}人" for n in range(count)]


def answers(build, question="孤儿的基本生活费是多少"):
    """The clause that each of the indexes finds first."""
    vector = FakeEncoder().encode([question])[0]
    found = {group: index.search(vector, 3)[0][0].clause for group, index in build.dense.items()}
    tokens = {"words": list(question), "bigrams": bigrams(question)}
    return found | {way: index.search(tokens[way], 3)[0][0] for way, index in build.lexical.items()}


ALL_FIND_THE_FIFTH = {"sentences": 5, "questions": 5, "words": 5, "bigrams": 5}


@pytest.fixture(scope="module")
def two_builds(tmp_path_factory):
    """A home with two builds, of revisions 1 and 2; copied by the tests that harm it."""
    home = tmp_path_factory.mktemp("two")
    builds = Builds(Settings(home=home))
    for revision in (1, 2):
        builds.write(contents(revision), encoder=FakeEncoder()).close()
    return home


@pytest.fixture
def home(two_builds, tmp_path):
    return shutil.copytree(two_builds, tmp_path / "home")


@pytest.fixture
def settings(home):
    return Settings(home=home)


@pytest.fixture
def fresh(tmp_path):
    return Settings(home=tmp_path / "fresh")


@pytest.fixture
def untried(monkeypatch):
    """Builds are taken on trust: the trial costs a second, and has tests of its own."""
    monkeypatch.setattr(writer, "try_out", lambda *_, **__: None)


def folders(settings):
    return sorted(path.name for path in settings.builds.iterdir() if path.is_dir())


# --- reading ---------------------------------------------------------------------------------------


def test_a_build_answers_by_meaning_and_by_words(settings):
    build = Builds(settings).current()
    assert build is not None
    assert (build.revision, build.fingerprint) == (2, FakeEncoder().fingerprint)
    assert str(build.clauses[5]) == "吉民发〔2024〕2号#二（5）"
    assert answers(build) == ALL_FIND_THE_FIFTH
    place, similarity = build.dense["sentences"].search(FakeEncoder().encode([SENTENCES[3]])[0], 1)[0]
    assert place == (3, 0, len(SENTENCES[3]))
    assert similarity == pytest.approx(1, abs=1e-5)


def test_where_nothing_was_ever_written_there_is_no_build_and_nothing_is_made(fresh):
    assert Builds(fresh).current() is None
    assert not fresh.home.exists()


def test_the_manifest_says_what_is_in_a_build(settings):
    builds = Builds(settings)
    manifest = json.loads((settings.builds / builds.current().id / "build.json").read_text(encoding="utf-8"))
    assert manifest["dense"] == {"sentences": 8, "questions": 8}
    assert manifest["lexical"] == {"words": 8, "bigrams": 8}
    assert (manifest["clauses"], manifest["dimensions"], manifest["on_server"]) == (8, 64, False)
    assert set(manifest["versions"]) == {"hotline-12345", "chromadb", "bm25s", "numpy", "jieba"}
    assert datetime.fromisoformat(manifest["created"]).tzinfo


def test_an_unchanged_build_is_opened_once(settings):
    builds = Builds(settings)
    assert builds.current() is builds.current()


@pytest.mark.usefixtures("untried")
def test_opening_a_build_again_gives_the_same_answers(fresh):
    # Short of Chroma's threshold, the graph would be built anew at each opening.
    build = Builds(fresh).write(contents(sentences=many(300)), encoder=FakeEncoder())
    questions = FakeEncoder().encode([f"{topic}事项有多少人" for topic in TOPICS])
    first = build.dense["sentences"].nearest(questions, 20)
    graph = next((fresh.builds / build.id / "chroma").glob("*/data_level0.bin"))
    written = graph.stat().st_mtime_ns
    for _ in range(2):
        build.close()
        assert (
            Build.open(fresh.builds / build.id, chroma="").dense["sentences"].nearest(questions, 20) == first
        )
    assert graph.stat().st_mtime_ns == written


def test_a_sentence_said_many_times_has_one_vector_and_does_not_drown_the_others(fresh):
    # As vectors of their own, hundreds of copies break Chroma's graph: .03 to .99 of the right
    # neighbours of other questions were found.
    copies = ["本办法自发布之日起施行"] * 600
    build = Builds(fresh).write(contents(sentences=[*copies, *SENTENCES, *copies]), encoder=FakeEncoder())
    index = build.dense["sentences"]
    assert index.count() == len(index.places) == 9
    assert problems(build) == []
    found = index.search(FakeEncoder().encode(["办法从发布的那天起施行吗"])[0], 5)
    assert [passage.clause for passage, _ in found] == [0, 1, 2, 3, 4]
    (nearest, _), *_ = index.search(FakeEncoder().encode([SENTENCES[5]])[0], 2)
    assert nearest.clause == 605


@pytest.mark.usefixtures("untried")
def test_a_vector_that_the_graph_has_lost_is_found_all_the_same(fresh, monkeypatch):
    # With fewer links the graph loses a few of near-twins every time; with ours, one time in six.
    few = dense._configuration(2000)
    few["hnsw"]["max_neighbors"] = 4
    monkeypatch.setattr(dense, "_configuration", lambda _: few)
    twins = [f"修订11的第{number}条" for number in range(2000)]
    build = Builds(fresh).write(contents(sentences=twins), encoder=FakeEncoder())
    index = build.dense["sentences"]
    assert index.lost
    for number in index.lost:
        (found, similarity), *others = index.search(FakeEncoder().encode([twins[number]])[0], 4)
        assert (found.clause, round(similarity, 4)) == (number, 1)
        assert len(others) == 3
        cosines = [cosine for _, cosine in others]
        assert cosines == sorted(cosines, reverse=True)
    lost = sorted(index.lost)
    build.close()
    assert sorted(Build.open(fresh.builds / build.id, chroma="").dense["sentences"].lost) == lost


@pytest.mark.parametrize(
    "words", [None, "", "nonsense\n", "20200101T000000Z-1\n", "../../etc\n", b"\xff\xfe\x00"]
)
def test_without_a_sound_pointer_the_newest_build_is_read(settings, words):
    pointer = settings.builds / "CURRENT"
    pointer.unlink()
    if words is not None:
        pointer.write_bytes(words if isinstance(words, bytes) else words.encode())
    with capture_logs():
        build = Builds(settings).current()
    assert build.revision == 2
    assert answers(build) == ALL_FIND_THE_FIFTH


def cut(path):
    path.write_bytes(path.read_bytes()[:-16])


DAMAGES = {
    "no manifest": lambda build: (build / "build.json").unlink(),
    "half a manifest": lambda build: cut(build / "build.json"),
    "a manifest of another make": lambda build: (build / "build.json").write_text('{"format": 99}'),
    "an empty manifest": lambda build: (build / "build.json").write_text("[]"),
    "no clauses": lambda build: (build / "clauses.json").unlink(),
    "a cut word index": lambda build: cut(build / "lexical" / "words" / "data.csc.index.npy"),
    "a cut graph": lambda build: cut(next((build / "chroma").glob("*/data_level0.bin"))),
    "no graph": lambda build: shutil.rmtree(next((build / "chroma").glob("*/")), ignore_errors=True),
    "no vector database": lambda build: (build / "chroma" / "chroma.sqlite3").unlink(),
    "a garbled vector database": lambda build: (build / "chroma" / "chroma.sqlite3").write_bytes(b"X" * 9999),
    "nothing at all": lambda build: shutil.rmtree(build),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_build_gives_way_to_the_one_before_and_the_log_says_so_once(settings, damage):
    first, second = folders(settings)
    DAMAGES[damage](settings.builds / second)
    builds = Builds(settings)
    with capture_logs() as logs:
        assert builds.current().id == first
        assert answers(builds.current()) == ALL_FIND_THE_FIFTH
    assert [(entry["event"], entry["build"]) for entry in logs] == [("build_refused", second)]


def test_on_a_full_disk_words_answer_and_vectors_do_once_there_is_space(settings, monkeypatch):
    def full(_):
        raise RuntimeError("error returned from database: (code: 13) database or disk is full")

    builds = Builds(settings)
    with monkeypatch.context() as patch, capture_logs() as logs:
        patch.setattr(dense, "_connect", full)  # what a client says on a full disk: Chroma writes to open
        build = builds.current()
        assert build.revision == 2
        assert build.lexical["bigrams"].search(bigrams(SENTENCES[5]), 1)[0][0] == 5
        with pytest.raises(StorageFull, match="磁盘已满"):
            build.dense["sentences"].search(FakeEncoder().encode(["孤儿"])[0], 3)
    assert [entry["event"] for entry in logs] == ["vectors_not_counted"]
    assert answers(builds.current()) == ALL_FIND_THE_FIFTH


def test_vectors_that_could_not_be_opened_once_can_be_opened_later(settings):
    # Chroma itself would remember the failure for the rest of the process.
    build = Builds(settings).current()
    build.close()
    database = settings.builds / build.id / "chroma" / "chroma.sqlite3"
    sound = database.read_bytes()
    database.write_bytes(b"X" * 9999)
    with pytest.raises(IndexUnavailable):
        answers(build)
    database.write_bytes(sound)
    assert answers(build) == ALL_FIND_THE_FIFTH


def test_with_every_build_damaged_there_is_none(settings):
    for name in folders(settings):
        (settings.builds / name / "clauses.json").unlink()
    with capture_logs():
        assert Builds(settings).current() is None


def test_vectors_of_another_encoder_are_refused_by_name(settings):
    build = Builds(settings).current()
    build.require(FakeEncoder())
    build.require(None)
    with pytest.raises(EncoderMismatch) as problem:
        build.require(FakeEncoder("other"))
    for words in (build.id, "'fake:0:pairs:64'", "'other:0:pairs:64'", "hotline ingest --rebuild"):
        assert words in str(problem.value)


def test_a_question_without_direction_is_refused(settings):
    with pytest.raises(IndexUnavailable, match="零向量"):
        Builds(settings).current().dense["sentences"].search(np.zeros(64, dtype=np.float32), 3)


def test_asking_for_more_than_there_is_gives_what_there_is(settings):
    build = Builds(settings).current()
    assert len(build.dense["sentences"].search(FakeEncoder().encode(["儿童"])[0], 1000)) == 8
    assert len(build.lexical["bigrams"].search(["儿童"], 1000)) == sum("儿童" in s for s in SENTENCES)


# --- words ------------------------------------------------------------------------------------------


def test_a_clause_that_shares_no_word_is_not_found():
    index = LexicalIndex.make([["留守", "儿童"], ["困境", "儿童"], ["名单"]])
    assert [clause for clause, _ in index.search(["留守", "儿童"], 10)] == [0, 1]
    assert index.search(["房租"], 10) == []
    assert index.search([], 10) == []
    assert index.search(["儿童"], 0) == []


def test_equal_clauses_rank_by_number_whatever_their_number_is():
    index = LexicalIndex.make([["儿童"]] * 50 + [["其他"]])
    assert [clause for clause, _ in index.search(["儿童"], 7)] == list(range(7))


@pytest.mark.parametrize("rows", [[], [[], []]])
def test_clauses_without_a_single_word_can_be_indexed(tmp_path, rows):
    LexicalIndex.make(rows).save(tmp_path / "index")
    assert LexicalIndex.open(tmp_path / "index").search(["儿童"], 3) == []


def test_a_word_index_reads_back_as_it_was_written(tmp_path):
    rows = [bigrams(sentence) for sentence in SENTENCES]
    index = LexicalIndex.make(rows)
    index.save(tmp_path / "one")
    LexicalIndex.make(rows).save(tmp_path / "two")
    assert LexicalIndex.open(tmp_path / "one").search(rows[4], 5) == index.search(rows[4], 5)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_exact_search_ranks_equal_passages_by_number():
    vectors = np.array([[0, 1], [1, 0], [1, 0], [1, 0], [-1, 0]], dtype=np.float32)
    assert ExactIndex(vectors).search(np.array([1, 0], dtype=np.float32), 2) == [(1, 1.0), (2, 1.0)]
    assert len(ExactIndex(vectors).search(np.array([1, 0], dtype=np.float32), 99)) == 5


# --- writing ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("untried")
def test_without_an_encoder_words_answer_alone(fresh):
    build = Builds(fresh).write(contents(), encoder=None)
    assert build.dense == {}
    assert build.fingerprint is None
    build.require(FakeEncoder())
    assert answers(build) == {"words": 5, "bigrams": 5}


@pytest.mark.usefixtures("untried")
def test_an_empty_library_has_a_build_that_finds_nothing(fresh):
    build = Builds(fresh).write(contents(sentences=()), encoder=FakeEncoder())
    assert (build.clauses, build.dense) == ((), {})
    assert build.lexical["words"].search(["儿"], 3) == []


def test_the_build_before_is_kept_and_older_ones_go_while_a_reader_follows(settings):
    first, second = folders(settings)
    reader, writer = Builds(settings), Builds(settings)
    old = reader.current()
    assert old.id == second
    (settings.builds / "20200101T000000Z-1.partial").mkdir()  # left by a killed writer
    third = writer.write(contents(3), encoder=FakeEncoder()).id
    assert folders(settings) == [second, third]
    assert answers(old) == ALL_FIND_THE_FIFTH
    assert reader.current().revision == 3
    assert answers(old) == answers(reader.current()) == ALL_FIND_THE_FIFTH
    assert first not in folders(settings)


@pytest.mark.usefixtures("untried")
def test_a_build_comes_after_the_last_one_even_if_the_clock_was_put_back(settings):
    last = folders(settings)[-1]
    earlier = Builds(settings, now=lambda: datetime(2001, 1, 1, tzinfo=UTC))
    build = earlier.write(contents(3), encoder=None)
    assert build.id.rpartition("-")[0] == last.rpartition("-")[0]
    assert folders(settings)[-1] == build.id


def test_a_second_writer_is_told_so(settings):
    with FileLock(settings.builds / "writer.lock"), pytest.raises(WriterBusy, match="正在写索引"):
        Builds(settings).write(contents(), encoder=None)


class _Vectors(dict):
    """A cache of vectors as the catalogue keeps one."""

    def vectors(self, fingerprint, keys):
        return {key: self[fingerprint, key] for key in keys if (fingerprint, key) in self}

    def add_vectors(self, fingerprint, rows):
        self.update({(fingerprint, key): vector for key, vector in rows})


@pytest.mark.usefixtures("untried")
def test_what_was_encoded_before_is_not_encoded_again(fresh):
    cache, progress = _Vectors(), []
    Builds(fresh).write(contents(), encoder=FakeEncoder(), cache=cache, progress=progress.append)
    assert progress[0] == "正在写词语索引……"
    assert "已编码 8/8 段" in progress
    assert "正在检查新索引……" in progress
    assert len(cache) == 16
    cache[next(iter(cache))] = b"cut short"
    encoder = FakeEncoder()
    build = Builds(fresh).write(
        contents(sentences=(*SENTENCES, "新增的一句话", "新增的一句话")), encoder=encoder, cache=cache
    )
    added = [text for text in encoder.encoded if "新增" in text or text == SENTENCES[0]]
    assert added == [SENTENCES[0], "新增的一句话", "新增的一句话怎么说"]
    assert len([text for text in encoder.encoded if text in SENTENCES]) == 1
    assert build.vectors("sentences")[0] == pytest.approx(FakeEncoder().encode([SENTENCES[0]])[0])


class _Broken(FakeEncoder):
    def __init__(self, number):
        super().__init__()
        self.number = number

    def encode(self, texts):
        rows = super().encode(texts)
        rows[-1] = self.number
        return rows


@pytest.mark.parametrize("number", [0.0, float("nan"), float("inf"), 3.0])
def test_vectors_that_cannot_be_searched_are_refused_and_the_old_build_stays(settings, number):
    before = folders(settings)
    with pytest.raises(ModelUnavailable, match="不能用的向量"):
        Builds(settings).write(contents(3), encoder=_Broken(number))
    assert folders(settings) == before
    assert Builds(settings).current().revision == 2


def test_a_full_disk_leaves_the_old_build(settings, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    before = folders(settings)
    with monkeypatch.context() as patch:
        patch.setattr(np, "save", full)
        with pytest.raises(StorageFull, match="磁盘已满"):
            Builds(settings).write(contents(3), encoder=FakeEncoder())
    assert folders(settings) == before
    with monkeypatch.context() as patch:
        patch.setattr(
            VectorStore,
            "_connected",
            lambda _: (_ for _ in ()).throw(RuntimeError("database or disk is full")),
        )
        with pytest.raises(StorageFull, match="磁盘已满"):
            Builds(settings).write(contents(3), encoder=FakeEncoder())
    assert folders(settings) == before


def test_a_place_that_cannot_be_written_is_named(fresh):
    fresh.home.mkdir()
    fresh.builds.write_text("in the way")
    with pytest.raises(IndexUnavailable, match="不能写入索引目录"):
        Builds(fresh).write(contents(), encoder=None)


# --- the trial --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("kill -SEGV $$", "检查的进程意外结束，状态 -11"),
        ("echo sentences：8 条向量里有 3 条找不到自己; exit 1", "3 条找不到自己"),
    ],
)
def test_a_build_that_fails_its_trial_or_kills_the_child_is_dropped(
    settings, tmp_path, monkeypatch, script, said
):
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    before = folders(settings)
    with capture_logs(), pytest.raises(IndexUnavailable, match=said):
        Builds(settings).write(contents(3), encoder=FakeEncoder())
    assert folders(settings) == before
    assert Builds(settings).current().revision == 2


def opened(settings):
    return Build.open(settings.builds / folders(settings)[-1], chroma="")


def test_the_trial_praises_a_sound_build(settings):
    assert problems(opened(settings)) == []


def test_the_trial_notices_vectors_that_were_lost(settings):
    build = opened(settings)
    collection = build.dense["questions"]._store._collection(build.manifest.collections["questions"])
    collection.delete(ids=["p000003"])
    assert problems(build) == ["questions：应有 8 条向量，索引里是 7 条"]
    build.close()
    with pytest.raises(IndexUnavailable, match="向量的条数不对"):
        opened(settings)


@pytest.mark.parametrize("order", [list(range(7, -1, -1)), [1, 0, *range(2, 8)]])
def test_the_trial_notices_vectors_that_have_changed_places(settings, order):
    build = opened(settings)
    collection = build.dense["sentences"]._store._collection(build.manifest.collections["sentences"])
    names = [f"p{number:06d}" for number in order]
    collection.upsert(ids=names, embeddings=np.array(build.vectors("sentences")))
    moved = sum(place != number for place, number in enumerate(order))
    assert problems(build)[0] == f"sentences：8 条向量里有 {moved} 条找不到自己"


def test_the_trial_notices_a_graph_that_has_lost_many(settings):
    build = opened(settings)
    build.dense["sentences"].lost = dict(enumerate(build.vectors("sentences")))
    assert problems(build) == ["sentences：8 条向量里有 8 条不在图上"]


# --- a Chroma server ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chroma_server(tmp_path_factory):
    """A real Chroma server on a free port of this machine."""
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(folder)]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as running:
        for _ in range(300):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        running.send_signal(signal.SIGTERM)


def collections(address):
    store = VectorStore(address)
    with store._wrapped():
        names = [collection.name for collection in store._connected().list_collections()]
    store.close()
    return sorted(names)


def test_a_chroma_server_holds_the_vectors_of_the_last_two_builds_and_of_nobody_killed(
    chroma_server, tmp_path, request
):
    settings = Settings(home=tmp_path / "home", chroma=chroma_server)
    other = Settings(home=tmp_path / "other", chroma=chroma_server)
    others = Builds(other)
    neighbour = others.write(contents(), encoder=FakeEncoder())
    request.getfixturevalue("untried")  # the others; the neighbour's build was tried, on the server
    left = settings.builds / "20200101T000000Z-1.partial"
    left.mkdir(parents=True)
    (left / "collections.json").write_text('["hotline-killed"]')
    store = VectorStore(chroma_server)
    store.add("hotline-killed", FakeEncoder().encode(SENTENCES), progress=lambda _: None)
    store.close()
    builds = Builds(settings)
    for revision in (1, 2, 3):
        build = builds.write(contents(revision), encoder=FakeEncoder())
        assert not (settings.builds / build.id / "chroma").exists()
        assert answers(build) == ALL_FIND_THE_FIFTH
    kept = folders(settings)
    assert len(kept) == 2
    assert answers(neighbour) == ALL_FIND_THE_FIFTH
    assert [name[: len("hotline-") + len(kept[0])] for name in collections(chroma_server)] == sorted(
        f"hotline-{name}" for name in (neighbour.id, *kept) for _ in range(2)
    )
    builds.close()
    others.close()
    with capture_logs() as logs:
        assert Builds(Settings(home=settings.home)).current() is None
    assert "HOTLINE_CHROMA" in logs[0]["reason"]


@pytest.mark.usefixtures("untried")
def test_while_the_server_is_down_words_answer_and_vectors_say_why(chroma_server, tmp_path):
    settings = Settings(home=tmp_path / "home", chroma=chroma_server)
    builds = Builds(settings)
    builds.write(contents(), encoder=FakeEncoder())
    builds.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    build = Builds(Settings(home=settings.home, chroma=nobody)).current()
    assert build.lexical["bigrams"].search(bigrams(SENTENCES[5]), 1)[0][0] == 5
    with pytest.raises(IndexUnavailable, match="词语检索照常"):
        build.dense["sentences"].search(FakeEncoder().encode(["孤儿"])[0], 3)


def test_an_address_that_is_none_is_refused_by_name(fresh):
    with pytest.raises(BadSettings, match="HOTLINE_CHROMA"):
        Builds(Settings(home=fresh.home, chroma="localhost:8000")).write(contents(), encoder=FakeEncoder())


# --- cost ---------------------------------------------------------------------------------------------


def test_importing_the_index_imports_nothing_heavy():
    heavy = "{'chromadb', 'bm25s', 'onnxruntime', 'tokenizers', 'torch', 'jieba', 'sentence_transformers'}"
    code = f"import sys, knowledge.index; print({heavy} & set(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert said.stdout.strip() == "set()"
