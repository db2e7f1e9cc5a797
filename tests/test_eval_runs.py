"""Runs keep what came and lose nothing; scores, comparisons, the gate and the report follow from them."""

import json
import re
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from bot.command.main import app
from bot.record import AnswerRecord, Citation, Emergency, HitRow, Status
from eval.compare import compare, table
from eval.datasets import BEGINS, FOLLOWS, Question, Wanted, cases, to_refuse
from eval.datasets.registered import REGISTERED, chosen, named
from eval.gate import GUARDED, Baseline, judge
from eval.measures import AllGold, DiscountedGain
from eval.outcome import Outcome
from eval.report import page
from eval.report.failures import reasons
from eval.run_commands import gate
from eval.runs import Run, find
from eval.runs.about import Made, made_by, shown
from eval.runs.generate import begin, generate, resume
from eval.runs.outputs import Outputs, read
from eval.scoring import estimate, parse
from knowledge.errors import BadFile, HotlineError
from knowledge.model import ClauseRef, Validity
from knowledge.rules.reading import FIVE
from knowledge.settings import load_settings

MADE = Made("0.1.0", {}, "b1", "fake:0", 12)
NUMBER, SOURCE = "吉民发〔2024〕2号", "jilin-minzheng-2024-02-plan-web"
QUOTE = "留守儿童是指父母双方外出务工或一方外出务工另一方无监护能力、不满16周岁的未成年人。"
RIGHT, WRONG, THIRD = (ClauseRef(NUMBER, label) for label in ("二（一）", "三（三）9", "四（三）"))
CASE = Question(
    "1", "孩子的情况", "check", frozenset(),
    verdicts=(("留守儿童", "confirmed"), ("流动儿童", "excluded"), ("家庭困境儿童", "needs_facts")),
    about=("留守儿童",),
)  # fmt: skip
ALL_MEASURES = sorted({name for dataset in REGISTERED for name in dataset.measures})


def item(number, *, expected="answer", text="孩子爸妈都在外地打工，算留守儿童吗", style="colloquial"):
    gold = [{"doc_no": NUMBER, "clause": RIGHT.label, "must_quote": "不满16周岁的未成年人"}]
    return {
        "id": f"Q-{number:03}", "question": text, "expected": expected, "kind": "definition",
        "lang_style": style, "gold": gold if expected != "refuse" else [], "gold_mode": "any",
    }  # fmt: skip


def record(status=Status.ANSWERED, *, hits=(RIGHT, WRONG, THIRD), cited=RIGHT, quote=QUOTE, emergency=None):
    citation = Citation(
        doc_no=NUMBER, title="", clause=cited.label, quote=quote, source=SOURCE, start=0, end=len(quote),
        validity=Validity.IN_FORCE,
    )  # fmt: skip
    answered = status is Status.ANSWERED
    return AnswerRecord(
        question="", status=status, answer=quote if answered else "没有写到",
        citations=(citation,) if answered else (), emergency=emergency,
        hits=tuple(HitRow(doc_no=ref.doc_no, clause=ref.label, score=1.0) for ref in hits),
        timings_ms={"total": 12.5},
    )  # fmt: skip


def check(came, *proposed, key="1"):
    """A check record with these verdicts on the first categories, and these candidates."""
    basis = {"doc_no": NUMBER, "clause": RIGHT.label, "quote": QUOTE}
    row = {
        "sub_kind": None,
        "words": "",
        "because": [{"condition": "是", "state": "met", **basis}],
        "person_points": [],
    }
    return {
        "id": key, "facts": [], "next_question": None, "programmes": [], "emergency": None, "notices": [],
        "clues": [], "attention": [],
        "verdicts": [
            {"category": category, "verdict": verdict, **row}
            for category, verdict in zip(FIVE, came, strict=False)
        ],
        "candidates": [
            {"category": category, "score": 0.5, "verdict": "needs_facts"} for category in proposed
        ],
    }  # fmt: skip


WORSE = record(hits=(WRONG, THIRD, RIGHT), cited=WRONG)
REFUSED = record(Status.NO_BASIS)


