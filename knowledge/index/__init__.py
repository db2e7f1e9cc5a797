"""How clauses are found: encoders, and the index builds derived from the catalogue.

Importing this package is cheap; Chroma, bm25s, onnxruntime and torch are imported where they are first
needed.
"""

from knowledge.index.build import Build as Build
from knowledge.index.builds import Builds as Builds
from knowledge.index.dense import DenseIndex as DenseIndex
from knowledge.index.encoder import Encoder as Encoder
from knowledge.index.encoder import open_encoder as open_encoder
from knowledge.index.lexical import LexicalIndex as LexicalIndex
from knowledge.index.model_files import cached_model as cached_model
from knowledge.index.model_files import ensure_model as ensure_model
from knowledge.index.places import Passage as Passage
from knowledge.index.places import Place as Place
from knowledge.index.scope import Scope as Scope
from knowledge.index.vectors import VectorCache as VectorCache
from knowledge.index.writing import Contents as Contents
from knowledge.text.words import Words as Words
