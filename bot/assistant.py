"""Everything wired once: `open_assistant(settings)`. All doors, the evaluation and the tests come here."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Self

import structlog

from bot import keeping
from bot.answering import Audience, Draft, Found, Tools, answer
from bot.answering.demands import Nearness
from bot.api.ports import Health
from bot.conversation import NEW, Conversation
from bot.conversation.following import facts_now
from bot.conversation.rewriting import Library, understood
from bot.conversation.state import Place
from bot.eligibility import CheckRecord, Proposer, Seen, alone, check_record, gather, look, portraits
from bot.eligibility.rulebook import Rulebook
from bot.record import AnswerRecord
from bot.safety import detect, ready
from bot.wording import Done, Event, Evidence, Stop, Wording, open_wording
from knowledge import clock
from knowledge.catalogue import Catalogue, DocumentSummary, writer_lock
from knowledge.errors import (
    BadQuestion,
    BadSettings,
    EncoderMismatch,
    HotlineError,
    IndexUnavailable,
    ModelUnavailable,
    NotFound,
    RulesUnavailable,
)
from knowledge.index import Build, Builds, Encoder, Words, open_encoder
from knowledge.index.passages import dictionary, terms
from knowledge.index.refresh import behind, refresh
from knowledge.library import curated, hotlines
from knowledge.model import Clause, ClauseRef, Document
from knowledge.retrieval import Retrieved, Search
from knowledge.settings import Settings
from knowledge.text.doc_no import begins
from knowledge.text.normalise import fold
from knowledge.text.sound import Sounds

if TYPE_CHECKING:
    from knowledge.retrieval.langchain import PolicyRetriever

log = structlog.get_logger()

_DOCUMENTS_HELD = 256


@dataclass(frozen=True, slots=True)
class _Serving:
    """One build being answered from, and the catalogue's texts of one revision.

    The two move apart while ingest writes the index of what it has published, or was killed before it
    could: answers then quote the new texts, found by the old index.
    """

    build: Build
    revision: int
    search: Search
    document: Callable[[str], Document]


class Assistant:
    """Answers questions over one library. Thread-safe; notices when ingest has switched the build."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        *,
        encoder: Encoder | None,
        problems: tuple[str, ...],
        today: Callable[[], date],
    ) -> None:
        self._settings = settings
        self._catalogue = catalogue
        self._encoder = encoder
        self._problems = problems
        self._today = today
        self._builds = Builds(settings)
        self._words = Words(dictionary(), settings.model_cache)
        self._sounds = Sounds(terms())
        ready()
        self._rulebook = Rulebook(catalogue)
        self._proposer = Proposer(portraits(), encoder, cache=catalogue)
        self._nearness = Nearness(encoder, self._words, cache=catalogue)
        try:
            self._wording: Wording | None = open_wording(settings, cut=self._words.words, encoder=encoder)
        except BadSettings as problem:  # half a setting for polish is no reason not to answer
            self._wording = None
            self._problems = (*problems, str(problem))
        self._switching = threading.Lock()
        self._serving: _Serving | None = None

    def ask(
        self,
        question: str,
        *,
        id: str | None = None,  # noqa: A002 - the record's own word
        as_of: date | None = None,
        audience: Audience = "operator",
        within: Collection[str] = (),
        conversation: Conversation = NEW,
    ) -> AnswerRecord:
        """One answer. Where a child may be in danger it has the card, and nothing is raised.

        A question that leans on the `conversation` before it is answered as the record's `standalone`;
        `bot.conversation.following.after` gives the conversation that the next question leans on.

        `within` are beginnings of 文号, and only documents with one of them are searched: 吉民发〔2024〕34号
        names one document, 吉民发 a whole group. Where it is empty, every document is.

        Raises:
            BadQuestion: there is nothing to answer, or too much, or no document to search.
            IndexUnavailable: nothing was ever ingested, or no build can be read.
        """
        serving = cache(self._current)  # opened by the first step that needs it: the danger step does not
        day = as_of or self._settings.as_of or self._today()
        tools = Tools(
            search=lambda text: self._search(serving(), text, within),
            find=lambda ref: self._find(serving(), ref),
            look=lambda draft: self._look(draft, conversation),
            nearness=self._nearness,
            programmes=curated().programmes,
            numbers=frozenset(row.number for row in hotlines()),
            longest=self._settings.max_question,
            understand=lambda text: understood(conversation, text, self._library(serving, within), as_of=day),
        )
        return answer(question, tools, as_of=day, audience=audience, id=id)

    def check(
        self,
        text: str | None = None,
        facts: Mapping[str, object] | None = None,
        *,
        asked: Collection[str] = (),
        dropped: Collection[str] = (),
        focus: Collection[str] | None = None,
        id: str | None = None,  # noqa: A002 - the record's own word
        as_of: date | None = None,
    ) -> CheckRecord:
        """Which categories a child is in. Where one may be in danger it has the card, and nothing is raised.

        Args:
            text: what was said of the child.
            facts: what is known besides, by name; it stands above the text.
            asked: facts already asked for in this conversation.
            dropped: facts that the text was misheard on; they are asked again.
            focus: categories that the next question pursues; those the text sounds like, where None.
            id: the caller's own word for it.
            as_of: the day to reckon from.

        Raises:
            BadQuestion: there is nothing to check, or too much.
            BadFacts: a fact, a value or a focus that there is not.
            RulesUnavailable: the rules do not hold against the library.
        """
        try:
            if text and len(text) > self._settings.max_question:
                raise BadQuestion(
                    f"说明有 {len(text)} 个字，最多 {self._settings.max_question} 个字",
                    "请只写孩子和家里的情况",
                )
            return check_record(
                text,
                facts,
                rules=self._rulebook.rules(),
                proposer=self._proposer,
                as_of=as_of or self._settings.as_of or self._today(),
                vector=self._proposer.encode(text) if text else None,
                asked=asked,
                dropped=dropped,
                focus=focus,
                id=id,
            )
        except Exception as problem:  # not even a defect of ours may stand before the card
            alarm = detect(text or "")
            if alarm is None or not alarm.takes_over:
                raise
            log.warning("danger_without_check", problem=type(problem).__name__)
            return alone(alarm, problem, id=id)

    @property
    def has_wording(self) -> bool:
        """Whether a language model is set up, so that it pays to ask for its words."""
        return self._wording is not None

    def word(
        self, record: AnswerRecord, *, audience: Audience = "operator", stop: Stop | None = None
    ) -> Iterator[Event]:
        """An answer's wording, event by event: itself at once, and itself again where no model is used."""
        if self._wording:
            yield from self._wording.word(record, audience=audience, stop=stop)
        else:
            yield Evidence(record)
            yield Done(record, "no_model")

    def search(self, question: str, *, limit: int = 20) -> Retrieved:
        """What retrieval finds, without an answer made of it; the errors of `ask`."""
        return self._current().search(fold(question), limit=limit)

    @property
    def build(self) -> Build:
        """The index build that is answered from; IndexUnavailable."""
        return self._current().build

    def retriever(self, *, k: int = 5) -> "PolicyRetriever":
        """The same search for anything that speaks LangChain; imports it."""
        from knowledge.retrieval.langchain import PolicyRetriever

        return PolicyRetriever(search=self._current().search, catalogue=self._catalogue, k=k)

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Every document, without its text."""
        return self._catalogue.documents()

    def document(self, doc_no: str) -> Document:
        """One document with its text; NotFound."""
        return self._catalogue.document(doc_no)

    def clause(self, ref: ClauseRef) -> tuple[Document, Clause]:
        """A clause with its document; NotFound."""
        clause = self._catalogue.clause(ref)
        return self._catalogue.document(ref.doc_no), clause

    def health(self) -> Health:
        """What works and what does not."""
        problems = list(self._problems)
        documents: tuple[DocumentSummary, ...] = ()
        try:
            self._catalogue.check()
            documents = self._catalogue.documents()
        except HotlineError as problem:
            problems.append(str(problem))
            catalogue = False
        else:
            catalogue = True
        if documents:
            try:
                self._rulebook.rules()
            except HotlineError as problem:
                problems.append(str(problem))
        if self._wording and (trouble := self._wording.trouble()):
            problems.append(trouble)
        serving: _Serving | None = None
        try:
            serving = self._current()
        except HotlineError as problem:
            problems.append(str(problem))
        return Health(
            catalogue=catalogue,
            words=serving is not None,
            vectors=bool(serving and serving.search.by_meaning),
            encoder=self._encoder is not None,
            build=serving.build.id if serving else None,
            documents=len(documents),
            clauses=len(serving.build.clauses) if serving else 0,
            problems=tuple(problems),
            wording=self._wording.counts() if self._wording else None,
        )

    def close(self) -> None:
        """Lets the catalogue, the index and the language model go."""
        if self._wording:
            self._wording.close()
        self._builds.close()
        self._catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Loads what the first question would otherwise wait for."""
        keeping.learn(clause.text for _, clause in self._catalogue.clauses())
        serving = self._current()
        serving.search("留守儿童")
        self._proposer.warm()
        self._nearness.warm()
        self._look(Draft("孩子爸爸在外地打工", self._today()))
        if self._wording:
            self._wording.warm()

    def _current(self) -> _Serving:
        """The build to answer from, opened anew after ingest has switched it."""
        build = self._builds.current()
        if build is None:
            raise IndexUnavailable("还没有可用的索引", "请先运行 hotline ingest --shipped")
        revision = self._catalogue.revision
        if revision == 0:
            raise IndexUnavailable("库里还没有文件", "请先运行 hotline ingest --shipped")
        with self._switching:
            serving = self._serving
            if serving is None or serving.build is not build or serving.revision != revision:
                serving = self._serving = self._serve(build, revision)
            return serving

    def _serve(self, build: Build, revision: int) -> _Serving:
        encoder = self._encoder
        try:
            build.require(encoder)
        except EncoderMismatch as problem:
            log.warning("build_of_another_encoder", build=build.id, reason=str(problem))
            encoder = None
        log.info("build_opened", build=build.id, clauses=len(build.clauses), vectors=bool(build.dense))
        document = lru_cache(maxsize=_DOCUMENTS_HELD)(self._catalogue.document)
        return _Serving(build, revision, Search(build, encoder, self._words, self._sounds), document)

    def _library(self, serving: Callable[[], _Serving], within: Collection[str]) -> Library:
        """What a follow-up may have to look up."""

        def words(place: Place) -> str:
            try:
                found = self._find(serving(), ClauseRef(place.doc_no, place.clause))
            except NotFound:  # withdrawn since it was quoted
                return ""
            return found.document.text[place.start : place.end]

        return Library(
            words,
            titles=lambda: {each.doc_no: each.title for each in self._catalogue.documents()},
            near=lambda text: self._search(serving(), fold(text), within).nearest_asked,
        )

    def _look(self, draft: Draft, conversation: Conversation = NEW) -> Seen | None:
        """What the rules say of the child a question describes; None where it describes none.

        What was said of the child before counts for a question that leans on it.
        """
        leans = draft.standalone is not None
        known = facts_now(conversation.facts, draft.question, as_of=draft.as_of) if leans else None
        text = draft.standalone or draft.question
        gathered = gather(text, known, as_of=draft.as_of)
        if not gathered.heard and not (known and draft.whether):
            return None
        try:
            rules = self._rulebook.rules()
        except RulesUnavailable:  # `health` says so; the clause answers all the same
            return None
        return look(
            gathered,
            text,
            rules=rules,
            proposer=self._proposer,
            as_of=draft.as_of,
            vector=draft.retrieved.vector if draft.retrieved else None,
            focus=None if draft.whether or draft.for_help else (),
            otherwise=(),
        )

    def _search(self, serving: _Serving, text: str, within: Collection[str] = ()) -> Retrieved:
        """What was found, less clauses that a publish has just taken away."""
        found = serving.search(text, within=_documents(serving.build, within))
        return replace(found, hits=tuple(hit for hit in found.hits if self._holds(serving, hit.ref)))

    def _holds(self, serving: _Serving, ref: ClauseRef) -> bool:
        try:
            self._find(serving, ref)
        except NotFound:
            return False
        return True

    def _find(self, serving: _Serving, ref: ClauseRef) -> Found:
        document = serving.document(ref.doc_no)
        try:
            return Found(document, document.clause(ref.label))
        except KeyError as problem:
            raise NotFound(f"{ref.doc_no} 里没有 {ref.label}", "请换一条试试") from problem