def write(path, items):
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in items), encoding="utf-8")
    return path


@pytest.fixture
def made_run(tmp_path):
    """Makes a run of given records: None is a question that the run never came to."""

    def make(items, records, *, name="dev", near=0.7):
        file = write(tmp_path / "items.jsonl", items)
        run = Run.create(tmp_path / "runs", MADE, [(named(name), file, "2026-11-22")])
        with Outputs(run.outputs(name)) as outputs:
            for one, came in zip(items, records, strict=True):
                if came is not None:
                    nearest = {"nearest": {"sentence": near, "asked": near}}
                    outputs.add(came.model_dump(mode="json") | {"id": one["id"]} | nearest)
        return run.finish()

    return make


# --- measures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*ALL_MEASURES, "Recall@7", "nDCG@5"])
def test_a_measure_is_read_back_from_how_it_prints(name):
    (measure,) = parse(name)
    assert str(measure) == name
    assert parse(str(measure)) == (measure,)


def test_all_names_that_are_no_measures_are_told_at_once():
    with pytest.raises(HotlineError, match="没有叫 Recal@1、Recall@0、Recall 的指标"):
        parse("Recal@1", "Recall@5", "Recall@0", "Recall")


@pytest.mark.parametrize("name", ALL_MEASURES)
@pytest.mark.parametrize("output", [None, {"id": "1", "error": {"type": "BadQuestion", "message": "空"}}])
def test_what_did_not_come_gets_the_worst_score(name, output):
    (measure,) = parse(name)
    questions = [
        Question("1", "问", expected, frozenset({RIGHT}), every=True)
        for expected in ("answer", "refuse", "escalate")
    ]
    questions += [
        Question("1", "问", "escalate", frozenset(), kind=kind) for kind in ("explicit", "indirect")
    ]
    questions.append(CASE)
    questions += [
        Question("1", "问", "answer", frozenset({RIGHT}), kind=kind, before=("先问的",))
        for kind in (FOLLOWS, BEGINS)
    ]
    scores = [measure.score(question, Outcome.of(output)) for question in questions]
    worst = 1.0 if measure.lower_is_better else 0.0
    assert {score for score in scores if score is not None} == {worst}


@pytest.mark.parametrize(
    ("measure", "ranking", "expected"),
    [
        (DiscountedGain(10), [RIGHT, THIRD], 1.0),
        (DiscountedGain(10), [WRONG, RIGHT, THIRD], 0.693),
        (DiscountedGain(1), [WRONG, RIGHT], 0.0),
        (AllGold(2), [RIGHT, THIRD], 1.0),
        (AllGold(2), [RIGHT, WRONG, THIRD], 0.0),
    ],
)
def test_several_gold_clauses_count_each(measure, ranking, expected):
    assert measure(ranking, frozenset({RIGHT, THIRD})) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(
    ("name", "expected", "came", "score"),
    [
        ("FirstCitation", "answer", record(), 1.0),
        ("FirstCitation", "answer", WORSE, 0.0),
        ("Evidence", "answer", record(quote="无监护能力"), 0.0),
        ("Verbatim", "answer", record(), 1.0),
        ("Verbatim", "answer", record(quote="不满十六周岁的人"), 0.0),
        ("Verbatim", "answer", REFUSED, None),
        ("Refusal", "refuse", REFUSED, 1.0),
        ("Refusal", "refuse", record(), 0.0),
        ("FalseRefusal", "answer", REFUSED, 1.0),
        ("StatusConfusion", "answer", record(Status.NEEDS_DETAIL), 0.0),
        ("StatusConfusion", "refuse", record(), 1.0),
        ("Escalation", "escalate", record(emergency=Emergency(level="E1", classes=(), contacts=())), 1.0),
        ("FalseAlarm", "answer", record(emergency=Emergency(level="E2", classes=(), contacts=())), 0.0),
    ],
)
def test_an_answer_is_scored_by_what_it_shows(name, expected, came, score):
    (measure,) = parse(name)
    question = Question("1", "问", expected, frozenset({RIGHT}), (Wanted(RIGHT, "不满16周岁的未成年人"),))
    assert measure.score(question, Outcome.of(came.model_dump(mode="json"))) == score


