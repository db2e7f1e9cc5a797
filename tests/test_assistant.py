"""The assistant goes on when parts are missing, and notices when the library changes."""

from datetime import date

import pytest

from bot.assistant import open_assistant
from bot.record import Status
from ingest.run import ingest
from knowledge.catalogue import Catalogue, writer_lock
from knowledge.errors import IndexUnavailable
from knowledge.index import Builds, DenseIndex
from knowledge.index.refresh import refresh
from knowledge.settings import load_settings
from tests.fake_encoder import FakeEncoder

FIRST = "某某办法\n一、总则\n（一）目的。为了帮助留守儿童，制定本办法。\n（二）范围。适用于全省各县。\n"
SECOND = FIRST + "（三）校车。留守儿童上学可以乘坐校车，由交通部门负责安排。\n"


@pytest.fixture
def home(tmp_path):
    return load_settings(home=tmp_path / "home")


def put(settings, text, *, encoder, indexed=True):
    """Ingests one text; without `indexed`, as far as a kill before the index would let it."""
    path = settings.home.parent / "办法.txt"
    path.write_text(text, encoding="utf-8")
    with writer_lock(settings.home), Catalogue.open(settings.database_url) as catalogue:
        ingest([path], catalogue=catalogue, settings=settings, progress=lambda _: None)
        if indexed:
            refresh(catalogue, settings, encoder=encoder, progress=lambda _: None).close()


def test_without_a_library_the_error_says_how_to_get_one(home):
    with open_assistant(home, encoder=FakeEncoder()) as assistant:
        with pytest.raises(IndexUnavailable, match="hotline ingest"):
            assistant.ask("校车")
        assert not assistant.health().words


def test_without_a_model_words_answer_and_the_answer_says_so(home):
    put(home, SECOND, encoder=None)
    with open_assistant(home) as assistant:
        record = assistant.ask("校车由谁安排")
        assert record.status is Status.ANSWERED
        assert record.citations[0].clause == "一（三）"
        assert any("只按词语查找" in notice for notice in record.notices)
        health = assistant.health()
    assert (health.words, health.vectors, health.encoder) == (True, False, False)
    assert any("hotline model" in problem for problem in health.problems)


def test_an_index_that_a_killed_ingest_left_behind_is_finished_at_the_next_start(home):
    put(home, FIRST, encoder=FakeEncoder())
    put(home, SECOND, encoder=FakeEncoder(), indexed=False)
    with open_assistant(home, encoder=FakeEncoder()) as assistant:
        assert assistant.ask("校车由谁安排").hits[0].clause == "一（三）"


def test_an_index_of_another_encoder_is_made_anew_at_the_next_start(home):
    put(home, SECOND, encoder=FakeEncoder("old"))
    with open_assistant(home, encoder=FakeEncoder("new")) as assistant:
        assert assistant.health().vectors
    build = Builds(home).current()
    assert build.fingerprint.startswith("new")
    build.close()


def test_another_encoders_vectors_are_never_searched_while_somebody_else_writes(home):
    put(home, SECOND, encoder=FakeEncoder("old"))
    with writer_lock(home.home), open_assistant(home, encoder=FakeEncoder("new")) as assistant:
        record = assistant.ask("校车由谁安排")
        assert not assistant.health().vectors
    assert record.hits[0].clause == "一（三）"
    assert any("只按词语查找" in notice for notice in record.notices)


def test_a_running_assistant_answers_from_what_is_ingested_beside_it(home):
    put(home, FIRST, encoder=FakeEncoder())
    with open_assistant(home, encoder=FakeEncoder()) as assistant:
        before = {hit.clause for hit in assistant.ask("留守儿童 校车").hits}
        put(home, SECOND, encoder=FakeEncoder())
        after = {hit.clause for hit in assistant.ask("留守儿童 校车").hits}
    assert after - before == {"一（三）"}


def test_a_clause_that_was_just_taken_away_is_not_cited(home):
    put(home, SECOND, encoder=FakeEncoder())
    put(home, FIRST, encoder=FakeEncoder(), indexed=False)
    with writer_lock(home.home), open_assistant(home, encoder=FakeEncoder()) as assistant:
        assert "一（三）" not in {hit.clause for hit in assistant.ask("校车由谁安排").hits}


def test_the_day_comes_from_the_setting_if_the_question_brings_none(home):
    dated = FIRST.replace("某某办法\n", "某某办法\n甲发〔2024〕9号\n") + "甲厅\n2024年5月1日\n"
    put(home, dated, encoder=None)
    settings = load_settings(home=home.home, encoder="none", as_of=date(2024, 4, 30))
    with open_assistant(settings) as assistant:
        assert assistant.ask("留守儿童 目的").citations[0].validity == "not_yet"
        record = assistant.ask("留守儿童 目的", as_of=date(2024, 5, 2))
        assert record.citations[0].validity == "in_force"


def test_words_answer_while_the_vectors_cannot_be_searched(home, monkeypatch):
    def down(index, vector, k):
        raise IndexUnavailable("向量索引用不了", "请检查 Chroma 服务")

    put(home, SECOND, encoder=FakeEncoder())
    monkeypatch.setattr(DenseIndex, "search", down)
    with open_assistant(home, encoder=FakeEncoder()) as assistant:
        record = assistant.ask("校车由谁安排")
    assert record.citations[0].clause == "一（三）"
    assert any("只按词语查找" in notice for notice in record.notices)


def test_ten_clauses_are_named_even_where_none_shares_a_word(home):
    put(home, SECOND + "".join(f"（{n}）事项。另有规定。\n" for n in "四五六七八九十"), encoder=None)
    settings = load_settings(home=home.home, encoder="none")
    with open_assistant(settings) as assistant:
        record = assistant.ask("xyzzy")
    assert record.status is Status.OUT_OF_SCOPE
    assert len(record.hits) == 10
    assert {hit.score for hit in record.hits} == {0.0}
