"""Folding, words and bigrams: what the index and a question have to agree on."""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from knowledge.text.normalise import fold
from knowledge.text.words import Words, bigrams

TERMS = ("残疾儿童康复救助", "事实无人抚养儿童", "灵活就业人员", "吉祥计划", "跨县域")


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cache")
    Words(TERMS, folder).load()
    return folder


@pytest.fixture(scope="module")
def words(cache):
    return Words(TERMS, cache)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("留守儿童", "留守儿童"),
        ("留守兒童關愛", "留守儿童关爱"),
        ("ＩＣ卡 ５０％", "ic卡 50%"),
        ("（一）留守儿童", "(一)留守儿童"),
        ("留\u200b守\u2060儿\ufeff童", "留守儿童"),
        ("留\x00守\x07儿童", "留守儿童"),
        ("留\ud800守\udfff儿童", "留守儿童"),
        ("留守\ufe0f儿\U000e0101童", "留守儿童"),
        ("  孩子\u3000\t多大\r\n了  ", "孩子 多大 了"),
        ("吉民发〔2024〕2号", "吉民发〔2024〕2号"),
        ("ⅠⅡ①", "iii1"),
        ("", ""),
    ],
)
def test_one_thing_is_folded_one_way(written, folded):
    assert fold(written) == folded


@given(
    st.text(
        st.one_of(
            st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
            st.characters(max_codepoint=0x7F),
            st.characters(min_codepoint=0x3000, max_codepoint=0x30FF),
            st.characters(min_codepoint=0xFF00, max_codepoint=0xFFEF),
            st.sampled_from("\u200b\u200d\ufeff\xad\u2028\x85\ud800\u3164ⅧÅé"),
        )
    )
)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def test_a_term_of_the_dictionary_stays_whole_and_its_parts_can_be_found_too(words):
    assert words.words("残疾儿童康复救助怎么申请") == [
        "残疾", "儿童", "康复", "救助", "残疾儿童康复救助", "怎么", "申请",
    ]  # fmt: skip
    assert "事实无人抚养儿童" in words.words("什么是事实无人抚养儿童？")


def test_punctuation_and_spaces_are_no_words(words):
    assert words.words("，。！？——“”〔〕…… \n") == []
    assert words.words("") == []
    assert "".join(words.words("孩子，多大？")) == "孩子多大"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("事實無人撫養兒童", "事实无人抚养儿童"),
        ("ＩＣ卡", "ic卡"),
        ("跨縣域\u200b务工", "跨县域务工"),
    ],
)
def test_a_question_gives_the_words_of_the_index_however_it_is_typed(words, one, other):
    assert words.words(one) == words.words(other)
    assert words.bigrams(one) == words.bigrams(other)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("留守儿童", ["留守", "守儿", "儿童"]),
        ("娃", ["娃"]),
        ("满6个月", ["满", "6", "个月"]),
        ("2024年", ["2024", "年"]),
        ("IC卡", ["ic", "卡"]),
        ("每月30.5元", ["每月", "30.5", "元"]),
        ("留守，儿童", ["留守", "儿童"]),
        ("二〇二四", ["二〇", "〇二", "二四"]),
        ("a_b", ["a", "b"]),
        ("", []),
    ],
)
def test_pairs_overlap_within_a_run_of_characters_and_never_across(text, pairs):
    assert bigrams(text) == pairs


def test_many_threads_read_the_dictionary_once(cache, monkeypatch):
    read = []
    ready = Words._ready
    monkeypatch.setattr(Words, "_ready", lambda self: read.append(1) or ready(self))
    words = Words(TERMS, cache)
    with ThreadPoolExecutor(8) as pool:
        cut = set(pool.map(lambda _: tuple(words.words("跨县域务工")), range(32)))
    assert cut == {("跨县", "县域", "跨县域", "务工")}
    assert len(read) == 1


def test_the_second_start_reads_its_own_cache_and_nothing_goes_to_the_shared_temporary_folder(
    tmp_path, monkeypatch, capfd
):
    shared = tmp_path / "shared"
    shared.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    first = Words(TERMS, tmp_path / "cache").words("灵活就业人员")
    monkeypatch.setattr("jieba.Tokenizer.gen_pfdict", None)
    assert Words(TERMS, tmp_path / "cache").words("灵活就业人员") == first
    assert list(shared.iterdir()) == []
    assert len(list((tmp_path / "cache").iterdir())) == 1
    assert capfd.readouterr() == ("", "")


def test_a_changed_dictionary_takes_the_place_of_the_old_cache(cache, tmp_path):
    (old,) = cache.iterdir()
    shutil.copy(old, tmp_path)
    assert "孤儿助学工程" in Words(["孤儿助学工程"], tmp_path).words("孤儿助学工程是什么")
    (new,) = tmp_path.iterdir()
    assert new.name != old.name


def test_a_damaged_cache_is_made_anew(cache, tmp_path):
    (whole,) = cache.iterdir()
    damaged = tmp_path / whole.name
    damaged.write_bytes(whole.read_bytes()[:-100])
    with capture_logs():
        assert "跨县域" in Words(TERMS, tmp_path).words("跨县域")
    assert damaged.read_bytes() == whole.read_bytes()


def test_without_a_place_for_the_cache_words_are_cut_all_the_same(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with capture_logs() as logs:
        assert "跨县域" in Words(TERMS, tmp_path / "file" / "cache").words("跨县域")
    assert [entry["event"] for entry in logs] == ["dictionary_cache_not_written"]


def test_importing_loads_no_dictionary():
    code = "import sys, knowledge.text.words; print({'jieba', 'opencc'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
