"""Which categories a child falls in, why, and what must be asked next.

`rules.yaml` is the text that policy staff read and edit; `load_rules` refuses it where it does not hold
against the catalogue; `check` is pure and can be shared by any number of threads. Nothing here knows of
retrieval: a category that nobody proposed is checked all the same, and no score raises a verdict.
"""

from knowledge.rules.asking import Question as Question
from knowledge.rules.check import Checked as Checked
from knowledge.rules.check import Report as Report
from knowledge.rules.check import Ruling as Ruling
from knowledge.rules.check import check as check
from knowledge.rules.explaining import Point as Point
from knowledge.rules.explaining import Reason as Reason
from knowledge.rules.explaining import Standing as Standing
from knowledge.rules.nodes import Basis as Basis
from knowledge.rules.programmes import Match as Match
from knowledge.rules.quotes import cited as cited
from knowledge.rules.quotes import compare as compare
from knowledge.rules.quotes import load_rules as load_rules
from knowledge.rules.reading import read_rules as read_rules
from knowledge.rules.ruleset import Rules as Rules
from knowledge.rules.verdicts import Verdict as Verdict
