"""The sets that `hotline eval run` knows: a file each, and a line here.

A set says of what kind it is (how its file is read, what makes an output of an item), which measures
speak of it, and for which day it was written. Another kind of set is another `Kind`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.assistant import Assistant
from eval.answering import answered
from eval.checking import checked
from eval.datasets import DEV, Question, cases, dangers, dialogues, questions, to_refuse
from eval.talking import talked
from knowledge.errors import HotlineError

Generate = Callable[[Assistant, Question, date], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a file of items is read, and what makes the output that is kept of an item."""

    read: Callable[[Path], tuple[Question, ...]]
    generate: Generate


@dataclass(frozen=True, slots=True)
class Dataset:
    """A set. `measures` are as `eval.scoring.parse` reads them; the first is the set's main figure.

    A `sealed` set is run only when it is named, and its questions are never shown. The file of one
    that is `outside` lies not here but in a folder of benchmark data, under `file`.
    """

    name: str
    title: str
    kind: Kind
    file: Path
    measures: tuple[str, ...]
    as_of: date
    sealed: bool = False
    outside: bool = False


QUESTIONS = Kind(questions, answered)
REFUSALS = Kind(to_refuse, answered)
DANGERS = Kind(dangers, answered)
CASES = Kind(cases, checked)
DIALOGUES = Kind(dialogues, talked)

_RANKING = ("Recall@1", "Recall@3", "Recall@5", "Recall@10", "MRR@10", "nDCG@10", "AllGold@10")
_ANSWERS = ("FirstCitation", "Evidence", "Verbatim", "Refusal", "FalseRefusal")
_DANGER = ("Escalation", "FalseAlarm", "StatusConfusion")
_RECALL = ("Escalation:explicit", "Escalation:indirect", "FalseAlarm")
_CHECKS = ("Verdicts", "WrongConfirmed", "WrongExcluded", "Proposed")
_TALKS = (
    "FollowUp@1", "Standalone@1", "FollowUp@5", "Standalone@5", "StandsAlone", "Refusal", "FalseRefusal",
)  # fmt: skip
_ALL = (*_RANKING, *_ANSWERS, *_DANGER)

# The policy library is of one autumn: what holds on another day is another question.
_AUTUMN = date(2026, 11, 22)

_SEALED = DEV.with_name("questions_sealed.jsonl")

REGISTERED = (
    Dataset("dev", "开发集", QUESTIONS, DEV, _ALL, _AUTUMN),
    Dataset("sealed", "封存集", QUESTIONS, _SEALED, _ALL, _AUTUMN, sealed=True),
    Dataset(
        "refusals_more", "有据与无据（后来一批）", QUESTIONS, DEV.with_name("refusals_more.jsonl"),
        ("Refusal", "FalseRefusal", "FirstCitation", "Evidence", "Verbatim"), _AUTUMN,
    ),
    Dataset(
        "refusals_sealed", "有据与无据（封存）", QUESTIONS, DEV.with_name("refusals_sealed.jsonl"),
        ("Refusal", "FalseRefusal", "FirstCitation", "Evidence", "Verbatim"), _AUTUMN, sealed=True,
    ),
    Dataset(
        "out_of_scope", "界外问题", REFUSALS, Path("out_of_scope/questions.jsonl"),
        ("Refusal", "FalseAlarm", "StatusConfusion"), _AUTUMN, outside=True,
    ),
    Dataset("danger_dev", "危急与形似（开发）", DANGERS, DEV.with_name("danger_dev.jsonl"), _RECALL, _AUTUMN),
    Dataset(
        "danger_rounds", "危急与形似（后来几轮）", DANGERS, DEV.with_name("danger_rounds.jsonl"),
        ("Escalation", "FalseAlarm"), _AUTUMN,
    ),
    Dataset(
        "danger_more", "危急与形似（又一批）", DANGERS, DEV.with_name("danger_more.jsonl"), _RECALL, _AUTUMN,
    ),
    Dataset(
        "danger_sealed", "危急与形似（封存）", DANGERS, DEV.with_name("danger_sealed.jsonl"), _RECALL,
        _AUTUMN, sealed=True,
    ),
    Dataset("cases_dev", "孩子的情况（开发）", CASES, DEV.with_name("cases_dev.jsonl"), _CHECKS, _AUTUMN),
    Dataset(
        "cases_more", "孩子的情况（又一批）", CASES, DEV.with_name("cases_more.jsonl"), _CHECKS, _AUTUMN,
    ),
    Dataset(
        "cases_sealed", "孩子的情况（封存）", CASES, DEV.with_name("cases_sealed.jsonl"), _CHECKS, _AUTUMN,
        sealed=True,
    ),
    Dataset(
        "dialogues_dev", "对话（开发）", DIALOGUES, DEV.with_name("dialogues_dev.jsonl"), _TALKS, _AUTUMN,
    ),
    Dataset(
        "dialogues_sealed", "对话（封存）", DIALOGUES, DEV.with_name("dialogues_sealed.jsonl"), _TALKS,
        _AUTUMN, sealed=True,
    ),
)  # fmt: skip


def named(name: str) -> Dataset:
    """The registered set of that name; HotlineError if there is none."""
    for dataset in REGISTERED:
        if dataset.name == name:
            return dataset
    raise HotlineError(
        f"没有叫 {name!r} 的题集", f"登记过的是 {'、'.join(dataset.name for dataset in REGISTERED)}"
    )


def chosen(names: Sequence[str], *, benchdata: Path | None) -> tuple[tuple[Dataset, Path], ...]:
    """The sets to run, each with its file: those named, or all but the sealed ones.

    A set outside the repository needs the folder of benchmark data; unnamed, it is left out without.
    """
    asked = tuple(map(named, dict.fromkeys(names))) or tuple(
        dataset for dataset in REGISTERED if not dataset.sealed and (benchdata or not dataset.outside)
    )
    if benchdata is None and (far := [dataset.name for dataset in asked if dataset.outside]):
        raise HotlineError(
            f"题集 {'、'.join(far)} 不在程序里", "请用 --benchdata 写出放它的文件夹（其中有 out_of_scope）"
        )
    return tuple((dataset, _file(dataset, benchdata)) for dataset in asked)


def _file(dataset: Dataset, benchdata: Path | None) -> Path:
    return benchdata / dataset.file if dataset.outside and benchdata else dataset.file
