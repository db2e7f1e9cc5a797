"""Foundlings and unknown parents: 捡来的, 爹妈是谁都不知道; and guardianship that a court has taken away."""

import re
from collections.abc import Iterator

from knowledge.facts.extraction.callers import FATHER, MOTHER, PARENTS
from knowledge.facts.extraction.lexicon import lexicon
from knowledge.facts.extraction.parts import Speech
from knowledge.facts.extraction.saying import Claim, hits

_FATHER = re.compile(r"生?父(?!母)|爸(?!妈)|爹(?!妈|娘)")
_MOTHER = re.compile(r"(?<!父)母|(?<![爸爹])妈|(?<!爹)娘")
_REVOKED = re.compile(r"(?:监护(?:人)?(?:权|资格)).{0,4}(?:撤销|剥夺|取消|撤了|没了)|撤销(?:了)?.{0,8}监护")


def origins(speech: Speech) -> Iterator[Claim]:
    """What is said of parents whom nobody knows, and of guardianship revoked."""
    for part in speech.parts:
        if part.void:
            continue
        for match in lexicon().way("查找不到").finditer(speech.clause(part)):
            start, end = part.first + match.start(), part.first + match.end()
            for parent in _which(speech.text[max(0, part.first) : end]):
                yield Claim(f"{parent}.现状", "查找不到", start, end, part.doubted)
        for hit in hits(speech, part, "捡来的"):
            for parent in PARENTS:
                note = "捡来的孩子，生父母查不查得到要问清"
                yield Claim(f"{parent}.现状", "查找不到", hit.start, hit.end, True, note)
        for match in _REVOKED.finditer(speech.clause(part)):
            for parent in (who for who in part.who or () if who in PARENTS):
                start, end = part.first + match.start(), part.first + match.end()
                yield Claim(f"{parent}.被撤销监护", "是", start, end, part.doubted)


def _which(words: str) -> tuple[str, ...]:
    father, mother = _FATHER.search(words), _MOTHER.search(words)
    if father and not mother and "父母" not in words:
        return (FATHER,)
    if mother and not father and "父母" not in words:
        return (MOTHER,)
    return PARENTS
