"""`hotline ask`: one question to read, or a file of them."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typer

from bot.answering import Audience, card_alone
from bot.assistant import Assistant, open_assistant
from bot.command.batches import BadLine, run_batch
from bot.conversation import NEW
from bot.conversation.following import carried
from bot.record import AnswerRecord, Status
from bot.safety import card, detect
from knowledge import clock
from knowledge.errors import HotlineError
from knowledge.settings import Settings

_FIELDS = '{"id", "question"}'
_ANEW = ("重新开始", "另一件事")
_END = ("再见", "退出", "结束")


def ask_one(
    question: str,
    *,
    settings: Settings,
    as_of: date | None,
    audience: Audience,
    within: tuple[str, ...],
    as_json: bool,
) -> int:
    """Prints one answer; 0."""
    try:
        with open_assistant(settings) as assistant:
            record = assistant.ask(question, as_of=as_of, audience=audience, within=within)
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


def ask_on(
    *,
    settings: Settings,
    as_of: date | None,
    audience: Audience,
    within: tuple[str, ...],
    as_json: bool,
    say: Callable[[str], None],
) -> int:
    """A talk: a question a line from stdin, each of which may lean on those before; 1 if any failed.

    The talk is held here and nowhere else. 重新开始 begins another, 再见 or the end of the input ends it.
    """
    talk, code = NEW, 0
    with open_assistant(settings) as assistant:
        for line in _lines(say):
            if line in _ANEW:
                talk = NEW
                say("好，说另一件事。")
                continue
            try:
                record = assistant.ask(line, as_of=as_of, audience=audience, within=within, conversation=talk)
            except HotlineError as problem:
                say(str(problem))
                code = 1
                continue
            told = carried(talk, record, as_of=as_of or clock.today())
            talk = told.conversation
            if as_json:
                typer.echo(json.dumps(told.model_dump(mode="json"), ensure_ascii=False))
                continue
            if told.standalone:
                typer.echo(f"（接着上一问理解为：{told.standalone}）")
            typer.echo(readable(told) + "\n")
    return code


def _lines(say: Callable[[str], None]) -> Iterator[str]:
    """What is typed, line by line, without empty lines; a person at a terminal is told how it goes."""
    person = sys.stdin.isatty()
    if person:
        say("请写下想问的事，可以一句接一句地问。另起一件事写“重新开始”，结束写“再见”。")
    while True:
        if person:
            typer.echo("问：", nl=False, err=True)
        line = sys.stdin.readline()
        if not line or line.strip() in _END:
            return
        if line.strip():
            yield line.strip()


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
    within: tuple[str, ...],
    say: Callable[[str], None],
) -> int:
    """Answers a file of questions, a record a line, in order; 1 if any line could not be answered."""

    def answer(assistant: Assistant, item: Mapping[str, Any]) -> AnswerRecord:
        if not isinstance(item.get("question"), str):
            raise BadLine("这一行缺少文字的 question", f"每行应是 {_FIELDS}")
        return assistant.ask(item["question"], as_of=as_of, audience=audience, within=within)

    return run_batch(batch, out, answer, fields=_FIELDS, settings=settings, say=say)
