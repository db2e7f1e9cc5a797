"""Side by side: the same texts for everybody, a row for everybody, and a reason where there is no figure."""

import ast
import json
import sys
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.command.main import app
from eval.datasets import DEV, Question
from eval.datasets.registered import named
from eval.peers import bench as benches
from eval.peers import command, environments, inhouse, lineup
from eval.peers.bench import Bench
from eval.peers.child.measure import Piece, Task, measure
from eval.peers.child.model import Model
from eval.peers.environments import PeerFailed, ready, size_mb
from eval.peers.lineup import LINEUP, OURS, Environment, System
from eval.peers.rows import Comparison, PeerRow, table
from eval.pieces import clause_of
from eval.report.beside import beside, ordered
from eval.report.growth import Size, growth
from eval.report.growth import read as read_sizes
from eval.runs import Run
from eval.runs.about import Made
from knowledge.errors import BadFile, HotlineError
from knowledge.index.encoder import OnnxEncoder
from knowledge.model import Clause, ClauseRef, Document, Span
from knowledge.settings import load_settings

# Two paragraphs under a chapter's heading; 二 opens before its child and closes after it.
TEXT = "一、总则\n留守儿童由县级民政部门登记造册。\n二、经费\n（一）按月发放补助。\n经费由财政安排。"
_MARKS = (
    ("一", ((0, 5),), True),
    ("一（一）", ((5, 22),), False),
    ("二", ((22, 27), (38, len(TEXT))), False),
    ("二（一）", ((27, 38),), False),
)
DOCUMENT = Document(
    "甲发〔2024〕1号", "关于登记的通知", TEXT,
    tuple(
        Clause(label, (), tuple(Span(*s) for s in at), "\n".join(TEXT[a:b] for a, b in at), is_heading=bare)
        for label, at, bare in _MARKS
    ),
)  # fmt: skip
FIRST, MONEY, MONTHLY = (ClauseRef(DOCUMENT.doc_no, label) for label in ("一（一）", "二", "二（一）"))
ASKED = (
    Question("1", "谁来登记留守儿童", "answer", frozenset({FIRST})),
    Question("2", "补助多久发一次", "answer", frozenset({MONTHLY})),
    Question("3", "天气", "refuse", frozenset()),
)
ROW = PeerRow(
    "甲", "说明", 2, {f"Recall@{k}": 0.5 for k in (1, 3, 5, 10)} | {"MRR@10": 0.5}, 1.0, 2.0, 3.0, 100.0, 50.0
)  # fmt: skip
FAILED = PeerRow("乙", "说明", 2, problem="环境没有装成（<b>坏了</b> | 真的）")
COMPARED = Comparison("dev", 7, 158, "0.1.0", "Linux", "2026-11-25T00:00:00+00:00", (ROW, FAILED))


def placed(text):
    """Where some words stand, as a system would say it."""
    start = TEXT.index(text)
    return [0, start, start + len(text)]


@pytest.fixture
def bench(tmp_path):
    """A bench over the one document; what it says is in `bench.said`."""
    said = []
    made = Bench(
        [DOCUMENT], ASKED, work=tmp_path / "work", library=load_settings(home=tmp_path / "library"),
        model=tmp_path / "model", peers=tmp_path / "peers", say=said.append,
    )  # fmt: skip
    made.said = said
    return made


def task(**more):
    rows = benches._written(DOCUMENT)
    questions = tuple(question.text for question in ASKED[:2])
    return Task(**{
        "texts": (TEXT,), "questions": questions, "clauses": 10, "model": "", "threads": 1,
        "extra": {"documents": json.loads(json.dumps([rows]))},
    } | more)  # fmt: skip


# --- a piece counts as a clause -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("留守儿童由县级民政部门", "一（一）"),
        ("册。\n二、经费", "二"),
        ("按月发放补助。\n经费", "二（一）"),
        ("经费由财政安排。", "二"),
        ("一、总则\n留守", "一（一）"),  # a bare heading is no clause to be found
    ],
)
def test_a_piece_counts_as_the_clause_that_most_of_it_comes_from(words, label):
    _, start, end = placed(words)
    assert clause_of(DOCUMENT, start, end).label == label


# --- a system in its own process ------------------------------------------------------------------


