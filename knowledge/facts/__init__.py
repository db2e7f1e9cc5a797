"""What can be known of a child, by name: the vocabulary, and the values that people state.

`vocabulary.yaml` is the one list of facts; the rules refuse a fact that is not in it, and so does
`parse_facts`. A stated value is a candidate until a person confirms it, wherever it came from.
"""

from knowledge.facts.values import UNCLEAR as UNCLEAR
from knowledge.facts.values import Either as Either
from knowledge.facts.values import Facts as Facts
from knowledge.facts.values import Interval as Interval
from knowledge.facts.values import Value as Value
from knowledge.facts.vocabulary import FactSpec as FactSpec
from knowledge.facts.vocabulary import Kind as Kind
from knowledge.facts.vocabulary import QuickAnswer as QuickAnswer
from knowledge.facts.vocabulary import Unasked as Unasked
from knowledge.facts.vocabulary import Vocabulary as Vocabulary
from knowledge.facts.vocabulary import parse_facts as parse_facts
from knowledge.facts.vocabulary import vocabulary as vocabulary
