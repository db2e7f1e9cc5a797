"""The evaluation keeps itself honest: nothing vanishes, measures are values, sets can be read."""

import gzip
import json
import sys

import pytest

from eval.command import retrieval
from eval.datasets import DEV, Question, questions
from eval.datasets.laws import laws
from eval.measures import Recall, ReciprocalRank, mean, percentile
from eval.retrieval import score
from eval.systems import ours
from knowledge.errors import BadFile, HotlineError
from knowledge.model import ClauseRef

RIGHT, WRONG = ClauseRef("甲发〔2024〕1号", "一"), ClauseRef("甲发〔2024〕1号", "二")
ASKED = Question("1", "问", "answer", frozenset({RIGHT}))


def test_measures_are_written_as_themselves():
    assert [str(measure) for measure in (Recall(5), ReciprocalRank(10))] == ["Recall@5", "MRR@10"]


@pytest.mark.parametrize(
    ("measure", "ranking", "expected"),
    [
        (Recall(1), [RIGHT, WRONG], 1.0),
        (Recall(1), [WRONG, RIGHT], 0.0),
        (Recall(2), [WRONG, RIGHT], 1.0),
        (Recall(5), [], 0.0),
        (ReciprocalRank(10), [WRONG, RIGHT], 0.5),
        (ReciprocalRank(1), [WRONG, RIGHT], 0.0),
    ],
)
def test_a_ranking_is_scored_by_where_the_right_clause_stands(measure, ranking, expected):
    assert measure(ranking, ASKED.gold) == expected


def test_a_question_without_an_answer_scores_zero_and_stays():
    row = score("空", lambda question, limit: [], [ASKED, ASKED])
    assert row.questions == 2
    assert row.figures["Recall@10"] == 0.0


def test_the_mean_of_nothing_is_nothing():
    assert mean([]) == 0.0


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.95, 4), (1.0, 4), (0.0, 1)])
def test_percentiles_are_of_nearest_rank(share, value):
    assert percentile([4, 1, 3, 2], share) == value


def test_the_development_questions_can_be_read():
    found = questions(DEV)
    assert len(found) == 200
    assert all(question.gold for question in found if question.expected == "answer")


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "broken.jsonl"
    path.write_text('{"id": "1", "question": "问", "expected": "answer", "gold": []}\n{"id": 2}\n', "utf-8")
    with pytest.raises(BadFile, match="第 2 行"):
        questions(path)


def test_laws_become_documents_whose_clauses_tile_them(tmp_path):
    path = tmp_path / "corpus.jsonl.gz"
    rows = [
        {"law": "某法", "date": None, "article": "第一条", "text": "为了保护儿童。"},
        {"law": "某法", "date": None, "article": "第一条", "text": "又一次。"},
        {"law": "别法", "date": "2024-01-01", "article": "第一条", "text": "别的。"},
    ]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    documents = list(laws(path, 3))
    assert [document.title for document in documents] == ["某法", "别法"]
    for document in documents:
        pieces = [document.text[s.start : s.end] for c in document.clauses for s in c.spans]
        assert "\n".join(pieces) == document.text
        assert len({clause.label for clause in document.clauses}) == len(document.clauses)


def test_retrieval_on_the_development_questions_is_what_the_readme_says(assistant):
    row = score("本程序", ours(assistant), questions(DEV))
    assert row.figures["Recall@1"] >= 0.80
    assert row.figures["Recall@5"] >= 0.94


def test_without_the_pipeline_to_compare_with_the_error_says_how_to_get_it(monkeypatch, library):
    monkeypatch.setitem(sys.modules, "langchain_chroma", None)
    monkeypatch.delitem(sys.modules, "eval.plain", raising=False)
    with pytest.raises(HotlineError, match="pip install"):
        retrieval(DEV, out=None, settings=library, say=lambda _: None)
