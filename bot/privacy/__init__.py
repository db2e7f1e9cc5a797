"""What leads to a person in a Chinese text, and how it is masked before anything is kept.

Pure functions on strings: no library, no network, no disk but the two word lists beside this file. `find`
says what and where, `mask` gives the text without it, a `Masker` does so alike through a conversation.
`bot.keeping` is where the program calls it.
"""

from bot.privacy.kinds import Found as Found
from bot.privacy.kinds import Kind as Kind
from bot.privacy.masking import Masker as Masker
from bot.privacy.masking import find as find
from bot.privacy.masking import mask as mask
from bot.privacy.public import public_contacts as public_contacts
