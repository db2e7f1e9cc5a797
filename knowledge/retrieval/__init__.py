"""Finding the clauses that answer a question: three ways of looking, fused by rank."""

from knowledge.retrieval.search import Evidence as Evidence
from knowledge.retrieval.search import Hit as Hit
from knowledge.retrieval.search import Retrieved as Retrieved
from knowledge.retrieval.search import Search as Search