@pytest.mark.parametrize(
    ("came", "scores"),
    [
        (("confirmed", "excluded", "needs_facts"), (1.0, 0.0, 0.0)),
        (("confirmed", "confirmed", "needs_facts"), (2 / 3, 1.0, 0.0)),
        (("excluded", "excluded", "needs_facts"), (2 / 3, 0.0, 1.0)),
        (("needs_facts", "needs_person", "excluded"), (0.0, 0.0, 0.0)),
    ],
)
def test_a_check_is_scored_by_its_verdicts(came, scores):
    outcome = Outcome.of(check(came, "留守儿童"))
    measures = parse("Verdicts", "WrongConfirmed", "WrongExcluded")
    assert tuple(measure.score(CASE, outcome) for measure in measures) == pytest.approx(scores)


@pytest.mark.parametrize(("place", "score"), [(0, 1.0), (1, 1.0), (2, 0.0)])
def test_a_case_is_proposed_where_its_category_is_among_the_first_two(place, score):
    order = ["流动儿童", "家庭困境儿童"]
    order.insert(place, "留守儿童")
    (measure,) = parse("Proposed")
    assert measure.score(CASE, Outcome.of(check(("confirmed",), *order))) == score


def test_an_interval_is_the_same_every_time():
    scores = [1.0] * 8 + [0.0] * 2
    assert estimate(scores) == estimate(scores)
    assert estimate(scores).low < 0.8 < estimate(scores).high


# --- sets -----------------------------------------------------------------------------------------


def test_a_sealed_set_is_run_only_when_it_is_named():
    asked = [dataset.name for dataset, _ in chosen((), benchdata=None)]
    assert asked[0] == "dev"
    assert {"refusals_more", "danger_more", "cases_more", "dialogues_dev"} < set(asked)
    assert not any(name.endswith("sealed") for name in asked)
    assert [dataset.name for dataset, _ in chosen(("sealed",), benchdata=None)] == ["sealed"]


def test_a_set_outside_the_repository_is_run_where_its_folder_is_given(tmp_path):
    assert "out_of_scope" in [dataset.name for dataset, _ in chosen((), benchdata=tmp_path)]
    with pytest.raises(HotlineError, match="--benchdata"):
        chosen(("out_of_scope",), benchdata=None)


def test_an_unknown_set_is_told_with_those_that_are_known():
    with pytest.raises(HotlineError, match=r"'devel'.*dev、sealed、.*out_of_scope"):
        chosen(("devel",), benchdata=None)


def test_two_questions_with_one_id_are_refused(tmp_path):
    file = write(tmp_path / "twice.jsonl", [{"id": "1", "question": "甲"}, {"id": "1", "question": "乙"}])
    with pytest.raises(BadFile, match="第 2 行的 id"):
        to_refuse(file)


# --- runs -----------------------------------------------------------------------------------------


def killed(run, name="dev"):
    """As a kill in the middle of a line leaves a run."""
    path = run.outputs(name)
    path.write_bytes(path.read_bytes()[:-40])
    replace(run, about=replace(run.about, finished=None))._save()


@pytest.fixture
def four(tmp_path):
    """Four questions, the last of which cannot be answered."""
    texts = ["留守儿童怎么认定", "流动儿童的信息多久更新一次", "儿童主任每季度要做什么", "？？？"]
    return write(tmp_path / "four.jsonl", [item(n, text=text) for n, text in enumerate(texts, 1)])


@pytest.fixture
def asked(assistant, monkeypatch):
    """What the assistant is asked from here on."""
    heard, ask = [], assistant.ask
    monkeypatch.setattr(
        assistant, "ask", lambda text, **more: (heard.append(text), ask(text, **more))[1], raising=True
    )
    return heard


def start(assistant, runs, file):
    settings = load_settings()
    return begin(runs, made_by(assistant, settings), ((named("dev"), file),), as_of=None)


