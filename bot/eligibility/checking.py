"""From a text, or facts, or both, to the check record. Pure: what it works with is handed in.

The classifier proposes which categories the next question pursues; the rules alone give the verdicts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import notices
from bot.eligibility.gathering import Gathered, gather
from bot.eligibility.presuming import NOTE, NOTE_THERE
from bot.eligibility.proposing import Proposal, Proposer
from bot.eligibility.record import (
    AnswerKey,
    BecauseRow,
    CheckRecord,
    FactRow,
    OfferRow,
    PointRow,
    QuestionRow,
    VerdictRow,
)
from bot.eligibility.supposing import suppose
from bot.record import Candidate, Emergency
from bot.safety import Alarm, card, detect
from knowledge.errors import BadQuestion, HotlineError
from knowledge.facts import Either, Value, vocabulary
from knowledge.facts.values import value_as_json
from knowledge.index.encoder import Vectors
from knowledge.rules import (
    Checked,
    Match,
    Question,
    Reason,
    Report,
    Rules,
    Ruling,
    Standing,
    Verdict,
    check,
)
from knowledge.rules.reading import FIVE
from knowledge.rules.words import ended, verdict_words

_DECIDED = (Verdict.CONFIRMED, Verdict.EXCLUDED)
_STANDING = {
    Verdict.CONFIRMED: Standing.MET,
    Verdict.EXCLUDED: Standing.NOT_MET,
    Verdict.NEEDS_FACTS: Standing.UNKNOWN,
    Verdict.NEEDS_PERSON: Standing.PERSON,
}
# Each listed situation that has to be reported, as the safety part calls it.
_CLASSES = {
    "单独居住或失踪": "alone",
    "监护人丧失能力或不履责": "guardian",
    "疑似家暴、意外伤害或不法侵害": "violence",
}
_PURSUED = 2  # candidates that the next question pursues
_NEARLY = 0.7  # share of the first candidate's score that the second needs to be pursued beside it


@dataclass(frozen=True, slots=True)
class Seen:
    """What the check of one text or set of facts came to, before it is written down.

    `rulings` are the verdicts, those taken back that a half-said fact speaks against, and those excluded
    that only what nobody spoke of kept open. `presumed` is what had to be presumed for these.
    """

    checked: Checked
    rulings: tuple[Ruling, ...]
    candidates: tuple[Candidate, ...]
    presumed: Mapping[str, Value]


def look(
    gathered: Gathered,
    text: str | None,
    *,
    rules: Rules,
    proposer: Proposer,
    as_of: date,
    vector: Vectors | None = None,
    asked: Collection[str] = (),
    focus: Collection[str] | None = None,
    otherwise: Collection[str] | None = None,
    presuming: bool = False,
) -> Seen:
    """The classifier's candidates, and what the rules say of all five categories.

    Args:
        gathered: what is known.
        text: what was said, if anything was.
        rules: what decides.
        proposer: what proposes.
        as_of: the day asked for.
        vector: the text's vector; words and facts alone propose without it.
        asked: facts already asked for in this conversation.
        focus: what the next question pursues; the first candidates where it is None and there is a text.
        otherwise: what it pursues where these are settled; None is what the facts point at.
        presuming: whether what nobody spoke of may settle a category: only where it is shown and can be
            corrected.

    Raises:
        BadFacts: a focus or a fact asked for that there is not; a date that lies ahead.
    """
    for name in asked:
        vocabulary()[name]
    proposals = proposer.propose(text or "", gathered.wary, vector) if text else ()
    supposed = suppose(gathered, text, rules=rules, as_of=as_of) if text and presuming else None
    known = supposed.facts if supposed else gathered.firm
    if focus is None and proposals:
        first = check(known, as_of=as_of, rules=rules, focus=())
        focus = _pursued(proposals, first, rules) or otherwise
    checked = check(gathered.firm, as_of=as_of, rules=rules, focus=focus, asked=asked)
    rulings = checked.rulings
    if gathered.doubted:
        wary = check(gathered.wary, as_of=as_of, rules=rules, focus=())
        rulings = _doubted(checked, wary, rules)
        checked = replace(checked, emergency=checked.emergency or wary.emergency)
    if supposed:
        without = check(known, as_of=as_of, rules=rules, focus=focus, asked=asked)
        rulings = tuple(supposed.ruling(row, without) for row in rulings)
        checked = replace(checked, next_question=without.next_question)
    verdicts = {ruling.category: ruling.verdict for ruling in rulings}
    candidates = tuple(
        Candidate(category=one.category, score=one.score, verdict=verdicts[one.category].value)
        for one in proposals
    )
    return Seen(checked, rulings, candidates, supposed.presumed if supposed else {})


def check_record(
    text: str | None,
    facts: Mapping[str, object] | None,
    *,
    rules: Rules,
    proposer: Proposer,
    as_of: date,
    vector: Vectors | None = None,
    asked: Collection[str] = (),
    dropped: Collection[str] = (),
    focus: Collection[str] | None = None,
    id: str | None = None,  # noqa: A002 - the record's own word
) -> CheckRecord:
    """The check record of a child.

    `facts` are what was given besides the text, and stand above it; `dropped` are the facts that the text
    was misheard on, which are asked again; the other words are `look`'s.

    Raises:
        BadQuestion: neither words nor facts.
        BadFacts: a fact, a value or a focus that there is not.
    """
    if facts is None and not (text or "").strip():
        raise BadQuestion("没有看到孩子的情况", "请写几句，例如：孩子八岁，爸妈都在外地打工；或者给出 facts")
    gathered = gather(text, facts, dropped=dropped, as_of=as_of)
    seen = look(
        gathered,
        text,
        rules=rules,
        proposer=proposer,
        as_of=as_of,
        vector=vector,
        asked=asked,
        focus=focus,
        presuming=True,
    )
    checked = seen.checked
    return CheckRecord(
        id=id,
        facts=(*gathered.rows, *_presumed(seen.presumed)),
        verdicts=tuple(_verdict(row, rules) for row in seen.rulings),
        next_question=_question(checked.next_question),
        programmes=tuple(_offer(match) for match in checked.programmes),
        emergency=_emergency(detect(text) if text else None, checked.emergency),
        notices=_notices(checked, seen.rulings, rules, as_of),
        clues=tuple(_verdict(row, rules) for row in checked.clues),
        attention=tuple(_verdict(row, rules) for row in checked.attention),
        candidates=seen.candidates,
    )


def alone(alarm: Alarm, problem: Exception, *, id: str | None) -> CheckRecord:  # noqa: A002
    """The card where nothing could be checked: no failure may stand before it."""
    words = "这次没能核对，先顾孩子的安全；属于哪一类由民政部门认定。"
    return CheckRecord(
        id=id,
        facts=(),
        verdicts=tuple(
            VerdictRow(
                category=category,
                sub_kind=None,
                verdict=Verdict.NEEDS_PERSON,
                words=words,
                because=(),
                person_points=(),
            )
            for category in FIVE
        ),
        next_question=None,
        programmes=(),
        emergency=card.emergency(alarm),
        notices=(str(problem),) if isinstance(problem, HotlineError) else (),
        clues=(),
        attention=(),
    )


def _pursued(proposals: Sequence[Proposal], checked: Checked, rules: Rules) -> tuple[str, ...]:
    """The first candidates, as far as they are still open."""
    first = [one for one in proposals[:_PURSUED] if 0 < one.score >= _NEARLY * proposals[0].score]
    return tuple(
        _narrowed(one, checked, rules)
        for one in first
        if checked.ruling(one.category).verdict is Verdict.NEEDS_FACTS
    )


def _narrowed(proposal: Proposal, checked: Checked, rules: Rules) -> str:
    """The listed situation that facts or words point at, where it is still open; else the category."""
    ruling = checked.ruling(proposal.category)
    kind = ruling.sub_kind or proposal.situation
    name = f"{proposal.category}-{kind}"
    still_open = name in rules.named and (kind, Verdict.NEEDS_FACTS) in ruling.kinds
    return name if still_open else proposal.category


def _doubted(firm: Checked, wary: Checked, rules: Rules) -> tuple[Ruling, ...]:
    """The rulings, those in doubt that a half-said fact speaks against: it never decides, it can undecide."""
    rows = []
    for category in rules.categories:
        sure, unsure = firm.ruling(category.name), wary.ruling(category.name)
        if sure.verdict not in _DECIDED or unsure.verdict is sure.verdict:
            rows.append(sure)
        elif unsure.verdict not in _DECIDED:
            rows.append(unsure)
        else:
            asks = Verdict.NEEDS_FACTS
            rows.append(replace(sure, sub_kind=None, verdict=asks, words=verdict_words(category, asks)))
    return tuple(rows)


def _presumed(values: Mapping[str, Value]) -> tuple[FactRow, ...]:
    return tuple(
        FactRow(
            fact=name,
            value=value_as_json(value),
            span=None,
            source="presumed",
            note=NOTE_THERE if name.endswith(".现状") else NOTE,
        )
        for name, value in values.items()
        if not isinstance(value, Either)  # 在家 or 外出务工: nothing that a person could confirm
    )


def _emergency(alarm: Alarm | None, report: Report | None) -> Emergency | None:
    """The card: what the words tell, and the situations that the plan wants reported, as E1."""
    if report is None:
        return card.emergency(alarm) if alarm else None
    classes = [_CLASSES[reason.kind] for reason in report.situations if reason.kind]
    if alarm is None or not alarm.takes_over:
        return card.emergency(Alarm("E1", tuple(classes), ()))
    return card.emergency(replace(alarm, classes=tuple(dict.fromkeys((*alarm.classes, *classes)))))


def _verdict(ruling: Ruling, rules: Rules) -> VerdictRow:
    return VerdictRow(
        category=ruling.category,
        sub_kind=ruling.sub_kind,
        verdict=ruling.verdict,
        words=ruling.words,
        because=_because(ruling, rules),
        person_points=tuple(
            PointRow(
                text=point.words,
                doc_no=point.basis.doc_no,
                clause=point.basis.clause,
                quote=point.basis.quote,
            )
            for point in ruling.person_points
        ),
        notes=ruling.notes,
    )


def _because(ruling: Ruling, rules: Rules) -> tuple[BecauseRow, ...]:
    """The conditions that made the verdict, then the listed situations, each with its own outcome."""
    rows = [_line(reason) for reason in ruling.because]
    said = {(row.condition, row.state): place for place, row in enumerate(rows)}
    for name, verdict in ruling.kinds:
        node = rules.named[f"{ruling.category}-{name}"]
        state = _STANDING[verdict]
        if (place := said.get((node.words, state))) is not None:
            rows[place] = rows[place].model_copy(update={"sub_kind": name})
            continue
        basis = node.basis
        rows.append(
            BecauseRow(
                condition=node.words,
                state=state,
                doc_no=basis.doc_no,
                clause=basis.clause,
                quote=basis.quote,
                sub_kind=name,
            )
        )
    return tuple(rows)


def _line(reason: Reason) -> BecauseRow:
    return BecauseRow(
        condition=reason.condition,
        state=reason.state,
        doc_no=reason.basis.doc_no,
        clause=reason.basis.clause,
        quote=reason.basis.quote,
    )


def _question(question: Question | None) -> QuestionRow | None:
    if question is None:
        return None
    answers = tuple(
        AnswerKey(label=quick.label, value=value_as_json(quick.value))
        for quick in vocabulary()[question.fact].quick
    )
    return QuestionRow(fact=question.fact, text=question.text, why=question.why, answers=answers)


def _offer(match: Match) -> OfferRow:
    return OfferRow(
        name=match.name,
        organiser=match.organiser,
        strength=match.strength,
        doc_no=match.basis.doc_no,
        clause=match.basis.clause,
        quote=match.basis.quote,
        met=match.met,
        still_open=match.still_open,
        differs=match.differs,
    )


def _notices(checked: Checked, rulings: Sequence[Ruling], rules: Rules, as_of: date) -> tuple[str, ...]:
    """What has to be said of the documents on that day, in the words of an answer; then the rules' notes."""
    rows = (*rulings, *checked.clues, *checked.attention)
    cited = dict.fromkeys(
        [row.basis.doc_no for row in rows] + [match.basis.doc_no for match in checked.programmes]
    )
    documents = [rules.documents[doc_no] for doc_no in cited if doc_no in rules.documents]
    dated = [said for document in documents if (said := notices.of_validity(document, as_of))]
    in_rules = {ended(doc_no, words) for doc_no, words in rules.ended.items()}
    of_rows = [note for row in rulings for note in row.notes]
    notes = [note for note in (*checked.notices, *of_rows) if note not in in_rules]
    return tuple(dict.fromkeys((*dated, *notes)))
