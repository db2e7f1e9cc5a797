"""Follow-up questions, by rules: does a message lean on what was said before, and what does it mean then?"""

from bot.conversation.state import NEW as NEW
from bot.conversation.state import Conversation as Conversation
