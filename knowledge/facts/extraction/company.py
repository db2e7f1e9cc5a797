"""With whom the child lives: taken along by a parent or a guardian, or left with others.

A grandparent or an aunt who looks after the child is no guardian for that; only papers make one.
"""

import re
from dataclasses import dataclass

from knowledge.facts.extraction.callers import (
    CHILD,
    FATHER,
    MOTHER,
    NO_PARENT_CALLS,
    PARENTS,
    SOMEONE_ELSE,
    Who,
)
from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Part, Speech, about_parent
from knowledge.facts.extraction.people import asked_about
from knowledge.facts.extraction.saying import Hit, is_denied

_KIN = ("祖", "外祖", "叔", "姨")
_A_CHILD = "(?:孩子|娃|儿子|闺女|女儿|小子|丫头)"
_KIN_KEEPS = re.compile(
    r"(?:跟|和|随|由|在|归|给|扔给?|撇给?|交给|靠)(?:着|了)?(?:我们?|俺们?)(?:老两口|老俩口|俩老的|两个老的|俩老人|俩|这|这儿|这里|家|身边)?"
    r"(?:一起|一块)?(?:过|住|生活|长大|带|养|照看|来|到|在|念|上学|[，。；]|$|了)"
)
_BRINGS = re.compile(rf"(?<!在家)(?<!家里)(?:带|领)着?(?:俩|两个|三个|仨)?{_A_CHILD}$")
_PARENT_AND_CHILD = re.compile(
    rf"[我俺](?:自己|一个人|们)?(?:一直)?(?:跟|和|与|带|领)着?[我俺]?(?:俩|两个|仨)?(?:{_A_CHILD}|姑娘|老[大二三四小]|在|来|到|去|住|从)"
    "|(?:我|俺|咱)?们?(?:娘|爷|一家|全家|举家)"
)
# 户口随他爸在大庆 tells of the register, not of where they live.
_OF_PAPERS = re.compile(r"(?:户口|户籍|户)(?:也|都|是|还|一直|就|本)*$")
_GUARDIAN = re.compile(
    r"(?<!不)(?<!不算)(?:是|为|当|做|指定|成为)(?:了)?(?:的)?(?:我|俺|[他她]|孩子)?的?(?:法定|指定|合法)?监护人(?!不)"
    r"|监护(?:权|人|资格)?(?:早就?|已经?|都|也)*(?:变更|转|判|指定|归|在)(?:到|给|成|为)?(?:了)?(?:我|俺|[他她](?:二|大|老|三|小)?[叔伯姑舅姨爷奶姥])"
    r"|(?<![没未])(?<!没有)(?<!没去)(?:办|有|领)(?:了|过|的)*(?:合法)?收养(?:证|手续|登记)?(?!.{0,4}(?:没|不))|依法收养|收养证"
)
_NO_GUARDIAN = re.compile(
    r"(?:没|没有|未|不|无)(?:有|去|给|来得及)?(?:办|办过|签|做|拿)?(?:过|着)?(?:任何|什么|啥)?[^，。]{0,3}?(?:监护|委托|收养)"
    r"|监护权?(?:手续)?(?:也|都|还)?(?:没|未)(?:有)?(?:办|变|转|给)|不是(?:[他她]|孩子)?的?(?:法定)?监护人|监护人(?:还|一直|也)?是[他她孩]?.{0,1}(?:爸|妈|父|母)"
)


@dataclass
class Company:
    """Who the child is with.

    Attributes:
        with_parent: where it is said that a parent or a guardian took them along.
        whom: the parents meant, as far as the words say.
        custody_only: whether 随父 may speak of custody alone.
        with_others: where it is said that others keep them.
        no_guardian: whether these are said to be no guardians.
    """

    with_parent: Hit | None = None
    whom: Who = ()
    custody_only: bool = False
    with_others: Hit | None = None
    no_guardian: bool = False


def company(speech: Speech, parts: tuple[Part, ...]) -> Company:
    """With whom the child is said to live, in these parts of what was said."""
    found = Company(no_guardian=_NO_GUARDIAN.search(speech.text) is not None)
    for part in parts:
        _note(speech, part, found)
    guardian = None if found.no_guardian else _GUARDIAN.search(speech.text)
    if guardian and found.with_parent is None:
        hit = Hit(
            guardian.start(), guardian.end(), guardian.group(), speech.part_at(guardian.start()).doubted
        )
        if not is_denied(speech, hit):
            found.with_parent, found.with_others = found.with_others or hit, None
    return found


