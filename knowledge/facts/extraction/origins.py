"""Foundlings and unknown parents: 捡来的, 爹妈是谁都不知道; and guardianship that a court has taken away."""

import re
from collections.abc import Iterator

from knowledge.facts.extraction.callers import FATHER, MOTHER, PARENTS
from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Speech
from knowledge.facts.extraction.saying import Claim, hits

_FATHER = re.compile(r"生?父(?!母)|爸(?!妈)|爹(?!妈|娘)")
_MOTHER = re.compile(r"(?<!父)母|(?<![爸爹])妈|(?<!爹)娘")
_OFFICE = re.compile(
    r"(?:民政|乡里|镇里|街道|社区|村里)[^，。]{0,6}(?:来人)?[^，。]{0,4}(?:评|认定|定|鉴定|评估|核实|查|判断|下结论|出证明|批)|(?:评估|认定|鉴定)(?:结果|书|报告|过)"
)
_UNABLE = re.compile(
    r"(?:没|没有|无|丧失)(?:有)?(?:能力|力|法)(?:再)?(?:抚养|养|监护|照顾|照看|履行|带|管)|难以(?:抚养|履行监护|监护|照顾)|无力(?:抚养|监护|照顾|照看)|(?:抚养|监护|照顾)不了"
)
_NOT_YET = re.compile(
    r"(?:还|也)?(?:没|未)(?:有)?(?:来|去|给)?(?:人)?(?:评|认定|定|鉴定|评估|核实)|等着?(?:评|认定|鉴定)"
)
_HEARD_BEFORE = 16
_REVOKED = re.compile(r"(?:监护(?:人)?(?:权|资格)).{0,4}(?:撤销|剥夺|取消|撤了|没了)|撤销(?:了)?.{0,8}监护")


def origins(speech: Speech) -> Iterator[Claim]:
    """What is said of parents whom nobody knows, and of guardianship revoked."""
    for part in speech.parts:
        if part.void:
            continue
        for match in lexicon().way("查找不到").finditer(speech.clause(part)):
            start, end = part.first + match.start(), part.first + match.end()
            for parent in _which(speech.clause(part)):
                yield Claim(f"{parent}.现状", "查找不到", start, end, part.doubted)
        for hit in hits(speech, part, "捡来的"):
            for parent in PARENTS:
                note = "捡来的孩子，生父母查不查得到要问清"
                yield Claim(f"{parent}.现状", "查找不到", hit.start, hit.end, True, note)
        for match in _REVOKED.finditer(speech.clause(part)):
            for parent in (who for who in part.who or () if who in PARENTS):
                start, end = part.first + match.start(), part.first + match.end()
                yield Claim(f"{parent}.被撤销监护", "是", start, end, part.doubted)


def judged(speech: Speech) -> Iterator[Claim]:
    """民政来评过了，说我没能力抚养: what the office has settled, of the parent it is told of."""
    for part in speech.parts:
        match = _UNABLE.search(speech.clause(part))
        parents = tuple(who for who in part.who or () if who in PARENTS)
        if match is None or part.void or part.asked or part.doubted or not parents:
            continue
        before = speech.text[max(0, part.first - _HEARD_BEFORE) : part.first + match.end()]
        if not _OFFICE.search(before) or _NOT_YET.search(before):
            continue
        start, end = part.first + match.start(), part.first + match.end()
        if not part.start <= start < part.end:
            continue
        fact = "无力抚养" if "养" in match.group() else "确实难以履行监护职责"
        for parent in parents:
            yield Claim(f"人工.{parent}.{fact}", "是", start, end, note="来电人说民政部门已经认定，请核对")


def _which(words: str) -> tuple[str, ...]:
    father, mother = _FATHER.search(words), _MOTHER.search(words)
    if father and not mother and "父母" not in words:
        return (FATHER,)
    if mother and not father and "父母" not in words:
        return (MOTHER,)
    return PARENTS