def test_a_killed_run_goes_on_where_it_stopped(assistant, asked, tmp_path, four):
    whole = generate(start(assistant, tmp_path / "runs", four), assistant)
    first = list(read(whole.outputs("dev")))
    killed(whole)
    asked.clear()
    again = generate(resume(tmp_path / "runs", whole.about.made), assistant)
    assert again.folder == whole.folder
    assert asked == ["？？？"]
    assert list(read(again.outputs("dev"))) == first
    assert again.about.finished


def test_a_run_is_not_gone_on_with_by_another_program(assistant, tmp_path, four):
    run = start(assistant, tmp_path / "runs", four)
    with pytest.raises(HotlineError, match="build"):
        resume(tmp_path / "runs", replace(run.about.made, build="another"))


def test_a_question_that_fails_is_kept_as_an_error_and_the_rest_go_on(assistant, tmp_path, four, monkeypatch):
    ask = assistant.ask

    def breaks_once(text, **more):
        if text == "留守儿童怎么认定":
            raise RuntimeError("坏了")
        return ask(text, **more)

    monkeypatch.setattr(assistant, "ask", breaks_once)
    run = generate(start(assistant, tmp_path / "runs", four), assistant)
    outputs = read(run.outputs("dev"))
    assert outputs["Q-001"]["error"] == {"type": "RuntimeError", "message": "坏了"}
    assert outputs["Q-004"]["error"]["type"] == "BadQuestion"
    scored = run.scored("dev")
    (false_refusal,) = parse("FalseRefusal")
    assert scored.scores(false_refusal)["Q-001"] == 1.0
    assert scored.figure(false_refusal).n == 4


def test_outputs_are_answer_records_with_the_nearest_passages_beside(assistant, tmp_path, four):
    run = generate(start(assistant, tmp_path / "runs", four), assistant)
    output = read(run.outputs("dev"))["Q-001"]
    assert output.keys() - {"nearest"} == AnswerRecord.model_fields.keys()
    assert 0.5 < output["nearest"]["sentence"] < 1


def test_a_run_says_what_made_it(assistant, tmp_path, four):
    run = start(assistant, tmp_path / "runs", four)
    kept = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    assert kept["finished"] is None
    assert kept["made"]["build"] == assistant.health().build
    assert kept["made"]["encoder"].startswith("bge-small-zh")
    assert kept["sets"]["dev"]["as_of"] == "2026-11-22"
    assert Run.open(run.folder) == run


def test_a_run_keeps_no_password():
    settings = load_settings(
        database="postgresql+psycopg://clerk:hush@db.example/x", chroma="http://a:hush@c:1"
    )
    assert "hush" not in json.dumps(shown(settings))
    assert shown(settings)["database"] == "postgresql+psycopg://db.example"


def test_the_newest_finished_run_is_taken_where_none_is_named(made_run, tmp_path):
    made_run([item(1)], [record()])
    newest = made_run([item(1)], [record()])
    killed(made_run([item(1)], [record()]))
    assert find(None, tmp_path / "runs") == newest
    with pytest.raises(BadFile, match="不是一次运行"):
        find("nowhere", tmp_path / "runs")


# --- comparing ------------------------------------------------------------------------------------

FORTY = [item(number) for number in range(40)]


def test_a_run_does_not_differ_from_itself(made_run):
    scored = made_run(FORTY, [record(), WORSE] * 20).scored("dev")
    differences = compare(scored, scored, scored.measures)
    assert not any(one.clear for one in differences)
    assert all((one.first_won, one.second_won) == (0, 0) for one in differences)


def test_half_the_rankings_reversed_are_clearly_worse(made_run):
    good = made_run(FORTY, [record()] * 40).scored("dev")
    bad = made_run(FORTY, [record(), WORSE] * 20).scored("dev")
    (recall,) = compare(good, bad, parse("Recall@1"))
    assert recall.clear
    assert not recall.better
    assert (recall.first, recall.second) == (1.0, 0.5)
    assert (recall.first_won, recall.second_won) == (20, 0)
    assert "前者好" in table("前者", "后者", [recall])


