"""The household's means, and what the child is living through: poverty, neglect, violence, being alone.

Suspicion of violence is a fact of its own (疑似), so a doubted word still counts for it; whether a child is
in danger now is decided elsewhere, before any of this.
"""

import re
from collections.abc import Iterator

from knowledge.facts.extraction.callers import CHILD, HOME, PARENTS, SOMEONE_ELSE
from knowledge.facts.extraction.grades import is_of_disability
from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Part, Speech, about_parent
from knowledge.facts.extraction.saying import Claim, Hit, hits, is_denied, says

_ALIVE_APART = re.compile(r"(?:他妈|她妈|我妈|媳妇|老婆|对象|爱人|母亲|妈妈|她|我妈妈)$")
# 康复费一个月六千，实在负担不起 runs over a comma.
_RUN_ON = 14
_ENDED = re.compile(
    r"取消|停(?:了|发)|没了|退(?:了|出)|拿下|清退|撤了|不吃了|不给了|掉了|(?:现在|如今)[^，。]{0,3}(?:不|没)"
)
_NOT_YET = re.compile(
    r"[^。；]{0,8}?(?:(?:没|未)(?:有)?(?:批|办|下来|评|定|通过|吃上|享受)|在审|等(?:着)?(?:批|审)|要给办|正在?办|申请中|报上去|交了材料|前几年的?事|早先的事|以前的事|不够条件|不符合|落选)"
)
_SOON = 14
_ASKS_OF_IT = re.compile(r"咋|怎|能|多少|标准|政策|条件|待遇|补助|办理|申请|的条件|要")
_CHILD_NAMED = re.compile("孩子|娃|小孩|他|她|我|闺女|儿子|孙|学生|女婴|男婴|弃婴")
_AILMENT = re.compile(
    "|".join(f"(?:{lexicon().way(way).pattern})" for way in ("儿童残疾", "大病", "残疾证", "先心"))
    + "|(?<!毛)(?<!看)病"
)
_PARENTS_SOUGHT = re.compile(r"(?:亲|生|[他她])*(?:爹|妈|爸|父|母|娘)")
_ASKS_HELP = re.compile(r"(?:咋办|怎么办|找谁|咋整)")


def household(speech: Speech) -> list[Claim]:
    """What is said of the household and of what happens to the child."""
    claims: list[Claim] = []
    for part in speech.parts:
        if not part.void:
            claims.extend(_means(speech, part))
            claims.extend(_care(speech, part))
            claims.extend(_harm(speech, part))
            claims.extend(_one_parent(speech, part))
    claims.extend(_by_outsiders(speech))
    return claims


def _means(speech: Speech, part: Part) -> Iterator[Claim]:
    body = speech.body(part)
    # 叔叔是低保户 is another household; whoever calls speaks of their own unless they name someone else.
    if part.who == SOMEONE_ELSE and part.named and not _is_caller(speech, part):
        return
    yield from _yes_or_no(speech, part, "家庭.低保或特困", "低保", "低保不是", except_for="低保边缘")
    yield from _yes_or_no(speech, part, "家庭.建档立卡", "建档立卡", "没建档")
    for hit in hits(speech, part, "建档存疑"):
        if not lexicon().way("没建档").search(body):
            note = "贫困户、脱贫户是不是建档立卡户，请核对"
            yield Claim("家庭.建档立卡", "是", hit.start, hit.end, True, note)
    for hit in _enough(speech, part):
        if hit.words.startswith(("没", "不困难")) and CHILD in (part.who or ()):
            continue  # 孩子没困难: of an illness, not of money
        yield Claim("家庭.贫困致困难", "否", hit.start, hit.end, hit.low)
    if lexicon().way("不穷").search(body):
        return
    for hit in hits(speech, part, "穷", beyond=_RUN_ON):
        doubtful = lexicon().way("穷存疑").fullmatch(hit.words) is not None
        yield Claim("家庭.贫困致困难", "是", hit.start, hit.end, hit.low or doubtful)
    for hit in hits(speech, part, "穷存疑"):
        if not says(speech, part, "穷"):
            yield Claim("家庭.贫困致困难", "是", hit.start, hit.end, True, "只说穷，没说生活、看病、上学怎样")
    if part.who is None or CHILD in part.who or HOME in part.who or _is_carried(part):
        for hit in hits(speech, part, "病残难处", beyond=_RUN_ON):
            yield Claim("儿童.病残致困难", "是", hit.start, hit.end, hit.low)
    if part.who is None or CHILD in part.who:
        for hit in hits(speech, part, "身上难处"):
            yield Claim("儿童.病残致困难", "是", hit.start, hit.end, hit.low)
    if _may_be_of_child(speech, part) and _ails(speech):
        for hit in _in_clause(speech, part, "没难处"):
            yield Claim("儿童.病残致困难", "否", hit.start, hit.end, hit.low)
        for hit in _in_clause(speech, part, "病残孩子的难处"):
            yield Claim("儿童.病残致困难", "是", hit.start, hit.end, hit.low)