def _note(speech: Speech, part: Part, found: Company) -> None:
    if part.start > part.first and found.with_parent and found.with_parent.start >= part.first:
        return
    clause = speech.clause(part)
    if part.who == SOMEONE_ELSE and asked_about(speech.text) and _is_of_a_rank(speech, part):
        return  # another of the children
    if _BRINGS.search(clause):  # 带着孩子，从通榆来大安
        clause = speech.text[part.first : _end_of_next(speech, part)]
    others = _with_others(speech, clause)
    if others and _is_about_child(speech, part):
        found.with_others = _hit(part, others)
        return
    along = _along(speech, part, clause)
    if along is None or (speech.calling.role in _KIN and "我" in along.group()):
        return
    hit = _hit(part, along)
    at_match = speech.part_at(hit.start)
    if at_match.named and at_match.who == SOMEONE_ELSE and not _is_family(speech, part, hit):
        found.with_others = hit  # 我婆婆带着俩孩子在家
        return
    # 我跟他爸都在长春 is two parents, and 我跟孩子来 a parent and the child.
    mine = hit.words.startswith(("我", "俺")) and not _PARENT_AND_CHILD.match(hit.words)
    mine = mine and speech.calling.role != CHILD
    if not mine and not is_denied(speech, hit):
        found.with_parent, found.whom = hit, _whom(speech, hit)
        found.custody_only = not re.search(r"[在来到搬住居]|生活|过去", clause)


def _is_of_a_rank(speech: Speech, part: Part) -> bool:
    """Whether a part is told of 老大 or the like, by name or carried over."""
    named = [p for p in speech.parts if p.named and p.start <= part.start]
    return bool(named) and any(
        person.end == named[-1].start and person.kind == "排行" for person in speech.people
    )


def _with_others(speech: Speech, clause: str) -> re.Match[str] | None:
    role = speech.calling.role
    others = lexicon().way("跟祖辈").search(clause) or lexicon().way("留下").search(clause)
    with_kin = role in _KIN or NO_PARENT_CALLS.search(speech.text)
    if others and not with_kin and re.fullmatch("跟我(?:过|住|生活)", others.group()):
        others = None  # a parent's 跟我过
    if others and role == CHILD and re.search("我(?:妈|爸)", others.group()):
        others = None  # a child's 我妈 is the parent
    if others is None and role in _KIN:
        others = _KIN_KEEPS.search(clause)
    return others


def _along(speech: Speech, part: Part, clause: str) -> re.Match[str] | None:
    """Where a parent took the child along, in one clause."""
    for match in lexicon().way("带着走").finditer(clause):
        if not _OF_PAPERS.search(clause[: match.start()]) and not _OF_PAPERS.search(match.group()):
            return match
    if speech.calling.role in _KIN or NO_PARENT_CALLS.search(speech.text):
        return None
    with_me = lexicon().way("跟我走").search(clause)
    return None if with_me and _is_of_the_other_parent(speech, part, with_me) else with_me


def _is_of_the_other_parent(speech: Speech, part: Part, match: re.Match[str]) -> bool:
    """孩子他妈跟我一块在这边 tells of the mother."""
    subject = speech.part_at(part.first + match.start())
    return subject.named and bool(about_parent(subject)) and CHILD not in (subject.who or ())


def _end_of_next(speech: Speech, part: Part) -> int:
    return next((p.last for p in speech.parts if p.clause == part.clause + 1), part.last)


def _is_family(speech: Speech, part: Part, hit: Hit) -> bool:
    """Whether the caller or a parent stands before the words in that clause: 继父跟她妈领着她."""
    return any(
        person.kind in ("我", "我们", "我俩") or (person.who and set(person.who) & set(PARENTS))
        for person in speech.people
        if part.first <= person.start <= hit.start + 2
    )


def _whom(speech: Speech, hit: Hit) -> Who:
    """The parents with whom the child is, as far as the words say."""
    words = hit.words.lstrip("我")
    named = tuple(
        who for who, called in ((FATHER, "[父爸爹]"), (MOTHER, "[母妈娘]")) if re.search(called, words)
    )
    subject = about_parent(speech.part_at(hit.start))
    return named or subject or ((speech.calling.role,) if speech.calling.role in PARENTS else ())


def _is_about_child(speech: Speech, part: Part) -> bool:
    who = part.who or ()
    return CHILD in who or part.who is None or not part.named or "孩" in speech.clause(part)


def _hit(part: Part, match: re.Match[str]) -> Hit:
    return Hit(part.first + match.start(), part.first + match.end(), match.group(), part.doubted)