def test_a_system_is_timed_and_what_it_found_is_written_for_every_question(tmp_path):
    given, result = tmp_path / "task.json", tmp_path / "result.json"
    asked = []

    def build(given: Task):
        def ask(question):
            asked.append(question)
            return [Piece(0, 0, 5)]

        return ask

    written = task(questions=["甲", "乙"])
    given.write_text(json.dumps(asdict(written)), encoding="utf-8")
    measure(build, given, result)
    written = json.loads(result.read_text())
    assert asked == ["甲", "甲", "乙"]  # the first once more, before the clock
    assert written["rankings"] == [[[0, 0, 5]], [[0, 0, 5]]]
    assert len(written["ms"]) == 2
    assert 1 < written["memory_mb"] < 10_000


def test_what_runs_in_another_environment_needs_nothing_of_ours():
    for path in (Path(inhouse.__file__).parent / "child").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                named.append(node.module)
            assert {name.split(".")[0] for name in named}.isdisjoint({"bot", "eval", "ingest", "knowledge"})


def test_the_others_get_the_same_vectors_as_we_do(model_cache):
    folder = model_cache / "bge-small-zh-v1.5"
    texts = ["留守儿童由谁登记", "经费" * 600]
    assert np.array_equal(Model(folder, 2).encode(texts), OnnxEncoder(folder, 2).encode(texts))
    np.testing.assert_allclose(Model(folder, 2).encode(texts[:1]), OnnxEncoder(folder, 2).encode(texts[:1]))


@pytest.mark.parametrize("variant", ["words", "bigrams"])
def test_word_search_finds_the_clause_that_shares_the_words(variant):
    ask = getattr(inhouse, variant)(task())
    found = ask("按月发放补助")
    assert clause_of(DOCUMENT, found[0].start, found[0].end) == MONTHLY
    assert ask("xyz") == []


@pytest.mark.parametrize("variant", ["whole_clauses", "best_sentence"])
def test_vectors_alone_rank_every_clause_once(variant, model_cache):
    ask = getattr(inhouse, variant)(task(model=str(model_cache / "bge-small-zh-v1.5")))
    refs = [clause_of(DOCUMENT, piece.start, piece.end) for piece in ask("补助每个月发吗")]
    assert refs[0] == MONTHLY
    assert sorted(map(str, refs)) == sorted(map(str, (FIRST, MONEY, MONTHLY)))


# --- rows -----------------------------------------------------------------------------------------


def test_a_ranking_of_pieces_is_scored_as_clauses_each_once(bench):
    result = {
        "index_s": 1.5, "ms": [2.0, 3.0, 4.0], "memory_mb": 90.0,
        "rankings": [
            [placed("留守儿童"), placed("登记造册")],
            [placed("经费由财政"), placed("二、经费"), placed("按月发放")],
        ],
    }  # fmt: skip
    row = bench.row(LINEUP[3], launch=lambda system, work: result)
    assert row.questions == 2  # the one to refuse has no right clause
    assert row.figures["Recall@1"] == 0.5
    assert row.figures["Recall@3"] == 1.0
    assert row.figures["MRR@10"] == 0.75  # the two pieces before it are one clause
    assert (row.index_s, row.p50_ms, row.p95_ms, row.memory_mb) == (1.5, 3.0, 4.0, 90.0)
    assert row.environment_mb > 1


def test_a_system_in_our_environment_runs_as_a_child(bench):
    row = bench.row(System("BM25", "bigrams", ""))
    assert row.problem == ""
    assert row.figures["Recall@1"] == 1.0


def test_a_child_that_fails_is_a_row_with_the_last_thing_it_said(bench):
    row = bench.row(System("没有的", "nonsense", ""))
    assert row.problem == "KeyError: 'nonsense'"
    assert bench.said == ["没有的 没有跑成：KeyError: 'nonsense'"]


def test_an_environment_that_cannot_be_made_is_a_row_with_the_reason(bench, monkeypatch):
    def no_network(home, environment):
        raise PeerFailed("环境没有装成（没有网络）")

    monkeypatch.setattr(environments, "_create", no_network)
    row = bench.row(System("丙", "default", "", lineup.HAYSTACK))
    assert row.problem == "环境没有装成（没有网络）"
    assert row.figures == {}


def test_questions_that_were_not_answered_cannot_be_left_out(bench):
    result = {"index_s": 1, "ms": [1], "memory_mb": 1, "rankings": [[placed("留守儿童")]]}
    assert bench.row(OURS, launch=lambda system, work: result).problem == "2 个问题只答了 1 个"