def _documents(build: Build, within: Collection[str]) -> frozenset[str]:
    """The 文号 with one of these beginnings; BadQuestion if there is none of one."""
    held = {ref.doc_no for ref in build.clauses} if within else set()
    chosen: set[str] = set()
    for beginning in within:
        found = {doc_no for doc_no in held if begins(doc_no, beginning)}
        if not found:
            raise BadQuestion(
                f"库里没有文号以“{beginning}”开头的文件",
                "请照文号的写法写，如 吉民发〔2024〕34号，或只写 吉民发；不写就在全部文件里找",
            )
        chosen |= found
    return frozenset(chosen)


def open_assistant(
    settings: Settings,
    *,
    encoder: Encoder | None = None,
    today: Callable[[], date] = clock.today,
    say: Callable[[str], None] = lambda _: None,
) -> Assistant:
    """An assistant over the library of a home.

    A missing model or a missing build is no reason not to start: word search answers, and `health`
    says what is wrong. An index that lags behind the catalogue (ingest was killed) is built anew.
    """
    catalogue = Catalogue.open(settings.database_url)
    problems: tuple[str, ...] = ()
    if encoder is None:
        try:
            encoder = open_encoder(settings)
        except ModelUnavailable as problem:
            problems = (str(problem),)
    _mend(catalogue, settings, encoder, say)
    return Assistant(settings, catalogue, encoder=encoder, problems=problems, today=today)


def _mend(
    catalogue: Catalogue, settings: Settings, encoder: Encoder | None, say: Callable[[str], None]
) -> None:
    """Finishes what a killed ingest left, and encodes anew for another encoder."""
    if not behind(catalogue, settings, encoder=encoder):
        return
    try:
        with writer_lock(settings.home):
            refresh(catalogue, settings, encoder=encoder, progress=say)
    except HotlineError as problem:
        log.warning("index_behind", problem=type(problem).__name__)
