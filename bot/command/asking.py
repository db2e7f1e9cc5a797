"""`hotline ask`: one question to read, or a file of them."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typer

from bot.answering import Audience, card_alone
from bot.assistant import Assistant, open_assistant
from bot.command.batches import BadLine, run_batch
from bot.record import AnswerRecord, Status
from bot.safety import card, detect
from knowledge.errors import HotlineError
from knowledge.settings import Settings

_FIELDS = '{"id", "question"}'


def ask_one(
    question: str, *, settings: Settings, as_of: date | None, audience: Audience, as_json: bool
) -> int:
    """Prints one answer; 0."""
    try:
        with open_assistant(settings) as assistant:
            record = assistant.ask(question, as_of=as_of, audience=audience)
    except HotlineError:
        alarm = detect(question)
        if alarm is None or not alarm.takes_over:
            raise
        record = card_alone(question, alarm, audience=audience)
    if as_json:
        typer.echo(json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        typer.echo(readable(record))
    return 0


def readable(record: AnswerRecord) -> str:
    """An answer as a person reads it in a terminal."""
    lines = [record.answer]
    if record.emergency:
        numbers = "　".join(f"{contact.name} {contact.number}" for contact in record.emergency.contacts)
        if record.status is Status.EMERGENCY:
            lines = [f"【{numbers}】", *lines]
        else:
            lines += ["", card.support(record.emergency), numbers]
    if record.citations:
        lines += ["", "依据："]
        lines += [f"  {c.doc_no} {c.clause}　{c.title}" for c in _once(record)]
    elif record.hits:
        lines += ["", "可以看看："]
        lines += [f"  {hit.doc_no} {hit.clause}" for hit in record.hits[:3]]
    lines += [f"注意：{notice}" for notice in record.notices]
    return "\n".join(lines)


def _once(record: AnswerRecord) -> list[Any]:
    return list({(c.doc_no, c.clause): c for c in record.citations}.values())


def ask_batch(
    batch: Path,
    out: Path,
    *,
    settings: Settings,
    as_of: date | None,
    audience: Audience,
    say: Callable[[str], None],
) -> int:
    """Answers a file of questions, a record a line, in order; 1 if any line could not be answered."""

    def answer(assistant: Assistant, item: Mapping[str, Any]) -> AnswerRecord:
        if not isinstance(item.get("question"), str):
            raise BadLine("这一行缺少文字的 question", f"每行应是 {_FIELDS}")
        return assistant.ask(item["question"], as_of=as_of, audience=audience)

    return run_batch(batch, out, answer, fields=_FIELDS, settings=settings, say=say)
