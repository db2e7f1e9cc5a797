"""Who is compared: each system's name, where it runs, and what has to be said beside its figures."""

from dataclasses import dataclass
from pathlib import Path

PINS = Path(__file__).parent / "pins"


@dataclass(frozen=True, slots=True)
class Environment:
    """A library of another maker, in an environment of its own.

    `name` is its folder, the file of its pins and its module in `child`; `packages` is what one asks
    pip for, the rest of the pins being what these need.
    """

    name: str
    packages: tuple[str, ...]

    @property
    def pins(self) -> Path:
        """Every package of the environment with its version."""
        return PINS / f"{self.name}.txt"


@dataclass(frozen=True, slots=True)
class System:
    """One row. Without an `environment` it runs in ours; `packages` are then those that it needs of it."""

    title: str
    variant: str
    note: str
    environment: Environment | None = None
    packages: tuple[str, ...] = ()


_ENCODER = ("onnxruntime", "tokenizers", "numpy")
LLAMAINDEX = Environment("llamaindex", ("llama-index-core", *_ENCODER))
HAYSTACK = Environment("haystack", ("haystack-ai", *_ENCODER))
TXTAI = Environment("txtai", ("txtai", *_ENCODER))

OURS = System(
    "本程序",
    "ours",
    "用随附的问法和词表；提问是整个答复；建索引从已分好的条款算起",
    packages=("hotline-12345",),
)

LINEUP = (
    OURS,
    System(
        "LangChain＋Chroma",
        "langchain",
        "RecursiveCharacterTextSplitter 500/50，其余默认",
        packages=("langchain-chroma", "langchain-text-splitters", *_ENCODER),
    ),
    System("BM25，jieba 分词", "words", "对我们分好的整条检索，jieba 默认词典", packages=("bm25s", "jieba")),
    System("BM25，两字相连", "bigrams", "对我们分好的整条检索", packages=("bm25s",)),
    System("只用向量，整条", "whole_clauses", "对我们分好的整条，逐一比较", packages=_ENCODER),
    System("只用向量，最近的句子", "best_sentence", "句子带上级标题，逐一比较", packages=_ENCODER),
    System(
        "LlamaIndex 默认",
        "default",
        "SentenceSplitter 1024/200：一块约 700 字，模型只读得到前 500 字；默认只取 2 块，这里取 20",
        LLAMAINDEX,
    ),
    System(
        "Haystack 默认",
        "default",
        "DocumentSplitter 按空格数词，每 200 词一块；中文没有空格，一个文件成了一块",
        HAYSTACK,
    ),
    System("Haystack，按行切", "lines", "split_by=line，一行一块：不是默认，是它对中文合用的切法", HAYSTACK),
    System("txtai 默认", "default", "它自己不切文本，按行给它；只用向量", TXTAI),
    System("txtai，hybrid", "hybrid", "同上，加它自己的 BM25（一个汉字算一个词）", TXTAI),
)