def test_the_others_are_given_a_copy_of_the_child_and_nothing_else_of_ours(bench, tmp_path):
    assert sorted(path.name for path in (tmp_path / "work").iterdir()) == ["child", "fresh", "task.json"]
    assert (tmp_path / "work" / "child" / "haystack.py").is_file()


# --- environments ---------------------------------------------------------------------------------


@pytest.fixture
def made(monkeypatch, tmp_path):
    """An environment of two pins, and how often it was made."""
    monkeypatch.setattr(lineup, "PINS", tmp_path)
    environment = Environment("丁", ("one",))
    environment.pins.write_text("# why\none==1.0\ntwo==2.0\n", encoding="utf-8")
    times = []

    def create(home, environment):
        times.append(home)
        home.mkdir()

    return (
        environment,
        times,
        lambda create=create: ready(environment, tmp_path / "peers", say=lambda _: None, create=create),
    )


def test_an_environment_is_made_once_and_used_again(made, tmp_path):
    _, times, get = made
    assert get() == get() == tmp_path / "peers" / "丁" / "bin" / "python"
    assert len(times) == 1


def test_an_environment_of_other_pins_is_made_anew(made):
    environment, times, get = made
    get()
    environment.pins.write_text("one==1.1\n", encoding="utf-8")
    get()
    assert len(times) == 2


def test_half_an_environment_is_thrown_away(made):
    _, times, get = made

    def dies(home, environment):
        home.mkdir()
        raise PeerFailed("中断")

    with pytest.raises(PeerFailed):
        get(dies)
    get()
    assert len(times) == 1


def test_pip_is_followed_pin_by_pin_and_its_error_is_the_reason():
    script = (
        "print('Collecting one==1.0 (from -r pins.txt (line 1))')\n"
        "print('Collecting three (from one->-r pins.txt (line 1))')\n"
        "print('Processing two.whl (from -r pins.txt (line 2))')\n"
        "print('ERROR: No matching distribution found for one')\n"
        "print('[notice] a new pip')\n"
        "raise SystemExit(1)"
    )
    seen = []
    with pytest.raises(PeerFailed, match="No matching distribution found for one"):
        environments._run([sys.executable, "-c", script], line=lambda: seen.append(1))
    assert len(seen) == 2


def test_the_size_is_that_of_a_package_with_all_it_needs(tmp_path):
    for name, needs in (("one", ["two>=1", "extra-only; extra == 'x'"]), ("two", []), ("other", [])):
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (tmp_path / f"{name}.bin").write_bytes(b"0" * 1024**2)
        (folder / "RECORD").write_text(f"{name}.bin,,\n")
        lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0"]
        (folder / "METADATA").write_text(
            "\n".join(lines + [f"Requires-Dist: {each}" for each in needs]) + "\n"
        )
    assert size_mb(["one"], places=[tmp_path]) == 2.0


@pytest.mark.parametrize(
    # One order in every worker.
    "environment",
    dict.fromkeys(system.environment for system in LINEUP if system.environment),
    ids=lambda environment: environment.name,
)
def test_every_package_of_another_environment_is_pinned(environment):
    lines = [line for line in environment.pins.read_text("utf-8").splitlines() if not line.startswith("#")]
    pins = dict(line.lower().split("==") for line in lines)
    assert {name.lower() for name in environment.packages} <= pins.keys()
    for ours in ("onnxruntime", "tokenizers", "numpy"):
        assert pins[ours] == version(ours), "the encoder has to be run by the same libraries"


# --- table and file -------------------------------------------------------------------------------


def test_the_table_has_a_row_for_everybody_and_the_reason_where_there_is_no_figure():
    head, _, ran, failed = table([ROW, FAILED]).splitlines()
    assert ran.startswith("| 甲 | **0.50** |")
    assert "没有跑成：环境没有装成（<b>坏了</b> \\| 真的）" in failed
    assert head.count("|") == ran.count("|") == failed.count("|") - failed.count("\\|")


def test_a_comparison_is_read_as_it_was_written(tmp_path):
    COMPARED.write(tmp_path / "peers.json")
    assert Comparison.read(tmp_path / "peers.json") == COMPARED


@pytest.mark.parametrize("text", ["", "{}", '{"peers": {"rows": [{"x": 1}]}}', '{"growth": []}'])
def test_another_file_is_not_taken_for_a_result(tmp_path, text):
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    for read in (Comparison.read, read_sizes):
        with pytest.raises(BadFile, match=r"other\.json"):
            read(path)


