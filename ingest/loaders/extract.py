"""What a loader hands on inside the child: the text, its encoding, and what was left out of it."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Extract:
    """A file's text as its format holds it.

    `removed` counts what is not in the text; each key is what people read, `{}` for the number.
    `hidden` holds the words of it that the format kept from whoever looks at the file.
    """

    text: str
    encoding: str | None = None
    removed: Counter[str] = field(default_factory=Counter)
    hidden: list[str] = field(default_factory=list)
