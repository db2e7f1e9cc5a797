"""Wording by a language model: a room of its own that can make no answer less true, later or unavailable.

The doors give the extractive answer first, always; `open_wording(settings)` is None without an endpoint, and
then nothing is missing but polish. See docs/adr/0011.
"""

from bot.wording.opening import open_wording as open_wording
from bot.wording.worded import Done as Done
from bot.wording.worded import Event as Event
from bot.wording.worded import Evidence as Evidence
from bot.wording.worded import Sentence as Sentence
from bot.wording.worded import Stop as Stop
from bot.wording.worded import Wording as Wording
