"""How a sign is meant: told as true, asked about, made up, past, or said of others than a child.

The words that decide are in `frames.yaml`. Read from the top, the first line that holds decides.
"""

from enum import StrEnum

from bot.safety.mentions import Mentioned
from bot.safety.patterns import Place
from bot.safety.signs import Tone


class Stance(StrEnum):
    """How a sign is meant."""

    TOLD = "told"
    ASKED = "asked"  # about policy, procedure, figures, or an if without a person
    MADE_UP = "made up"  # drills, exams, films, games
    OVER = "over"
    OF_OTHERS = "of others"  # grown-ups, animals


# What is over once somebody is found or well again. Abuse and self-harm are not.
_MENDS = ("missing", "medical", "injury", "trafficking", "alone", "bullying")
_ALL_THERE_IS = 5  # characters, the full stop among them
_SICK = ("missing", "medical", "injury")


def stance(kind: str, tone: Tone, place: Place, mentions: Mentioned) -> Stance:
    """How the sign of this kind that stands at this place is meant."""
    cues = _Cues(place, mentions)
    if tone is Tone.CRY:
        return _of_a_cry(kind, cues)
    if (other := _of_others(cues)) or (other := _past(kind, cues)) or (other := _made_up(kind, cues)):
        return other
    if tone is Tone.EVENT:
        return _of_an_event(kind, cues)
    return _of_a_topic(cues)


class _Cues:
    """Which cues stand in the sentence of a sign; `around` looks into its neighbours too."""

    def __init__(self, place: Place, mentions: Mentioned) -> None:
        self._end = place.end
        self._first = mentions.sentence(place.start)
        self._last = mentions.sentence(place.end - 1)
        self._clauses = mentions.clause(place.start), mentions.clause(place.end - 1)
        self._mentions = mentions

    def has(self, name: str, *, around: int = 0) -> bool:
        first, last = self._first - around, self._last + around
        return any(
            first <= self._mentions.sentence(cue.start) <= last
            for cue in self._mentions.of(frozenset({f"<{name}>"}))
        )

    @property
    def named(self) -> bool:
        """Whether somebody in particular is spoken of: 我们班有个男生, 隔壁, 这孩子."""
        return self.has("我身边", around=1) or self.has("这人", around=1)

    @property
    def asked_apart(self) -> bool:
        """Whether what is asked stands in clauses of its own: 孩子割自己，能申请什么救助."""
        return not any(
            self._clauses[0] <= self._mentions.clause(cue.start) <= self._clauses[1]
            for cue in self._mentions.of(frozenset({"<打听>"}))
        )

    @property
    def alone(self) -> bool:
        """Whether the sign is all that was written: somebody who types 自杀 and nothing else."""
        return len(self._mentions.text) <= _ALL_THERE_IS

    @property
    def relative(self) -> bool:
        """Whether the sign only says what kind of person is meant: 打孩子的家长."""
        return self._mentions.text[self._end : self._end + 1] == "的"

    @property
    def child(self) -> bool:
        return self.has("小孩", around=1) or self.has("孩子的大人", around=1)


def _of_a_cry(kind: str, cues: _Cues) -> Stance:
    if cues.has("大人回忆") and (kind != "self_harm" or cues.has("了结")):
        return Stance.OVER
    if cues.has("游戏") or (cues.has("练习") and not cues.has("我身边")):
        return Stance.MADE_UP
    if cues.has("打听") and not cues.has("我") and (cues.relative or kind != "self_harm"):
        return Stance.ASKED
    if kind != "self_harm" and (other := _of_others(cues)):
        return other
    return Stance.TOLD


def _of_others(cues: _Cues) -> Stance | None:
    if cues.child:
        return None
    grown_up = cues.has("大人事", around=1) or (
        cues.has("大人事弱", around=1) and not cues.has("孩子话", around=1)
    )
    animal = cues.has("动物") and not cues.has("我") and not cues.has("孩子话")
    return Stance.OF_OTHERS if grown_up or animal else None


def _past(kind: str, cues: _Cues) -> Stance | None:
    if cues.has("大人回忆") and (cues.has("了结") or not cues.has("此时")):
        return Stance.OVER
    if cues.has("了结", around=1) and kind in _MENDS:
        return Stance.OVER
    if cues.has("早先") and kind in _SICK and not cues.has("此时"):
        return Stance.OVER
    return None


def _made_up(kind: str, cues: _Cues) -> Stance | None:
    # 跟叔叔玩的“游戏” is what a small child calls it.
    if (cues.has("游戏") and kind != "sexual_abuse") or (cues.has("练习") and not cues.has("我身边")):
        return Stance.MADE_UP
    return None


def _of_a_topic(cues: _Cues) -> Stance:
    """A noun is true of somebody only where somebody is named, and nothing is asked about it."""
    if cues.alone:
        return Stance.TOLD
    if cues.has("练习"):
        return Stance.ASKED
    if cues.has("我身边") or (cues.named and not cues.has("打听")):
        return Stance.TOLD
    reported = cues.has("报事") and cues.child
    generic = cues.has("打听") or (cues.has("求办法") and cues.has("泛称"))
    return Stance.TOLD if reported and not generic else Stance.ASKED


def _of_an_event(kind: str, cues: _Cues) -> Stance:
    if cues.named:
        return Stance.TOLD
    if kind in _SICK and cues.has("会不会") and not cues.has("此时"):
        return Stance.ASKED
    asks = cues.has("打听")
    if asks and cues.relative:
        return Stance.ASKED
    if cues.has("假设") or (asks and cues.has("泛称")):
        return Stance.ASKED
    if cues.has("碰见") and (asks or cues.has("求办法") or cues.has("泛称")):
        return Stance.ASKED
    return Stance.ASKED if asks and not cues.has("此时") and not cues.asked_apart else Stance.TOLD
