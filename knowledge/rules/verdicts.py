"""The four verdicts. 缺事实 is the caller's to settle, 存疑 and 综合判断 are the civil-affairs office's."""

from enum import StrEnum

from knowledge.rules.nodes import DECIDED, MET, PERSON, UNMET, State


class Verdict(StrEnum):
    """What can be said of a category."""

    CONFIRMED = "confirmed"
    EXCLUDED = "excluded"
    NEEDS_FACTS = "needs_facts"
    NEEDS_PERSON = "needs_person"


_VERDICTS = {
    DECIDED[MET]: Verdict.CONFIRMED,
    DECIDED[UNMET]: Verdict.EXCLUDED,
    DECIDED[PERSON]: Verdict.NEEDS_PERSON,
}


def verdict(state: State) -> Verdict:
    """The verdict that a node's state amounts to."""
    return _VERDICTS.get(state, Verdict.NEEDS_FACTS)
