"""Puts the room together from the settings; the only place that does."""

from functools import partial

from bot.wording.checking import Support
from bot.wording.client import Client
from bot.wording.endpoint import endpoint
from bot.wording.likeness import Cut
from bot.wording.switch import switched_off
from bot.wording.worded import Wording
from knowledge.index import Encoder
from knowledge.library import hotlines
from knowledge.settings import Settings


def open_wording(settings: Settings, *, cut: Cut, encoder: Encoder | None) -> Wording | None:
    """The room, or None where the settings name no endpoint; BadSettings where they name half of one."""
    found = endpoint(settings)
    if found is None:
        return None
    return Wording(
        Client(found),
        Support(cut, encoder),
        numbers=[row.number for row in hotlines()],
        off=partial(switched_off, settings),
    )
