"""Which categories the child that somebody describes is in: the classifier proposes, the rules decide.

`check_record` gives the whole check record of a text, of facts, or of both; `look` only what an answer
needs. Both are pure; rules and classifier are handed in.
"""

from bot.eligibility.checking import Seen as Seen
from bot.eligibility.checking import alone as alone
from bot.eligibility.checking import check_record as check_record
from bot.eligibility.checking import look as look
from bot.eligibility.gathering import Gathered as Gathered
from bot.eligibility.gathering import gather as gather
from bot.eligibility.proposing import Proposal as Proposal
from bot.eligibility.proposing import Proposer as Proposer
from bot.eligibility.proposing import portraits as portraits
from bot.eligibility.record import CheckRecord as CheckRecord