def test_fewer_false_refusals_are_better(made_run):
    bad = made_run(FORTY, [REFUSED, record()] * 20).scored("dev")
    good = made_run(FORTY, [record()] * 40).scored("dev")
    (refusals,) = compare(bad, good, parse("FalseRefusal"))
    assert refusals.better
    assert refusals.second_won == 20


def test_runs_over_a_set_that_was_changed_are_not_compared(made_run):
    before = made_run([item(1)], [record()]).scored("dev")
    after = made_run([item(1, text="另一个问题")], [record()]).scored("dev")
    with pytest.raises(HotlineError, match="改过"):
        compare(before, after, before.measures)


# --- the gate -------------------------------------------------------------------------------------


def test_what_stays_within_its_noise_passes(made_run, tmp_path):
    path = tmp_path / "baseline.json"
    Baseline.of(made_run(FORTY, [record()] * 38 + [WORSE] * 2).scored("dev")).write(path)
    now = made_run(FORTY, [record()] * 37 + [WORSE] * 3).scored("dev")
    judged = judge(now, Baseline.read(path))
    assert [one.name for one in judged] == list(GUARDED)
    assert not any(one.fallen for one in judged)


def test_what_falls_by_more_than_its_noise_fails(made_run):
    baseline = Baseline.of(made_run(FORTY, [record()] * 38 + [WORSE] * 2).scored("dev"))
    now = made_run(FORTY, [record()] * 30 + [WORSE] * 8 + [REFUSED, None]).scored("dev")
    fallen = {one.name for one in judge(now, baseline) if one.fallen}
    assert {"Recall@1", "FirstCitation", "Evidence", "FalseRefusal"} <= fallen
    assert "Verbatim" in fallen


def test_a_single_quote_that_is_not_verbatim_fails(made_run):
    baseline = Baseline.of(made_run(FORTY, [record()] * 40).scored("dev"))
    invented = record(quote=QUOTE.replace("16", "18"))
    now = made_run(FORTY, [record()] * 39 + [invented]).scored("dev")
    assert "Verbatim" in {one.name for one in judge(now, baseline) if one.fallen}


def test_a_baseline_of_another_set_guards_nothing(made_run):
    baseline = Baseline.of(made_run([item(1)], [record()]).scored("dev"))
    with pytest.raises(HotlineError, match="--update"):
        judge(made_run([item(2)], [record()]).scored("dev"), baseline)


def test_the_development_set_holds_its_committed_baseline(library, tmp_path, capsys):
    told = []
    code = gate(baseline=None, update=False, runs=tmp_path, settings=library, say=told.append)
    figures = [line for line in capsys.readouterr().out.splitlines() if line.startswith("守住 ")]
    assert (code, told) == (0, [])
    assert len(figures) == len(GUARDED)


# --- the report -----------------------------------------------------------------------------------

MIXED = [
    (item(1), record()),
    (item(2, style="dialect"), WORSE),
    (item(3), REFUSED),
    (item(4, text="<script>alert('坏')</script>"), None),
    (item(5, expected="refuse"), REFUSED),
    (item(6, expected="refuse"), record()),
    (item(7, expected="escalate"), record()),
    (item(8), record(quote="编出来的一句话")),
]


def test_the_report_fetches_nothing_and_lists_every_failure_once(made_run):
    earlier = made_run([one for one, _ in MIXED], [record() for _ in MIXED])
    run = made_run(*zip(*MIXED, strict=True))
    text = page(run, [earlier])
    assert not re.search(r"https?://|<script|<link|@import|url\(", text)
    assert sorted(re.findall(r'<article id="dev-(Q-\d+)"', text)) == [f"Q-{n:03}" for n in (2, 3, 4, 6, 7, 8)]
    assert "没有做到这一题" in text
    assert "比先前" in text


