"""How much of a sentence its clause bears out: the share of its words there, and how near they mean.

Both are only the last and coarse check: what is subtly false shares nearly every word with what is true.
"""

import re
from collections.abc import Callable, Sequence
from importlib.resources import files

import numpy as np
import yaml

from knowledge.index import Encoder
from knowledge.text.normalise import fold
from knowledge.text.sentences import sentences

Cut = Callable[[str], Sequence[str]]

# What people say for what a text says.
_PLAIN = (
    (re.compile(r"爸爸妈妈|爸妈|爹妈|家长"), "父母"),
    (re.compile(r"孩子们?|小孩|娃"), "儿童"),
    (re.compile(r"打工|干活"), "务工"),
    (re.compile(r"出去"), "外出"),
    (re.compile(r"没有"), "无"),
    (re.compile(r"得了?(?=重病)"), "身患"),
    (re.compile(r"住(?=满|[一二三四五六七八九十\d])"), "居住"),
)
# Words by which any sentence may be put together; they bear out nothing.
LINKS: frozenset[str] = frozenset(
    yaml.safe_load(files("bot.wording").joinpath("links.yaml").read_text(encoding="utf-8"))["连接"]
)


def plainly(text: str) -> str:
    """A text in the words of the policy texts, folded."""
    folded = fold(text)
    for said, written in _PLAIN:
        folded = said.sub(written, folded)
    return folded


def shared(sentence: str, basis: Sequence[str], cut: Cut) -> float:
    """The share of a sentence's words that its clause has, by their length; 1 where it has none."""
    whole = plainly("\n".join(basis))
    words = [word for word in cut(plainly(sentence)) if word not in LINKS and not word.isdigit()]
    total = sum(len(word) for word in words)
    if not total:
        return 1.0
    return sum(_held(word, whole) for word in words) / total


def near(sentence: str, basis: Sequence[str], encoder: Encoder) -> float:
    """The cosine of a sentence to the nearest sentence of its clause, or to the clause as a whole."""
    texts = [text for each in basis for text in (each, *(part.text for part in sentences(each)))]
    vectors = encoder.encode([sentence, *dict.fromkeys(texts)])
    return float(np.max(vectors[1:] @ vectors[0]))


def _held(word: str, whole: str) -> float:
    if word in whole:
        return float(len(word))
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return sum(pair in whole for pair in pairs) / max(len(pairs), 1) * len(word) * 0.5
