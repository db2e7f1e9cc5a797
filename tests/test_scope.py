"""A search within some documents finds their clauses alone, as well as a search of everything would."""

import numpy as np
import pytest

from knowledge.errors import BadQuestion
from knowledge.index import Scope
from knowledge.index.places import Passage, distinct
from knowledge.text.doc_no import begins

PLAN, MIGRANTS, NOTICE = "吉民发〔2024〕2号", "吉民发〔2024〕34号", "吉民发〔2018〕41号"
HOW_OFTEN = "孩子的信息多久更新一次"


@pytest.mark.parametrize(
    ("within", "documents"),
    [
        ((MIGRANTS,), {MIGRANTS}),
        (("吉民发[2024]34",), {MIGRANTS}),
        (("吉民发 (2024)",), {PLAN, MIGRANTS}),
        ((NOTICE, MIGRANTS), {NOTICE, MIGRANTS}),
        (("吉民发",), {PLAN, MIGRANTS, NOTICE}),
    ],
)
def test_only_documents_that_begin_so_are_found_and_cited(assistant, within, documents):
    record = assistant.ask(HOW_OFTEN, within=within)
    assert {hit.doc_no for hit in record.hits} <= documents
    assert {cited.doc_no for cited in record.citations} <= documents
    assert len(record.hits) >= 10


def test_each_document_gives_its_own_interval(assistant):
    told = {doc: assistant.ask(HOW_OFTEN, within=[doc]).answer for doc in (PLAN, MIGRANTS)}
    assert "每季度" in told[PLAN]
    assert "每半年" in told[MIGRANTS]


def test_a_beginning_that_no_document_has_is_said_with_what_to_write(assistant):
    with pytest.raises(BadQuestion, match=r"粤民发.*吉民发〔2024〕34号"):
        assistant.ask(HOW_OFTEN, within=["粤民发"])


def test_everything_as_a_scope_finds_what_exact_search_finds(assistant):
    build = assistant.build
    scope = Scope(build, {ref.doc_no for ref in build.clauses})
    for group, exact in build.exact.items():
        for vector in build.probes:
            nearest = [similarity for _, similarity in exact.search(vector, 20)]
            found = [similarity for _, similarity in scope.search(group, vector, 20)]
            assert found[0] == pytest.approx(nearest[0], abs=1e-5)
            assert set(np.round(found, 4)) <= set(np.round(nearest, 4))


def test_a_text_of_two_clauses_is_found_where_its_clause_is_in_the_scope():
    _, places = distinct([Passage(0, 0, 2, "甲"), Passage(1, 0, 2, "乙"), Passage(2, 5, 7, "甲")])
    assert places.numbers_in(np.array([False, False, True])).tolist() == [0]
    assert places.numbers_in(np.array([False, True, True])).tolist() == [0, 1]
    assert places.numbers_in(np.array([False, False, False])).tolist() == []


@pytest.mark.parametrize(
    ("typed", "begun"),
    [("吉民发[2024]2", True), ("吉民发", True), ("民发", False), ("", False), ("  ", False)],
)
def test_a_number_begins_with_what_is_typed_whatever_the_brackets(typed, begun):
    assert begins(PLAN, typed) is begun
