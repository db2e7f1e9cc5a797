"""The addresses of the pages: `/` asks and answers, `/check` checks, `/documents/…` shows a text.

Each answer and each document is one template, shown whole or as the part that the page's script
puts beside an answer. Questions come in POST bodies only, so that no address holds one.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.api.cries import Cry
from bot.api.errors import Problem, problem_of
from bot.api.in_time import Wait, ask_in_time
from bot.api.pace import Pace
from bot.api.ports import AssistantLike
from bot.conversation import NEW, Conversation
from bot.conversation.following import carried
from bot.pages import words
from bot.pages.checking import CheckPage
from bot.pages.form import read_question, read_talk
from bot.pages.links import CITED, place
from bot.pages.reading import lay_out
from bot.pages.told import read_told
from bot.pages.view import AnswerView, answer_view
from bot.record import AnswerRecord, Contact, Status
from bot.safety import card
from knowledge import clock
from knowledge.errors import BadLibrary, HotlineError, TooOften
from knowledge.model import Span
from knowledge.settings import Settings
from knowledge.validity import validity

if TYPE_CHECKING:
    from knowledge.catalogue import DocumentSummary

# The page's script sends this header and gets the answer alone; without it comes the whole page.
PART = "X-Part"
_NEEDED = ("110", "120", "12345")


class Pages:
    """Renders the pages; one per app."""

    def __init__(
        self,
        assistant: AssistantLike,
        settings: Settings,
        *,
        hotlines: Sequence[Contact],
        openapi: Callable[[], Mapping[str, Any]],
    ) -> None:
        missing = [number for number in _NEEDED if all(row.number != number for row in hotlines)]
        if missing:
            raise BadLibrary(f"热线表里没有 {'、'.join(missing)}，页面不能没有它", "请在热线表里补上")
        self.assistant = assistant
        self.openapi = openapi
        self.checking = CheckPage(assistant, self.render)
        self._as_of = settings.as_of
        self._templates = Environment(
            loader=PackageLoader("bot.pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(words=words, place=place, CITED=CITED, support=card.support)
        self._templates.filters["day"] = _day

    def home(self) -> Response:
        """The page with an empty form."""
        return self._ask_page()

    async def answer(
        self, question: str, talk: Conversation = NEW, *, part: bool, late: TooOften | None
    ) -> Response:
        """The answer to a question, or what stands in its way."""
        wait = Wait.begin()
        try:
            found = await ask_in_time(
                self.assistant, question, audience="family", conversation=talk, late=late
            )
            record = carried(talk, found, as_of=self._as_of or clock.today())
        except TooOften as error:
            problem = problem_of(error)  # told without a look into anything
            if part:
                return self._problem_part(problem)
            return self._whole_page(question=question, problem=problem, documents=())
        except HotlineError as error:
            return await run_in_threadpool(self._stopped, question, problem_of(error), part=part)
        if record.status is Status.EMERGENCY:
            return await self._emergency(question, record, wait, part=part)
        return await run_in_threadpool(self._answered, question, record, part=part)

    def card(self, request: Request, heard: Cry) -> Response:
        """The card for a cry in a request that was refused, out of memory alone."""
        part = PART in request.headers
        if heard.is_check:
            return self.checking.card(heard, part=part)
        return self._card(heard.words, heard.answer, part=part)

    def _answered(self, question: str, record: AnswerRecord, *, part: bool) -> Response:
        try:
            view = answer_view(record, self.assistant)
        except HotlineError as error:
            return self._stopped(question, problem_of(error), part=part)
        if part:
            return self.render("answer.html", view=view)
        return self._ask_page(question=question, view=view)

    def _stopped(self, question: str, problem: Problem, *, part: bool) -> Response:
        if part:
            return self._problem_part(problem)
        return self._ask_page(question=question, problem=problem)

    def _problem_part(self, problem: Problem) -> Response:
        return self.render("problem.html", problem=problem, status=problem.status, headers=problem.headers)

    async def _emergency(self, question: str, record: AnswerRecord, wait: Wait, *, part: bool) -> Response:
        """The card, with the clauses under it if they can be had in time."""
        if record.citations:
            whole = partial(self._answered_whole, question, record, part=part)
            if page := await wait.within(whole, event="danger_without_clauses"):
                return page
        return self._card(question, record, part=part)

    def _card(self, question: str, record: AnswerRecord, *, part: bool) -> Response:
        view = AnswerView(record, (), ())
        if part:
            return self.render("answer.html", view=view)
        return self._whole_page(question=question, view=view, documents=())

    def _answered_whole(self, question: str, record: AnswerRecord, *, part: bool) -> Response:
        view = answer_view(record, self.assistant)
        if part:
            return self.render("answer.html", view=view)
        return self._whole_page(question=question, view=view, documents=self.assistant.documents())

    def document(self, doc_no: str, *, mark: Span | None, beside: bool) -> Response:
        """An original text, as a page of its own or as the part beside an answer."""
        document = self.assistant.document(doc_no)
        today = self._as_of or clock.today()
        return self.render(
            "reader.html" if beside else "document.html",
            document=document,
            layout=lay_out(document, mark=mark),
            copies={each.name: words.ORIGINS.get(each.origin, each.origin) for each in document.sources},
            validity=validity(document, today),
            beside=beside,
            cache="no-cache",
        )

    def interface(self) -> Response:
        """The list of the API's addresses."""
        return self.render("interface.html", api=self.openapi(), cache="no-cache")

    def problem(self, request: Request, problem: Problem) -> Response:
        """A failure outside the form, as a page or, for the page's script, as a part."""
        if PART in request.headers or request.url.path.startswith("/reader/"):
            return self._problem_part(problem)
        return self.render(
            "problem_page.html", problem=problem, status=problem.status, headers=problem.headers
        )

    def _ask_page(
        self, *, question: str = "", view: AnswerView | None = None, problem: Problem | None = None
    ) -> Response:
        try:
            documents = self.assistant.documents()
        except HotlineError as error:
            # The form and the numbers to call have to stay on screen whatever else is down.
            documents, problem = (), problem or problem_of(error)
        return self._whole_page(question=question, view=view, problem=problem, documents=documents)

    def _whole_page(
        self,
        *,
        question: str,
        documents: "Sequence[DocumentSummary]",
        view: AnswerView | None = None,
        problem: Problem | None = None,
    ) -> Response:
        return self.render(
            "ask.html",
            question=question,
            view=view,
            problem=problem,
            documents=documents,
            status=problem.status if problem else 200,
            headers=problem.headers if problem else {},
            cache="no-store" if question or problem else "no-cache",
        )

    def render(
        self,
        template: str,
        *,
        status: int = 200,
        cache: str = "no-store",
        headers: Mapping[str, str] = MappingProxyType({}),
        **context: Any,
    ) -> Response:
        """One template as a response, which no browser keeps unless told that it may."""
        html = self._templates.get_template(template).render(context)
        return HTMLResponse(html, status_code=status, headers={**headers, "Cache-Control": cache})


