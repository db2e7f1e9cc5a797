"""Terms written as they sound are put right, and everyday words are left alone."""

import pytest

from knowledge.index.passages import terms
from knowledge.text.sound import Sounds


@pytest.fixture(scope="module")
def sounds():
    return Sounds(terms())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("流动儿同怎么登记", "流动儿童怎么登记"),  # speech recognition
        ("要办居主证吗", "要办居住证吗"),
        ("村里的儿童主人来过", "村里的儿童主任来过"),
        ("义务教玉阶段", "义务教育阶段"),
        ("异地就一结算", "异地就医结算"),
        ("那个点燃西望项目", "那个点燃希望项目"),
        ("强制隔离接毒", "强制隔离戒毒"),
        ("吃低保的人咋办居住正", "吃低保的人咋办居住证"),  # zh and z, ng and n
    ],
)
def test_a_term_written_as_it_sounds_is_put_right(sounds, written, meant):
    assert sounds.repair(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "我们一起去心情好",  # 遗弃, 性侵 sound the same
        "留守儿童和流动儿童",
        "孩子他爸在外头打工，过年才回来",
        "",
        "12345 ABC，。",
        "㐀㐀㐀",
    ],
)
def test_everything_else_is_left_alone(sounds, text):
    assert sounds.repair(text) == text


def test_without_terms_nothing_is_changed():
    assert Sounds([]).repair("流动儿同") == "流动儿同"
