"""Whether a child is in danger, decided on the raw text before anything that can fail.

`detect(text)` reads the lexicon that a social worker keeps (`bot/safety/lexicon`): who × what × how it
stands. It needs no index, catalogue, model or network. `card` is what is shown.
"""

from bot.safety import card as card
from bot.safety.detect import Alarm as Alarm
from bot.safety.detect import detect as detect
from bot.safety.detect import ready as ready
from bot.safety.detect import seen as seen
