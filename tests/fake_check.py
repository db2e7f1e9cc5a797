"""A fake assistant that checks with the real rules and the real extraction, over no library and no model."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache

from bot.eligibility import CheckRecord, Proposer, check_record, portraits
from knowledge.rules import Rules, read_rules
from tests.fakes import FakeAssistant

DAY = date(2026, 11, 24)


@cache
def _rules() -> Rules:
    return read_rules()


@cache
def _proposer() -> Proposer:
    return Proposer(portraits(), None)


class CheckingAssistant(FakeAssistant):
    """Notes what was checked as the other fake does."""

    def check(
        self,
        text: str | None = None,
        facts: Mapping[str, object] | None = None,
        *,
        asked: Collection[str] = (),
        focus: Collection[str] | None = None,
        id: str | None = None,  # noqa: A002 - the record's own word
        as_of: date | None = None,
    ) -> CheckRecord:
        self._may_fail()
        self.checked.append((text, facts, tuple(asked), focus, as_of))
        return check_record(
            text,
            facts,
            rules=_rules(),
            proposer=_proposer(),
            as_of=as_of or DAY,
            asked=asked,
            focus=focus,
            id=id,
        )
