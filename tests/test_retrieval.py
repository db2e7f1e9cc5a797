"""Fusion by rank, names in a question, passages, and the words of a clause that answer."""

from pathlib import Path

import pytest

from bot.answering.picking import pick
from knowledge.index.passages import corpus
from knowledge.library import Asked, Cited, Curated
from knowledge.model import Clause, ClauseRef, Span
from knowledge.retrieval import Evidence
from knowledge.retrieval.fusion import fuse
from knowledge.retrieval.handles import handles
from knowledge.text.sentences import sentences

PLAN, BUSINESS, MIGRANTS = "吉民发〔2024〕2号", "吉政办发〔2024〕2号", "吉民发〔2024〕34号"
NOTICE, STATIONS = "吉民发〔2018〕41号", "吉政办发〔2023〕36号"
DOCUMENTS = (PLAN, BUSINESS, MIGRANTS, NOTICE, STATIONS)


def test_first_everywhere_scores_one():
    assert fuse([([7, 8], 1.0), ([7], 0.5)])[7] == pytest.approx(1.0)


def test_agreement_of_two_rankings_beats_the_first_place_of_one():
    fused = fuse([([1, 2], 1.0), ([3, 2], 1.0)])
    assert max(fused, key=fused.get) == 2


def test_no_ranking_finds_nothing():
    assert fuse([]) == {}


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("34号文件里列了哪些项目", {MIGRANTS}),
        ("2号文怎么规定的", {PLAN, BUSINESS}),
        ("吉民发〔2024〕2号怎么规定的", {PLAN}),
        ("按照吉政办发[2024]2号", {BUSINESS}),
        ("2018年那份文件", {NOTICE}),
        ("2023年的文件", {STATIONS}),
        ("2024年的文件", set()),  # three are of that year
        ("打12345号", set()),
        ("孩子上学", set()),
    ],
)
def test_documents_are_known_by_number_or_by_a_year_of_their_own(question, named):
    assert handles(question, DOCUMENTS).documents == named


def test_a_name_is_not_searched_for():
    assert "34" not in handles("34号文对医保怎么说", DOCUMENTS).rest
    assert "医保" in handles("34号文对医保怎么说", DOCUMENTS).rest


@pytest.mark.parametrize("written", ["三（三）8", "三(三)8", "三（三） 8"])
def test_a_clause_is_known_by_its_label(written):
    found = handles(f"{written} 写的啥内容", DOCUMENTS)
    assert found.name(ClauseRef(PLAN, "三（三）8")) > found.name(ClauseRef(PLAN, "三（三）9"))


def test_semicolons_and_lines_end_a_sentence_and_offsets_hold():
    text = (
        "（一）留守儿童\n留守儿童是指不满16周岁的未成年人。对于较好的，每三个月一次；对于一般的，每个月一次。"
    )
    found = sentences(text)
    assert [text[s.start : s.end] for s in found] == [s.text for s in found]
    assert len(found) == 4


def test_closing_brackets_stay_with_their_sentence():
    assert [s.text for s in sentences("在相关表彰工作中要优先考虑。（省民政厅、团省委负责）")] == [
        "在相关表彰工作中要优先考虑。",
        "（省民政厅、团省委负责）",
    ]


def _clause(text, *, label="三（三）8", headings=("8.开展摸底走访建档",), start=100):
    return Clause(label, headings, (Span(start, start + len(text)),), text)


VISITS = (
    "8.开展摸底走访建档。县级民政部门要全面摸底排查。" + "要规范档案管理。" * 30 + "要指导开展入户走访，"
    "对于监护状况较好的，每三个月入户走访一次；对于监护状况一般的，每个月入户走访一次；"
    + "对于监护风险较大的，要重点关注，" * 10
    + "加大走访频次。"
)


def test_a_long_clause_is_quoted_by_the_sentence_that_matched_and_the_half_beside_it():
    start = VISITS.index("对于监护状况一般的")
    quotes = pick(_clause(VISITS), [Evidence(start, start + 20, 0.8, asked=True)], frozenset())
    assert quotes[0].text.startswith("要指导开展入户走访，对于监护状况较好的")
    assert quotes[0].text.endswith("每个月入户走访一次；")
    assert quotes[0].start == 100 + VISITS.index("要指导开展")


def test_evidence_of_an_older_and_longer_text_is_passed_over():
    [quote] = pick(_clause("（一）留守儿童\n短了。"), [Evidence(90, 99, 0.9, asked=True)], frozenset())
    assert quote.text == "（一）留守儿童\n短了。"


def test_a_short_clause_is_quoted_whole():
    text = "（一）留守儿童\n留守儿童是指父母双方外出务工、不满16周岁的未成年人。"
    [quote] = pick(_clause(text), [], frozenset())
    assert quote.text == text


def test_a_clause_in_two_pieces_is_quoted_piece_by_piece():
    first, second = "（二）困境儿童包括三类。", "要重点关注农村单亲家庭儿童。"
    clause = Clause(
        "二（二）",
        ("（二）困境儿童",),
        (Span(0, len(first)), Span(500, 500 + len(second))),
        f"{first}\n{second}",
    )
    place = len(first) + 1
    quotes = pick(clause, [Evidence(place, place + 5, 0.9, asked=False)], frozenset())
    assert [(q.start, q.text) for q in quotes] == [(500, second), (0, first)]


def test_a_sentence_is_encoded_under_its_headings_and_a_question_points_at_its_words():
    text = f"8.开展摸底走访建档。每季度更新全国儿童福利信息系统数据。{'建立信息台账，' * 20}一人一档。"
    clause = Clause("三（三）8", ("三、任务举措", "8.开展摸底走访建档"), (Span(0, len(text)),), text)
    row = Asked(cited=Cited(doc_no=PLAN, clause="三（三）8", quote="每季度更新"), questions=("多久更新",))
    tables = Curated(asked=(row,), words=(), programmes=(), departments=())
    made = corpus([(PLAN, clause)], tables)
    assert (
        made.passages["sentences"][1].text
        == "任务举措 开展摸底走访建档：每季度更新全国儿童福利信息系统数据。"
    )
    [question] = made.passages["questions"]
    assert text[question.start : question.end] == "每季度更新"
    assert "多久更新" in made.texts[0]


def test_a_short_clause_is_one_passage():
    text = "8.开展摸底走访建档。每季度更新全国儿童福利信息系统数据。"
    clause = Clause("三（三）8", ("三、任务举措", "8.开展摸底走访建档"), (Span(0, len(text)),), text)
    made = corpus([(PLAN, clause)], Curated(asked=(), words=(), programmes=(), departments=()))
    [passage] = made.passages["sentences"]
    assert (passage.start, passage.end) == (0, len(text))


def test_headings_alone_are_not_searched():
    heading = Clause("三", ("三、任务举措",), (Span(0, 6),), "三、任务举措", is_heading=True)
    tables = Curated(asked=(), words=(), programmes=(), departments=())
    assert corpus([(PLAN, heading)], tables).clauses == ()


def test_the_modules_of_the_service_import_no_chroma_by_themselves():
    root = Path(__file__).parents[1]
    users = [p.name for p in (root / "knowledge").rglob("*.py") if "import chromadb" in p.read_text("utf-8")]
    assert users == ["dense.py"]
