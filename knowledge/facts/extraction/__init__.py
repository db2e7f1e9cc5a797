"""Free Chinese speech to candidate facts: who is spoken of, what is said of them, and how surely.

The check works just as well when nothing is found here: whatever is missing is asked.
"""

from knowledge.facts.extraction.alive import Presence as Presence
from knowledge.facts.extraction.alive import presence as presence
from knowledge.facts.extraction.extract import extract as extract
from knowledge.facts.extraction.found import Found as Found
from knowledge.facts.extraction.found import Trust as Trust
