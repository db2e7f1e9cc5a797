"""Numbers that lead to a person: identity, telephone, bank card.

Each pattern allows what people put between digits. What a pattern finds is looked at by `checks`; a number
that fails its check counts all the same where the words beside it say what it is.
"""

import re
from collections.abc import Iterator

from bot.privacy.checks import has_id_check, looks_like_id, luhn
from bot.privacy.kinds import Found, Kind
from bot.privacy.shadow import Shadow

_S = r"[ \-‐‑‒–—―~.·•_/]{0,2}"  # between digits; NFKC has made the full-width ones plain
_PAUSE = r"[^\w\n]{1,3}"  # between the groups in which numbers are read aloud
_ALONE, _END = r"(?<![0-9])", r"(?![0-9])"

# What may follow on a disability certificate: the kind, the level, which reissue it is.
_TAIL = r"(?:[1-7][1-4](?:B[0-9])?)?"
_ID_18 = re.compile(rf"{_ALONE}(?P<number>[1-8](?:{_S}[0-9]){{16}}{_S}[0-9xX×χХх]){_TAIL}{_END}")
_ID_15 = re.compile(rf"{_ALONE}(?P<number>[1-8](?:{_S}[0-9]){{14}}){_END}")
_ID_SAID = re.compile(r"身[份分][证證]|证件|[证證]号|\b(?:ID|SFZ)\b", re.IGNORECASE)
_ID_CALLED = re.compile(rf"{_ALONE}(?P<number>[0-9](?:{_S}[0-9]){{13,18}}[xX]?){_END}")

_PREFIX = r"(?:\(?(?:\+|00)?86\)?[ \-]?)?"
_MOBILE = re.compile(
    rf"(?<![0-9.]){_PREFIX}"
    rf"(?P<number>1{_S}[3-9](?:{_S}[0-9]){{9}}|1[3-9][0-9]{_PAUSE}[0-9]{{4}}{_PAUSE}[0-9]{{4}}"
    rf"|1[3-9][0-9]{_PAUSE}[0-9]{{3}}{_PAUSE}[0-9]{{5}}|1[3-9][0-9]{{2}}{_PAUSE}[0-9]{{3}}{_PAUSE}[0-9]{{4}})"
    rf"{_END}"
)
# In Chinese numerals a 第一 before or an 一共 behind may touch the number.
_MOBILE_TOLD = re.compile(
    r"(?<![0-9]{2})(?P<number>1[ ,，、.\-]{0,2}[3-9](?:[ ,，、.\-]{0,2}[0-9]){9})(?![0-9]{2})"
)
_NUMERAL = re.compile("[零〇一幺二两三四五六七八九]")
_DATE = re.compile(r"(?:19|20)[0-9]{2}[\-./](?:0?[1-9]|1[0-2])[\-./](?:[0-2]?[0-9]|3[01])(?![0-9])")

_LANDLINE = re.compile(
    rf"{_ALONE}{_PREFIX}\(?(?P<area>0(?:10|2[0-9]|[3-9][0-9]{{2}}))\)?{_S}"
    rf"(?P<number>[2-9][0-9]{{2,3}}{_S}[0-9]{{4}})(?: ?(?:转|-|分机) ?[0-9]{{1,6}})?{_END}"
)
_LOCAL = re.compile(
    r"(?:电话|電話|座机|固话|联系方式|传真|拨打)(?:号码?)?(?:是|为|就是)?[: ]{0,2}"
    rf"(?P<number>[2-9][0-9]{{2,3}}{_S}[0-9]{{4}}){_END}"
)

_CARD = re.compile(rf"{_ALONE}(?P<number>[2-9](?:[ \-.·]{{0,2}}[0-9]){{15,18}}){_END}")
_CARD_CALLED = re.compile(
    r"(?:卡号|银行卡|储蓄卡|工资卡|社保卡|存折|[账帐]号|[账帐]户|一卡通)[^0-9\n]{0,12}"
    rf"(?P<number>[0-9](?:[ \-.·]{{0,2}}[0-9]){{11,20}}){_END}"
)

_BEFORE, _BEHIND = 14, 8  # characters around a number in which it may be called by name


def identity(plain: Shadow) -> Iterator[Found]:
    """Identity numbers: by their check digit, or by being called one."""
    text = plain.counted()
    for match in _ID_18.finditer(text):
        number = bare(match["number"])
        number = number[:17] + (number[17] if number[17].isdecimal() else "X")
        if looks_like_id(number) and (has_id_check(number) or _called(text, match)):
            yield found(plain, Kind.ID_CARD, match, value=number)
    for match in _ID_15.finditer(text):
        if looks_like_id(bare(match["number"])):
            yield found(plain, Kind.ID_CARD, match)
    for match in _ID_CALLED.finditer(text):
        if _called(text, match):
            yield found(plain, Kind.ID_CARD, match)


def telephones(plain: Shadow) -> Iterator[Found]:
    """Mobile and fixed telephones, in digits or in Chinese numerals."""
    for match in _MOBILE.finditer(plain.text):
        if not _DATE.search(match["number"]):
            yield found(plain, Kind.MOBILE, match)
    counted = plain.counted()
    for match in _MOBILE_TOLD.finditer(counted):
        if _NUMERAL.search(plain.text, match.start(), match.end()):
            yield found(plain, Kind.MOBILE, match)
    for match in _LANDLINE.finditer(counted):
        yield found(plain, Kind.LANDLINE, match, value=match["area"] + bare(match["number"]))
    for match in _LOCAL.finditer(counted):
        yield found(plain, Kind.LANDLINE, match, only="number")


def cards(plain: Shadow) -> Iterator[Found]:
    """Bank cards by their check digit, and any account number that is called one."""
    for match in _CARD.finditer(plain.text):
        if luhn(bare(match["number"])):
            yield found(plain, Kind.BANK_CARD, match)
    for match in _CARD_CALLED.finditer(plain.text):
        yield found(plain, Kind.BANK_CARD, match, only="number")


def bare(number: str) -> str:
    """A number without what stands between its digits."""
    return "".join(filter(str.isalnum, number)).upper()


def found(
    plain: Shadow, kind: Kind, match: re.Match[str], *, only: str | int = 0, value: str | None = None
) -> Found:
    """A match as a finding; `only` names the group that is masked, where the rest of it stays."""
    start, end = plain.span(*match.span(only))
    group = "number" if "number" in match.re.groupindex else only
    return Found(kind, start, end, bare(match[group]) if value is None else value)


def _called(text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - _BEFORE) : match.start()]
    return bool(_ID_SAID.search(around) or _ID_SAID.search(text, match.end(), match.end() + _BEHIND))