def _enough(speech: Speech, part: Part) -> Iterator[Hit]:
    """收入够我们娘俩花: looked for in the whole clause, once, because it names people in the middle."""
    if any(p.clause == part.clause and p.start < part.start for p in speech.parts):
        return
    for match in lexicon().way("够过").finditer(speech.clause(part)):
        hit = Hit(part.first + match.start(), part.first + match.end(), match.group(), part.doubted)
        at_match = speech.part_at(hit.start)
        of_others = at_match.named and at_match.who == SOMEONE_ELSE and not _is_caller(speech, at_match)
        if not (part.asked or part.past or of_others or is_denied(speech, hit)):
            yield hit


def _may_be_of_child(speech: Speech, part: Part) -> bool:
    """Whether a hardship in a part may be the child's: 我辞了工作陪他 is."""
    if (
        part.who is None
        or CHILD in part.who
        or HOME in part.who
        or _is_carried(part)
        or _is_caller(speech, part)
    ):
        return True
    return bool(about_parent(part)) and _CHILD_NAMED.search(speech.body(part)) is not None


def _in_clause(speech: Speech, part: Part, way: str) -> Iterator[Hit]:
    """吃喝拉撒都得家长抱: looked for in the whole clause, because it names people in the middle."""
    for match in lexicon().way(way).finditer(speech.clause(part)):
        hit = Hit(part.first + match.start(), part.first + match.end(), match.group(), part.doubted)
        if not (part.asked or is_denied(speech, hit)):
            yield hit


def _ails(speech: Speech) -> bool:
    """Whether an illness or a disability is told of the child, or of nobody in particular."""
    of_child = (part for part in speech.parts if part.who is None or CHILD in part.who)
    return any(
        is_of_disability(speech.body(part)) or _AILMENT.search(speech.body(part))
        for part in of_child
        if not part.void
    )


def _is_carried(part: Part) -> bool:
    """Whether it goes on about someone who is no parent: 他爸瘫痪，要人扶 is not of the child."""
    return not part.named and not about_parent(part)


def _is_caller(speech: Speech, part: Part) -> bool:
    named = [person for person in speech.people if person.end == part.start]
    return any(person.kind in ("我", "我们", "我俩") for person in named)


def _yes_or_no(
    speech: Speech, part: Part, fact: str, yes: str, no: str, *, except_for: str = ""
) -> Iterator[Claim]:
    body = speech.body(part)
    if lexicon().way("低保别人").search(speech.clause(part)):
        return
    if except_for and lexicon().way(except_for).search(body):
        return
    denial = lexicon().way(no).search(body)
    if denial and not part.asked:
        yield Claim(fact, "否", part.start + denial.start(), part.start + denial.end(), part.doubted)
        return
    for hit in hits(speech, part, yes):
        if part.past and fact == "家庭.低保或特困":
            # 以前吃低保: whether they still do is only said where the end of it is told too.
            if _ENDED.search(speech.text, hit.end, hit.end + _SOON):
                yield Claim(fact, "否", hit.start, hit.end, hit.low)
            continue
        if _NOT_YET.match(speech.text, hit.end, hit.end + _SOON) and fact == "家庭.低保或特困":
            continue
        if not _ASKS_OF_IT.match(speech.text, hit.end):
            yield Claim(fact, "是", hit.start, hit.end, hit.low)


def _care(speech: Speech, part: Part) -> Iterator[Claim]:
    fact = "监护人.丧失能力或不履责"
    asks_help = _ASKS_HELP.search(speech.clause(part)) is not None
    # The clause, not the part: 谁也不管 has its people in front of it.
    for hit in hits(speech, part, "没人管"):
        if part.who in (None, SOMEONE_ELSE) and not re.search("[孩娃孙]", speech.text):
            continue
        # 没人看 may be an afternoon; 没人管 is not.
        low = hit.low or (asks_help and len(speech.parts) <= 3) or hit.words.endswith(("看", "带"))
        yield Claim(fact, "是", hit.start, hit.end, low)
    if not any(p.clause == part.clause and p.start < part.start for p in speech.parts):
        yield from _well_kept(speech, part)
    for hit in hits(speech, part, "在身边") if about_parent(part) or _is_caller(speech, part) else ():
        yield Claim(fact, "否", hit.start, hit.end, hit.low)
    if part.who and HOME not in part.who:
        for hit in hits(speech, part, "管不了"):
            both = set(about_parent(part)) == set(PARENTS)
            note = "" if both else "只说了一个大人，问一下别的大人管不管"
            yield Claim(fact, "是", hit.start, hit.end, hit.low or not both, note)


def _well_kept(speech: Speech, part: Part) -> Iterator[Claim]:
    """照顾得好, 待他好: looked for in the whole clause, because it names people in the middle."""
    for match in lexicon().way("管得好").finditer(speech.clause(part)):
        hit = Hit(part.first + match.start(), part.first + match.end(), match.group(), part.doubted)
        if not (part.asked or is_denied(speech, hit)):
            yield Claim("监护人.丧失能力或不履责", "否", hit.start, hit.end, hit.low)


