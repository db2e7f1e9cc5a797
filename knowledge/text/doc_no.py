"""文号: finding them in text, and writing them one way.

People and old files write 吉民发[2024]2号, (2024) or 【2024】; printed documents use 〔〕. The whole prefix
counts: 吉民发〔2024〕2号 and 吉政办发〔2024〕2号 are two documents of one year.
"""

import re

_OPEN, _CLOSE = "〔\\[【［(（〈<", "〕\\]】］)）〉>"
DOC_NO = re.compile(
    rf"(?P<issuer>[\u4e00-\u9fff]{{1,10}}?(?:发|函|办|字|令|规|通|明电))\s*[{_OPEN}]\s*(?P<year>\d{{4}})\s*[{_CLOSE}]"
    r"\s*(?:第\s*)?(?P<number>\d{1,4})\s*号"
)

_EDGES = re.compile(f"[{_OPEN}{_CLOSE}]")
_LINE = re.compile(
    r"(?:特急|加急|急件)?\s*(?:(?:发文(?:字号|文号)|文\s*号)[：:]?)?\s*[（(]?"
    rf"{DOC_NO.pattern}[）)]?(?:\s*签发人.*)?"
)


def canonical(match: re.Match[str]) -> str:
    """The 文号 of a `DOC_NO` match, as it is printed: 〔〕, no spaces."""
    return f"{match['issuer']}〔{match['year']}〕{match['number']}号"


def begins(doc_no: str, words: str) -> bool:
    """Whether a 文号 begins with what somebody typed, whatever the brackets; nothing begins with nothing."""
    typed = _even(words)
    return bool(typed) and _even(doc_no).startswith(typed)


def _even(text: str) -> str:
    return _EDGES.sub(lambda edge: "〔" if edge[0] in _OPEN else "〕", re.sub(r"\s", "", text))


def find_all(text: str) -> list[str]:
    """Every 文号 in a text, canonical, in order."""
    return [canonical(match) for match in DOC_NO.finditer(text)]


def whole(text: str) -> str | None:
    """The 文号 of a line that is there for it: alone, in brackets, behind its name, beside the signer's.

    None for a line that holds anything else.
    """
    match = _LINE.fullmatch(text.strip())
    return canonical(match) if match else None
