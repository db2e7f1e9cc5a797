"""Every sentence of a model before anybody sees it: cited, its figures the clause's, nothing turned.

Gates from the certain to the coarse. The exact ones (figures, sharp words, who goes with what, 不 and 可)
catch what is subtly false; the share of words and the likeness of meaning what is about something else.
`hotline eval wording` measures them all on the sentences of `eval/datasets/wording.jsonl`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.record import Citation
from bot.wording.figures import as_written, foreign
from bot.wording.likeness import Cut, near, shared
from bot.wording.rivals import mixed
from bot.wording.screen import Breach, Screen
from bot.wording.sharp import added
from bot.wording.tokens import Tokens
from bot.wording.turned import turned
from knowledge.index import Encoder

# What the exact gates let through is judged by these. Rather a true sentence lost than a false one shown:
# the clause's own words stand in its place. Without an encoder the share of words has to do alone.
SHARED = 0.85
SHARED_ALONE = 0.90
NEAR = 0.65

_LEANS = re.compile(
    r"^(?:但|不过|然而|此外|另外|其中|同时|而且|并且|因此|所以|这|那|该|其|它|他们|她们|上述|以上|前者|后者|除此|否则|如果不)"
)
_CONTENT = re.compile(r"[\u4e00-\u9fff]")


class Fault(StrEnum):
    """Why a sentence is not shown, besides what `Breach` names."""

    EMPTY = "empty"
    NO_TOKEN = "no_token"
    UNKNOWN_TOKEN = "unknown_token"
    FIGURE = "figure"
    ADDED = "added_word"
    TURNED = "turned"
    MIXED = "mixed_up"
    UNLIKE = "unsupported"
    LEANS = "leans_on_dropped"
    TOO_MANY = "too_many"


# A model that writes one of these is not believed in its other sentences either.
FATAL: frozenset[str] = frozenset({*Breach, Fault.FIGURE})


@dataclass(frozen=True, slots=True)
class Passed:
    """A sentence that may be shown, and the places of its clauses in the record's citations."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that is not shown, and why. `detail` names the word or figure; it is for operators' eyes."""

    text: str
    why: Fault | Breach
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Support:
    """Whether clauses bear a sentence out; what the evaluation measures."""

    cut: Cut
    encoder: Encoder | None

    def fault(self, sentence: str, quotes: Sequence[str], *, title: str) -> tuple[Fault, str] | None:
        """The first gate that a sentence does not pass, and the word that gives it away."""
        return self.exact(sentence, quotes, title=title) or self.coarse(sentence, quotes)

    def exact(self, sentence: str, quotes: Sequence[str], *, title: str) -> tuple[Fault, str] | None:
        """The gates that need no threshold."""
        if figure := foreign(sentence, quotes):
            return Fault.FIGURE, figure
        if word := added(sentence, quotes, title=title):
            return Fault.ADDED, word
        whole = "\n".join(quotes)
        if way := turned(sentence, whole):
            return Fault.TURNED, way
        if word := mixed(sentence, whole, self.cut):
            return Fault.MIXED, word
        return None

    def coarse(self, sentence: str, quotes: Sequence[str]) -> tuple[Fault, str] | None:
        """The gates with a threshold: words shared, and meaning near."""
        share = shared(sentence, quotes, self.cut)
        if share < (SHARED if self.encoder else SHARED_ALONE):
            return Fault.UNLIKE, f"用词 {share:.2f}"
        if self.encoder is None:
            return None
        nearness = near(sentence, quotes, self.encoder)
        return None if nearness >= NEAR else (Fault.UNLIKE, f"意思 {nearness:.2f}")


class Checker:
    """Checks the sentences of one answer in order; remembers what it has dropped."""

    def __init__(
        self, citations: Sequence[Citation], tokens: Tokens, screen: Screen, support: Support, *, most: int
    ) -> None:
        self._citations = citations
        self._tokens = tokens
        self._screen = screen
        self._support = support
        self._most = most
        self._passed = 0
        self._gap = False  # whether the last sentence of substance was dropped

    def check(self, raw: str) -> Passed | Dropped:
        """The sentence as it may be shown, or why not."""
        seen = self._look(raw)
        if isinstance(seen, Passed):
            self._passed += 1
            self._gap = False
        elif seen.why is not Fault.EMPTY:
            self._gap = True
        return seen

    def _look(self, raw: str) -> Passed | Dropped:
        cited = self._tokens.resolve(raw)
        text = cited.text
        if not _CONTENT.search(text):
            return Dropped(raw, Fault.EMPTY)
        quotes = [self._citations[place].quote for place in cited.citations]
        # Looked for first, and in sentences without a token too: it tells what the model is about.
        if breach := self._screen.breach(text, quotes):
            return Dropped(text, breach)
        if cited.unknown:
            return Dropped(text, Fault.UNKNOWN_TOKEN, cited.unknown[0])
        if not quotes:
            return Dropped(text, Fault.NO_TOKEN)
        if self._passed >= self._most:
            return Dropped(text, Fault.TOO_MANY)
        if self._gap and _LEANS.search(text):
            return Dropped(text, Fault.LEANS)
        title = "\n".join(self._citations[place].title for place in cited.citations)
        if fault := self._support.fault(text, quotes, title=title):
            return Dropped(text, *fault)
        spelt = as_written(text, quotes)
        if spelt is None:
            return Dropped(text, Fault.FIGURE, "换算")
        return Passed(spelt if spelt[-1] in "。！？" else spelt.rstrip("，；,; ") + "。", cited.citations)
