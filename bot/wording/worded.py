"""Words an answer through a model, beside the clauses' own words and never in their way.

`Wording.word(record)` gives events: the extractive record at once, each sentence that has passed every
check, and the final record: the model's words (mode `llm`), or the extractive record unchanged and why.
It raises nothing. What the model says is used only where it is whole and honest: a reply that broke off,
one with a wrong figure, a promise or personal data, or one of which too much was dropped is not used at all.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import structlog

from bot import keeping
from bot.record import AnswerRecord, Status
from bot.wording.checking import FATAL, Checker, Dropped, Fault, Passed, Support
from bot.wording.client import Client, Reply, Usage
from bot.wording.pieces import Pieces
from bot.wording.prompts import SENTENCES, Audience, prompt, rules_text
from bot.wording.screen import Breach, Screen
from bot.wording.tally import Counts, Tally
from bot.wording.tokens import Tokens
from bot.wording.trouble import ModelTrouble, Trouble
from knowledge.text.squeeze import squeeze

Mask = Callable[[str], str]

_MOST_QUESTION = 600  # characters of a question that are sent
_INTRODUCES = ("：", ":")  # ends a line of ours that only introduces a quote

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The answer in the clauses' own words; whatever comes after it, it stands."""

    record: AnswerRecord


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that has passed; `citations` are places in the record's citations."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The end. `why` says what stood in the way of the model's words, None where they stand in the record."""

    record: AnswerRecord
    why: str | None = None
    explained: str = ""
    dropped: tuple[Dropped, ...] = ()


Event = Evidence | Sentence | Done


class Unused:
    """Why a reply that came is not used, as it is counted; beside them `Trouble`, `Breach` and `Fault`."""

    NOT_FOR_A_MODEL = "not_for_a_model"
    MAIN_CLAUSE_MISSING = "main_clause_missing"
    TOO_MUCH_DROPPED = "too_much_dropped"
    STOPPED = "stopped"


class Stop:
    """Breaks a wording off from another thread: its reader went away."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reply: Reply | None = None
        self.set = False

    def now(self) -> None:
        """Ends the wording at once."""
        with self._lock:
            self.set = True
            if self._reply:
                self._reply.stop()

    def holds(self, reply: Reply) -> None:
        """Takes the reply that is to be broken off."""
        with self._lock:
            self._reply = reply
            if self.set:
                reply.stop()