def _harm(speech: Speech, part: Part) -> Iterator[Claim]:
    of_child = part.who is None or CHILD in part.who
    if of_child or not part.named:
        for hit in hits(speech, part, "单独住"):
            if of_child:
                yield Claim("儿童.单独居住或失踪", "是", hit.start, hit.end, hit.low)
    if of_child:
        if not says(speech, part, "单独住"):
            for hit in hits(speech, part, "单独在家"):
                note = "是一时在家，还是单独居住，要问清"
                yield Claim("儿童.单独居住或失踪", "是", hit.start, hit.end, True, note)
        for hit in hits(speech, part, "找不着") if part.who else ():
            # 手机丢了联系不上 is the telephone that is lost.
            low = hit.low or part.past or bool(re.search("手机|电话", speech.clause(part)))
            if _PARENTS_SOUGHT.match(speech.text, hit.end):
                continue  # 没找着亲爹妈
            yield Claim("儿童.单独居住或失踪", "是", hit.start, hit.end, low)
        for way, fact in (("拐", "儿童.打拐解救"), ("流浪", "儿童.流浪乞讨")):
            for hit in (
                hits(speech, part, way, beyond=_RUN_ON) if part.who != SOMEONE_ELSE or not part.named else ()
            ):
                yield Claim(fact, "是", hit.start, hit.end, hit.low)
        for hit in hits(speech, part, "意外伤") if part.who else ():
            yield Claim("儿童.疑似家暴或侵害", "是", hit.start, hit.end, True, "像是意外，怎么伤的要问清")
        for hit in hits(speech, part, "遗弃"):
            for fact in ("儿童.受侵害或遗弃", "儿童.监护缺失或不当所致", "儿童.人身安全受威胁"):
                yield Claim(fact, "是", hit.start, hit.end, hit.low)
    yield from _violence(speech, part)


def _violence(speech: Speech, part: Part) -> Iterator[Claim]:
    clause = speech.clause(part)
    if lexicon().way("没挨打").search(clause):
        return
    for hit in hits(speech, part, "挨打"):
        after = speech.text[hit.end : hit.end + 3]
        if _ALIVE_APART.search(hit.words) or re.match(r"(?:他|她|我|孩子)?(?:妈|媳妇|老婆)", after):
            continue  # 他爸打他妈
        if part.who in (("父",), ("母",)) and re.match(r"(?:被|让|挨|遭)", hit.words):
            continue  # 他妈被他爸打
        if part.who and not set(part.who) & {CHILD, *PARENTS, HOME} and not _victim_is_child(speech, part):
            continue
        # A doubt does not lower it: the fact is that it is suspected.
        yield Claim("儿童.疑似家暴或侵害", "是", hit.start, hit.end, False)
        if lexicon().way("遭侵害").search(hit.words):
            yield Claim("儿童.受侵害或遗弃", "是", hit.start, hit.end, hit.low)
    for hit in hits(speech, part, "受威胁"):
        if part.who and set(part.who) & {CHILD, *PARENTS}:
            yield Claim("儿童.人身安全受威胁", "是", hit.start, hit.end, hit.low)
    for hit in hits(speech, part, "遭侵害"):
        if part.who is None or CHILD in part.who or _victim_is_child(speech, part):
            yield Claim("儿童.受侵害或遗弃", "是", hit.start, hit.end, hit.low)


def _by_outsiders(speech: Speech) -> Iterator[Claim]:
    """被同学推了，爹妈领去看了: nothing that came of want of care at home."""
    ways = lexicon().way
    done = ways("外人").search(speech.text)
    neglected = ways("没人管").search(speech.text) or ways("管不了").search(speech.text)
    if done and ways("上心").search(speech.text) and not neglected:
        part = speech.part_at(done.start())
        if not (part.void or part.asked):
            note = "伤是外人弄的，家里大人管了"
            yield Claim("儿童.监护缺失或不当所致", "否", done.start(), done.end(), part.doubted, note)


def _names_a_child(speech: Speech) -> bool:
    return any(person.who == (CHILD,) for person in speech.people)


def _victim_is_child(speech: Speech, part: Part) -> bool:
    return _CHILD_NAMED.search(speech.text, 0, part.last) is not None


def _one_parent(speech: Speech, part: Part) -> Iterator[Claim]:
    if not lexicon().way("农村").search(speech.text):
        return
    for hit in hits(speech, part, "单亲"):
        yield Claim("家庭.农村单亲", "是", hit.start, hit.end, hit.low)
    for hit in hits(speech, part, "成了单亲"):
        if part.who != SOMEONE_ELSE or _is_caller(speech, part):
            yield Claim("家庭.农村单亲", "是", hit.start, hit.end, True, "离了婚，是不是单亲家庭要问清")