def pages_router(pages: Pages, pace: Pace) -> APIRouter:
    """The pages' addresses; `pace` says who has asked too often for an answer."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def home() -> Response:
        return pages.home()

    @router.post("/")
    async def ask(request: Request, late: Annotated[TooOften | None, Depends(pace)]) -> Response:
        body = await request.body()
        return await pages.answer(
            read_question(body), read_talk(body), part=PART in request.headers, late=late
        )

    @router.get("/documents/{doc_no:path}")
    def document(doc_no: str, request: Request) -> Response:
        return pages.document(doc_no, mark=_mark(request), beside=False)

    @router.get("/reader/{doc_no:path}")
    def reader(doc_no: str, request: Request) -> Response:
        return pages.document(doc_no, mark=_mark(request), beside=True)

    @router.get("/check")
    def empty_check() -> Response:
        return pages.checking.empty()

    @router.post("/check")
    async def check(request: Request, late: Annotated[TooOften | None, Depends(pace)]) -> Response:
        told = read_told(await request.body())
        return await pages.checking.check(told, part=PART in request.headers, late=late)

    @router.get("/docs")
    def interface() -> Response:
        return pages.interface()

    return router


def _mark(request: Request) -> Span | None:
    """The span in the address; None where it is absent or no pair of numbers."""
    try:
        return Span(int(request.query_params["start"]), int(request.query_params["end"]))
    except (KeyError, ValueError):
        return None


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"
