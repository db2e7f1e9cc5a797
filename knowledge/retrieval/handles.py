"""What a question names outright: a document by its number or year, a clause by its label.

Operators say 34号文, trainers write 三（三）8. A name is a strong hint and no filter: the words after
it may still belong to another text.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.model import ClauseRef
from knowledge.text.doc_no import DOC_NO, canonical
from knowledge.text.numerals import NUMERAL

_NUMBER = re.compile(r"(?<![\d〔\]〕)）])(?:第\s*)?(\d{1,3})\s*号(?:文|通知|方案)?")
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年?(?:的|那)?(?:份|个)?(?:老)?(?:文|通知|方案)?")
_LABEL = re.compile(rf"[{NUMERAL}]{{1,3}}[（(][{NUMERAL}]{{1,3}}[）)]\s*\d{{0,2}}")


@dataclass(frozen=True, slots=True)
class Handles:
    """The documents and clause labels that a question names, and `rest`, the question without them.

    The rest is what is searched: the words 34号文 are near to nothing but the opening of a notice.
    """

    documents: frozenset[str]
    labels: frozenset[str]
    rest: str

    def name(self, ref: ClauseRef) -> float:
        """How much more a clause counts: 1 where it is not named."""
        factor = _DOCUMENT if ref.doc_no in self.documents else 1.0
        return factor * (_CLAUSE if ref.label in self.labels else 1.0)


# A named document comes before all others. On the development questions any factor from 1.15 to 3 gave
# the same ranking.
_DOCUMENT = 2.0
_CLAUSE = 1.5
_LEFT = 4  # characters that have to be left for the rest to be a question


def handles(question: str, documents: Sequence[str]) -> Handles:
    """What a question names among the documents of a library (their 文号)."""
    text = unicodedata.normalize("NFKC", question)
    whole = {canonical(match) for match in DOC_NO.finditer(text)}
    named = {number for number in documents if any(found.endswith(number) for found in whole)}
    if not named:
        numbers = set(_NUMBER.findall(text))
        named = {doc for doc in documents if (m := DOC_NO.fullmatch(doc)) and m["number"] in numbers}
    if not named:
        named = _only_of_its_year(set(_YEAR.findall(text)), documents)
    labels = {
        re.sub(r"\s", "", match).replace("(", "（").replace(")", "）") for match in _LABEL.findall(text)
    }
    return Handles(frozenset(named), frozenset(labels), _without(text, named=bool(named or labels)))


def _without(text: str, *, named: bool) -> str:
    """The question without the names it was given by; as it stands if nothing else is left."""
    if not named:
        return text
    for pattern in (DOC_NO, _NUMBER, _LABEL):
        text = pattern.sub(" ", text)
    return text if len(re.findall(r"\w", text)) >= _LEFT else ""


def _only_of_its_year(years: set[str], documents: Sequence[str]) -> set[str]:
    """A year names a document only where the library holds a single one of that year."""
    by_year: dict[str, list[str]] = {}
    for doc in documents:
        if match := DOC_NO.fullmatch(doc):
            by_year.setdefault(match["year"], []).append(doc)
    return {docs[0] for year, docs in by_year.items() if year in years and len(docs) == 1}