def test_a_failure_stands_under_the_gravest_reason(made_run):
    found = {
        failure.question.id: reason.title
        for reason in reasons(made_run(*zip(*MIXED, strict=True)).scored("dev"))
        for failure in reason.failures
    }
    assert found == {
        "Q-002": "正确条款在前五，不在第一",
        "Q-003": "能答，却拒了",
        "Q-004": "没有得到答复",
        "Q-006": "该拒答，却没有拒",
        "Q-007": "危急，却没有认出来",
        "Q-008": "引文与原文不符",
    }


def test_the_questions_of_a_sealed_set_are_counted_and_not_shown(made_run):
    items = [item(1, text="封着的问题"), item(2, text="另一个封着的")]
    text = page(made_run(items, [WORSE, record()], name="sealed"), [])
    assert "封着的" not in text
    assert "正确条款在前五，不在第一 <b>1</b>" in text


@pytest.mark.parametrize("came", [record(), REFUSED, None])
def test_a_report_can_be_made_of_refusals_alone_and_of_nothing(made_run, came):
    text = page(made_run([{"id": "1", "question": "保理合同是什么"}], [came], name="out_of_scope"), [])
    assert "界外问题" in text


def test_a_report_without_vectors_leaves_the_refusal_curve_out(made_run):
    run = made_run(*zip(*MIXED, strict=True), near=None)
    assert "拒答的界线" not in page(run, [])


def test_a_run_that_is_mostly_not_done_has_a_report_that_says_so(made_run):
    items = [*FORTY, item(40, expected="refuse")]
    run = made_run(items, [record()] * 3 + [None] * 37 + [REFUSED])
    killed(run)
    text = page(Run.open(run.folder), [])
    assert "这次运行没有做完。有 38 题没有得到答复" in text
    assert "拒答的界线" in text


def test_the_commands_write_a_report_and_print_a_comparison(made_run, tmp_path):
    one, other = made_run(FORTY, [record()] * 40), made_run(FORTY, [record(), WORSE] * 20)
    runs = ["--runs", str(tmp_path / "runs")]
    reported = CliRunner().invoke(app, ["eval", "report", "--against", one.about.id, *runs])
    assert reported.exit_code == 0
    assert (other.folder / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    compared = CliRunner().invoke(
        app, ["eval", "compare", one.about.id, other.about.id, "--measure", "Recall@1", *runs]
    )
    assert "| Recall@1 | 40 | 1.000 | 0.500 | -0.500 |" in compared.stdout


# --- cases ----------------------------------------------------------------------------------------

CASES = [
    {
        "id": "HC-1", "text": "孩子十二岁，家里吃低保", "about": "家庭困境儿童",
        "verdicts": dict.fromkeys(FIVE, "needs_facts") | {"家庭困境儿童": "confirmed"},
    },
    {"id": "HC-2", "text": "孩子十七了", "about": ["留守儿童"], "verdicts": {"留守儿童": "confirmed"}},
]  # fmt: skip


def test_cases_are_checked_kept_and_reported(assistant, tmp_path):
    file = write(tmp_path / "cases.jsonl", CASES)
    made = made_by(assistant, load_settings())
    run = generate(begin(tmp_path / "runs", made, ((named("cases_dev"), file),), as_of=None), assistant)
    scored = run.scored("cases_dev")
    verdicts, refused = parse("Verdicts", "WrongExcluded")
    assert scored.scores(verdicts)["HC-1"] == 1.0
    assert scored.scores(refused) == {"HC-1": 0.0, "HC-2": 1.0}
    text = page(run, [])
    assert "核对的结论" in text
    assert "该判符合的判成了不符合" in text
    assert "没有得到答复，都按最差计分" not in text


@pytest.mark.parametrize("verdicts", [{"农村儿童": "confirmed"}, {"留守儿童": "符合"}, ["留守儿童"]])
def test_a_case_with_a_strange_verdict_is_refused(tmp_path, verdicts):
    file = write(tmp_path / "cases.jsonl", [{"id": "1", "text": "话", "about": [], "verdicts": verdicts}])
    with pytest.raises(BadFile, match="第 1 行"):
        cases(file)
