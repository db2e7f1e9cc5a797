"""Whom a place in a text speaks of, for presumptions: in doubt, of everybody.

Coarser than the extraction of facts on purpose: it may only forbid a presumption, so it has to hear too
much rather than too little.
"""

import re

_CLAUSES = re.compile(r"[^，,。；;！!？?\n]+")
_EVERYBODY = frozenset({"父", "母", "儿童"})
_BOTH = frozenset({"父", "母"})
_NOBODY = frozenset[str]()
# In this order: 姑妈 is no 妈, 我家孩子 is no 我.
_PEOPLE = (
    (
        "[姑舅姨婶大后继干养岳祖老丈]{1,2}(?:妈|爸|爹|父|母)|丈母娘|公公|婆婆|爷|奶|姥|外公|外婆|叔|伯|姑|舅|姨|邻居|老师",
        _NOBODY,
    ),
    ("父母|爸妈|爹妈|爸爸妈妈|两口子|夫妻|夫妇|双方|双亲|俩人|两人|二人|我俩|他俩|大人|家长", _BOTH),
    (
        "(?:我|俺|咱)(?:们)?(?:家|的)?(?:那)?(?:个)?(?:孩子?|娃|小孩|儿子|闺女|女儿|姑娘|丫头|孙[子女]?|外孙|侄|外甥)",
        frozenset({"儿童"}),
    ),
    ("爸|爹|父|老公|丈夫|男人|掌柜|当家|女婿|姑爷", frozenset({"父"})),
    ("妈|娘|母|媳妇|老婆|妻|儿媳", frozenset({"母"})),
    ("我|俺|咱|本人|家里人|全家|一家", _EVERYBODY),
    ("孩|娃|儿子|闺女|女儿|姑娘|丫头|孙|外甥|侄|学生|宝宝", frozenset({"儿童"})),
)
_NAMED = re.compile("|".join(f"(?P<p{number}>{names})" for number, (names, _) in enumerate(_PEOPLE)))
# A grandparent who calls speaks of the child's parent as 我儿子, 我闺女.
_GRANDPARENT = re.compile("孙|儿媳|女婿|姑爷")
# 照顾脑瘫的孩子
_OF_THE_CHILD = re.compile("[^，,。；;]{0,6}的(?:孩|娃|儿子|闺女|女儿|宝宝)")
_GROWN = re.compile("儿子|闺女|女儿|姑娘|丫头")


def of_person(text: str, place: int, person: str) -> bool:
    """Whether what stands there may be said of that person: 父, 母 or 儿童."""
    if _OF_THE_CHILD.match(text, place) and not _GRANDPARENT.search(text):
        return person == "儿童"
    who: frozenset[str] | None = None
    for clause in _CLAUSES.finditer(text):
        named = _named(text, clause.group())
        who = who if named is None else named
        if place < clause.end():
            break
    return who is None or person in who


def _named(text: str, clause: str) -> frozenset[str] | None:
    """Everybody whom a clause names; None where it names nobody."""
    found = [_PEOPLE[int((one.lastgroup or "p0")[1:])][1] for one in _NAMED.finditer(clause)]
    if not found:
        return None
    if _GROWN.search(clause) and _GRANDPARENT.search(text):
        return _EVERYBODY
    return frozenset().union(*found)
