"""What may stay behind of what people tell us: `kept(text)`, the one way to a log, an error, a file.

Log lines, tracebacks, error bodies, batch errors and whatever is one day stored, exported or sent to a model
go through here. The search, the danger card and the answer do not: they work on what was said.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from urllib.parse import unquote

from bot.privacy import Masker, public_contacts
from knowledge.library import hotlines, shipped

_CODED = re.compile(r"(?:%[0-9A-Fa-f]{2}){3}")
_PASSWORD = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+@")
# Only a text with one of these can hold a number of somebody's.
_CONTACT = re.compile(r"[0-9][0-9 \-]{5}|@|[0-9]号")

_learnt: set[str] = set()


def kept(text: str) -> str:
    """The text as it may be kept: personal data masked, passwords in addresses left out."""
    if _CODED.search(text):
        plain = unquote(text)
        masked = _masked(plain)
        if masked != plain:
            return masked
    return _masked(text)


def kept_value(value: object) -> object:
    """The same for a value of any kind that a log line may have; an object becomes text."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        written = kept(str(value))
        return value if written == str(value) else written
    if isinstance(value, Mapping):
        return {kept(str(name)): kept_value(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [kept_value(each) for each in value]
    if isinstance(value, bytes | bytearray):
        return kept(value.decode("utf-8", "replace"))
    return kept(str(value))


def conversation() -> Masker:
    """Masks all texts of one conversation alike: the same number is 【手机号1】 in each of them."""
    return Masker(public())


def learn(official_texts: Iterable[str]) -> None:
    """Takes the contacts in ingested texts for public ones, besides those in the shipped texts."""
    _learnt.update(_contacts(official_texts))


def public() -> frozenset[str]:
    """What is never masked: the hotline table, and the contacts that official texts publish."""
    return _shipped() | _learnt


@cache
def _shipped() -> frozenset[str]:
    texts = (file.path.read_text(encoding="utf-8") for file in shipped())
    return _contacts(texts) | {row.number for row in hotlines()}


def _contacts(texts: Iterable[str]) -> frozenset[str]:
    return public_contacts(text for text in texts if _CONTACT.search(text))


def _masked(text: str) -> str:
    return Masker(public()).mask(_PASSWORD.sub("***@", text))
