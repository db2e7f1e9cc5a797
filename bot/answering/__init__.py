"""From a question to an answer record: a tuple of named steps that can be read aloud.

`watch for danger → normalise → retrieve → check rules → gauge → compose → verify`; each takes a draft
and gives a draft, or a final reply. Extractive: the words of an answer are the words of the clauses it cites.
"""

from bot.answering.draft import Audience as Audience
from bot.answering.draft import Draft as Draft
from bot.answering.draft import Found as Found
from bot.answering.emergency import card_alone as card_alone
from bot.answering.pipeline import STEPS as STEPS
from bot.answering.pipeline import answer as answer
from bot.answering.tools import Tools as Tools
