"""What a question asks for, and whether the clauses found say it.

A score cannot tell a question that is answered from one that only lies near: both speak of the same
children. What can is the kind of answer that is asked for, and what the texts do not hold at all.
"""

from bot.answering.demands.judging import Lack as Lack
from bot.answering.demands.judging import lacks as lacks
from bot.answering.demands.nearness import Nearness as Nearness
from bot.answering.demands.never import dictated as dictated
from bot.answering.demands.never import never_given as never_given
from bot.answering.demands.never import only_abuse as only_abuse
from bot.answering.demands.never import without_orders as without_orders
from bot.answering.demands.parts import Part as Part
from bot.answering.demands.parts import parts as parts