class Wording:
    """Words answers through one endpoint. Thread-safe.

    `mask` takes personal data out of a question before it leaves; `off` says why the model is not to be
    used now, None where it is.
    """

    def __init__(
        self,
        client: Client,
        support: Support,
        *,
        numbers: Collection[str],
        mask: Mask = keeping.kept,
        public: Callable[[], Collection[str]] = keeping.public,
        off: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._client = client
        self._support = support
        self._numbers = frozenset(numbers)
        self._mask = mask
        self._public = public
        self._off = off
        self._tally = Tally(client.endpoint.model)

    def word(
        self, record: AnswerRecord, *, audience: Audience = "operator", stop: Stop | None = None
    ) -> Iterator[Event]:
        """The events, the extractive record first; raises nothing."""
        yield Evidence(record)
        if not suits(record):
            yield Done(record, Unused.NOT_FOR_A_MODEL)
            return
        stop = stop or Stop()
        told = _Told()
        usage: Usage | None = None
        try:
            if reason := self._off():
                told.why, told.explained = Trouble.OFF, reason
            elif not stop.set:
                tokens = Tokens(record.citations)
                asked = prompt(
                    record,
                    self._mask(record.standalone or record.question)[:_MOST_QUESTION],
                    tokens,
                    audience=audience,
                )
                screen = Screen(asked.secret, rules_text(), self._public, self._numbers)
                checker = Checker(record.citations, tokens, screen, self._support, most=SENTENCES)
                with self._client.ask(asked.rules, asked.data) as reply:
                    usage = reply.usage
                    stop.holds(reply)
                    yield from self._sentences(reply, checker, screen, told)
        except ModelTrouble as trouble:
            told.why, told.explained = trouble.trouble, str(trouble)
        except Exception as problem:  # a defect of ours may not cost anybody the answer that stands
            log.error("wording_broke", problem=type(problem).__name__)
            told.why, told.explained = Trouble.FAILED, ""
        if stop.set:
            told.why = Unused.STOPPED
        why = told.why or _unused(told.passed, told.dropped)
        self._tally.ended(why, usage)
        dropped = tuple(told.dropped)
        if why:
            yield Done(record, why, told.explained, dropped)
        else:
            yield Done(worded(record, told.passed), dropped=dropped)

    def _sentences(self, reply: Reply, checker: Checker, screen: Screen, told: "_Told") -> Iterator[Event]:
        """Each sentence as it passes; ends at the first that no honest model writes."""
        pieces, raw = Pieces(), ""
        for sentence in _each(reply, pieces):
            raw += sentence
            seen = Dropped(sentence, Breach.ECHO) if screen.leaks(raw) else checker.check(sentence)
            if isinstance(seen, Dropped):
                if seen.why is Fault.EMPTY:
                    continue
                self._tally.sentence(seen.why)
                told.dropped.append(seen)
                if seen.why in FATAL:
                    told.why = seen.why
                    return
                continue
            self._tally.sentence(None)
            told.passed.append(seen)
            yield Sentence(seen.text, seen.citations)

    @property
    def client(self) -> Client:
        """The endpoint's client, for who looks after it."""
        return self._client

    def counts(self) -> Counts:
        """What the model has done since the start."""
        return self._tally.counts()

    def trouble(self) -> str | None:
        """What operators are told of a model that is not in use now; None where it is."""
        if reason := self._off():
            return f"大模型已停用：{reason}；答复照用条款原文"
        if self._client.breaker.open:
            return f"{ModelTrouble(Trouble.RESTING)}；答复照用条款原文"
        return None

    def warm(self) -> None:
        """Starts importing what the first request needs; waits for nothing."""
        self._client.warm()

    def close(self) -> None:
        """Ends what is under way, the connections and the thread."""
        self._client.close()


def suits(record: AnswerRecord) -> bool:
    """Whether a model may word an answer: never a card, never beside worry about a child, never a refusal."""
    return record.status is Status.ANSWERED and record.emergency is None and bool(record.citations)


def worded(record: AnswerRecord, passed: Sequence[Passed]) -> AnswerRecord:
    """The record in the model's words, with all that the program itself had said beside the quotes."""
    lines = ["".join(sentence.text for sentence in passed), *_own_lines(record)]
    return record.model_copy(update={"answer": "\n".join(lines), "mode": "llm"})


class _Told:
    """What has been seen of a reply."""

    def __init__(self) -> None:
        self.passed: list[Passed] = []
        self.dropped: list[Dropped] = []
        self.why: str | None = None
        self.explained = ""


def _each(reply: Reply, pieces: Pieces) -> Iterator[str]:
    for piece in reply:
        yield from pieces.take(piece)
    yield from pieces.rest()


def _unused(passed: Sequence[Passed], dropped: Sequence[Dropped]) -> str | None:
    """Why the sentences that passed are not enough of an answer; None where they are.

    The clause that the answer rests on most has to be in it, and most of what the model wrote has to
    have passed: what is left of a reply with many holes may mislead by what it lacks.
    """
    if not any(0 in sentence.citations for sentence in passed):
        return Unused.MAIN_CLAUSE_MISSING
    idle = (Fault.NO_TOKEN, Fault.TOO_MANY)
    lost = sum(sentence.why not in idle for sentence in dropped)
    return Unused.TOO_MUCH_DROPPED if lost >= len(passed) else None


def _own_lines(record: AnswerRecord) -> list[str]:
    """The lines of an extractive answer that are the program's own: departments, what is not in the texts."""
    quoted = squeeze("".join(citation.quote for citation in record.citations))
    lines = [line.strip() for line in record.answer.splitlines() if line.strip()]
    return [line for line in lines if squeeze(line) not in quoted and not line.endswith(_INTRODUCES)]
