"""`hotline check`: one child, or a file of them, against the rules."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typer

from bot.assistant import Assistant, open_assistant
from bot.command.batches import BadLine, opened, run_batch
from bot.eligibility import CheckRecord, alone
from bot.eligibility.record import BecauseRow, FactRow, VerdictRow
from bot.safety import card, detect
from knowledge.errors import BadFacts, HotlineError
from knowledge.facts import vocabulary
from knowledge.facts.extraction import Trust
from knowledge.rules import Standing
from knowledge.settings import Settings

_FIELDS = '{"id", "text"} 或 {"id", "facts"}'
_STATES = {
    Standing.MET: "✓ 符合",
    Standing.NOT_MET: "✗ 不符",
    Standing.UNKNOWN: "？还不知道",
    Standing.PERSON: "○ 由民政部门定",
}


def check_one(
    text: str | None, facts: Path | None, *, settings: Settings, as_of: date | None, as_json: bool
) -> int:
    """Prints what the check of one child came to; 0."""
    try:
        given = _facts(facts) if facts else None
        with open_assistant(settings) as assistant:
            record = assistant.check(text, given, as_of=as_of)
    except HotlineError as problem:
        alarm = detect(text or "")
        if alarm is None or not alarm.takes_over:
            raise
        record = alone(alarm, problem, id=None)
    if as_json:
        typer.echo(json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        typer.echo(readable(record))
    return 0


def check_batch(
    batch: Path, out: Path, *, settings: Settings, as_of: date | None, say: Callable[[str], None]
) -> int:
    """Checks a file of children, a record a line, in order; 1 if any line could not be checked."""

    def answer(assistant: Assistant, item: Mapping[str, Any]) -> CheckRecord:
        text, facts = item.get("text"), item.get("facts")
        readable_line = isinstance(text, str | None) and isinstance(facts, dict | None)
        if not readable_line or (text is None and facts is None):
            raise BadLine("这一行缺少文字的 text，也没有写成对象的 facts", f"每行应是 {_FIELDS}")
        return assistant.check(text, facts, as_of=as_of)

    return run_batch(batch, out, answer, fields=_FIELDS, settings=settings, say=say)


def _facts(path: Path) -> Mapping[str, object]:
    """The facts of a file; BadFacts where it is not one object."""
    with opened(path, "r") as file:
        try:
            given = json.load(file)
        except (json.JSONDecodeError, RecursionError) as problem:
            raise BadFacts(
                f"{path} 不是 JSON（{problem}）", '请写成 {"儿童.周岁": 8, "父.现状": "外出务工"}'
            ) from problem
    if not isinstance(given, dict):
        raise BadFacts(f"{path} 里不是一个对象", '请写成 {"儿童.周岁": 8, "父.现状": "外出务工"}')
    return given


def readable(record: CheckRecord) -> str:
    """A check as a person reads it in a terminal: danger first, then what to ask, then each category."""
    lines: list[str] = []
    if shown := record.emergency:
        numbers = "　".join(f"{contact.name} {contact.number}" for contact in shown.contacts)
        lines += (
            [card.support(shown), numbers, ""]
            if shown.level == "E2"
            else [
                f"【{numbers}】",
                "孩子可能有危险：请先顾孩子的安全，第一时间向公安机关报告，再看属于哪一类。",
                "",
            ]
        )
    if record.facts:
        lines += ["听到的情况：", *(f"  {_fact(row)}" for row in record.facts), ""]
    if record.next_question:
        lines += [f"下一句可以问：{record.next_question.text}", f"  （{record.next_question.why}）", ""]
    for row in (*record.verdicts, *record.clues, *record.attention):
        lines += _category(row)
    if record.programmes:
        lines += ["", "可以咨询申报的项目（文件没有写条件和金额）："]
        lines += [
            f"  {one.name}　{one.organiser or '没有写承办单位'}　{one.doc_no} {one.clause}"
            for one in record.programmes
        ]
    lines += [f"注意：{notice}" for notice in record.notices]
    return "\n".join(lines)


def _fact(row: FactRow) -> str:
    value = "到".join(map(str, row.value)) if isinstance(row.value, list) else row.value
    name, doubt = vocabulary()[row.fact].label, "（没有说准，请确认）" if row.trust is Trust.LOW else ""
    return f"{name}：{value}{doubt}{f'　{row.note}' if row.note else ''}"


def _category(row: VerdictRow) -> list[str]:
    kind = f"（{row.sub_kind}）" if row.sub_kind else ""
    lines = [f"{row.category}{kind}：{row.words}"]
    # What nobody has spoken of, and situations that are out of the question, only make the list long.
    told = [one for one in row.because if one.sub_kind is None or one.state is not Standing.UNKNOWN]
    if all(one.state is Standing.UNKNOWN for one in told):
        return lines
    lines += [f"  {_because(one)}" for one in told if not (one.sub_kind and one.state is Standing.NOT_MET)]
    lines += [f"  请民政部门定：{point.text}　{point.doc_no} {point.clause}" for point in row.person_points]
    return lines


def _because(row: BecauseRow) -> str:
    return f"{_STATES[row.state]}　{row.condition}　{row.doc_no} {row.clause}"
