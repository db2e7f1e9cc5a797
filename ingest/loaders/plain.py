"""Text and Markdown files: nothing but their encoding stands between us and the text.

In Markdown that goes for what a reader of the rendered page sees: comments, and elements that hide
themselves, are left out.
"""

import re

from ingest.loaders.encoding import decode
from ingest.loaders.extract import Extract
from ingest.loaders.hiding import hides, is_coloured, is_white

_HIDDEN_LABEL = "Markdown 里隐藏的内容 {} 处"
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
# A link's address that no link uses: the usual way to write a comment.
_REFERENCE = re.compile(
    r"^[ ]{0,3}\[[^\]\n]*\]:[ \t]*(?:<>|#)[ \t]*(?:\n[ \t]*)?[(\"'].*?[)\"'][ \t]*$", re.M
)
_ELEMENT = re.compile(r"<(?P<tag>[a-zA-Z][\w-]*)(?P<says>[^<>]*)>(?P<words>.*?)</(?P=tag)\s*>", re.S)
_LEFT_OUT = frozenset(("script", "style", "template", "noscript", "svg", "iframe", "object", "textarea"))


def extract(raw: bytes, *, is_markdown: bool = False) -> Extract:
    """The whole file, decoded; Markdown marks stay."""
    text, encoding = decode(raw)
    return _rendered(text, encoding) if is_markdown else Extract(text, encoding)


def _rendered(text: str, encoding: str | None) -> Extract:
    made = Extract(text, encoding)

    def leave_out(found: re.Match[str]) -> str:
        made.hidden.append(found[0])
        made.removed[_HIDDEN_LABEL] += 1
        return ""

    def leave_out_hidden(found: re.Match[str]) -> str:
        says = found["says"]
        is_unseen = hides(says) or (is_white(says) and not is_coloured(says))
        return leave_out(found) if is_unseen or found["tag"].lower() in _LEFT_OUT else found[0]

    for hiding in (_COMMENT, _REFERENCE):
        text = hiding.sub(leave_out, text)
    text = _ELEMENT.sub(leave_out_hidden, text)
    return Extract(text, encoding, made.removed, made.hidden)