# --- the report's parts ---------------------------------------------------------------------------


def test_ours_comes_first_and_what_did_not_run_last():
    ours = replace(ROW, system=OURS.title, figures=ROW.figures | {"Recall@5": 0.1})
    better = replace(ROW, system="丙", figures=ROW.figures | {"Recall@5": 0.9})
    assert [row.system for row in ordered([FAILED, ROW, better, ours])] == [OURS.title, "丙", "甲", "乙"]


def test_the_chart_names_everybody_and_says_why_one_is_missing():
    drawn = beside([ROW, FAILED])
    assert "甲" in drawn
    assert "乙" in drawn
    assert "没有跑成：环境没有装成（&lt;b&gt;坏了" in drawn


def test_a_chart_can_be_drawn_though_nobody_ran():
    assert "没有跑成" in beside([FAILED])


def test_growth_is_four_charts_with_the_plain_pipeline_where_it_was_asked(tmp_path):
    path = tmp_path / "growth.json"
    row = {"clauses": 158, "index_s": 5, "p50_ms": 12, "p95_ms": 20, "memory_mb": 300, "recall5": 0.97}
    rows = [row | {"clauses": 20_000, "plain_index_s": None, "more": 1}, row | {"plain_index_s": 9.0}]
    path.write_text(json.dumps({"growth": rows}), encoding="utf-8")
    sizes = read_sizes(path)
    assert [size.clauses for size in sizes] == [158, 20_000]
    titles, drawn = zip(*growth(sizes), strict=True)
    assert titles == ("建索引（秒）", "一个问题（毫秒）", "内存（MB）", "前五条里有对的")
    assert drawn[0].count("LangChain，") == 1


@pytest.mark.parametrize("recall5", [0.0, 1.0])
def test_growth_of_one_size_can_be_drawn(recall5):
    assert len(growth([Size(158, 0.0, 0.0, 0.0, 0.0, recall5)])) == 4


@pytest.mark.parametrize("given", [True, False])
def test_the_report_has_the_two_parts_where_it_is_given_their_files(given, tmp_path):
    items, peers, sizes = tmp_path / "items.jsonl", tmp_path / "peers.json", tmp_path / "growth.json"
    item = {
        "id": "1",
        "question": "谁来登记",
        "expected": "answer",
        "gold": [{"doc_no": "甲", "clause": "一"}],
    }
    items.write_text(json.dumps(item), encoding="utf-8")
    made = Made("0.1.0", {}, "b1", None, 3)
    done = Run.create(tmp_path / "runs", made, [(named("dev"), items, "2026-11-22")]).finish()
    COMPARED.write(peers)
    sizes.write_text(json.dumps({"growth": [asdict(Size(158, 5.0, 12.0, 20.0, 300.0, 0.97))]}), "utf-8")
    words = ["eval", "report", done.about.id, "--runs", str(tmp_path / "runs")]
    words += ["--peers", str(peers), "--growth", str(sizes)] if given else []
    assert CliRunner().invoke(app, words).exit_code == 0
    text = (done.folder / "report.html").read_text(encoding="utf-8")
    assert ("与常见做法同场比较" in text) is given
    assert ("库变大以后" in text) is given
    assert "<b>坏了</b>" not in text


# --- the command ----------------------------------------------------------------------------------


def test_the_comparison_is_of_one_encoder(tmp_path):
    settings = load_settings(home=tmp_path, encoder="none")
    with pytest.raises(HotlineError, match="同一个"):
        command.peers(DEV, out=None, settings=settings, say=lambda _: None)


@pytest.mark.nightly
def test_everything_that_needs_no_other_environment_is_compared_in_one_run(
    library, tmp_path, monkeypatch, capsys
):
    at_home = tuple(system for system in LINEUP if system.environment is None)
    monkeypatch.setattr(command, "LINEUP", at_home)
    command.peers(DEV, out=tmp_path / "peers.json", settings=library, say=lambda _: None)
    compared = Comparison.read(tmp_path / "peers.json")
    assert [row.problem for row in compared.rows] == [""] * len(at_home)
    best = max(compared.rows, key=lambda row: row.figures["Recall@5"])
    assert best.system == OURS.title
    assert "LangChain" in capsys.readouterr().out
