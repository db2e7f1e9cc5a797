"""The addresses of the pages: `/` asks and answers, `/check` checks, `/documents/…` shows a text.

Each answer and each document is one template, shown whole or as the part that the page's script
puts beside an answer. Questions come in POST bodies only, so that no address holds one.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
import structlog
from fastapi import APIRouter
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.api.errors import Problem, problem_of
from bot.api.in_time import PATIENCE, ask_in_time
from bot.api.ports import AssistantLike
from bot.pages import words
from bot.pages.checking import CheckPage
from bot.pages.form import read_question
from bot.pages.links import CITED, place
from bot.pages.reading import lay_out
from bot.pages.view import AnswerView, answer_view
from bot.record import AnswerRecord, Contact, Status
from bot.safety import card
from knowledge import clock
from knowledge.errors import BadLibrary, HotlineError
from knowledge.model import Span
from knowledge.settings import Settings
from knowledge.validity import validity

if TYPE_CHECKING:
    from knowledge.catalogue import DocumentSummary

log = structlog.get_logger()

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

    async def answer(self, question: str, *, part: bool) -> Response:
        """The answer to a question, or what stands in its way."""
        try:
            record = await ask_in_time(self.assistant, question, audience="family")
        except HotlineError as error:
            return await run_in_threadpool(self._stopped, question, problem_of(error), part=part)
        if record.status is Status.EMERGENCY:
            return await self._emergency(question, record, part=part)
        return await run_in_threadpool(self._answered, question, record, part=part)

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
            return self.render("problem.html", problem=problem, status=problem.status)
        return self._ask_page(question=question, problem=problem)

    async def _emergency(self, question: str, record: AnswerRecord, *, part: bool) -> Response:
        """The card, with the clauses under it if they can be had in time."""
        try:
            with anyio.move_on_after(PATIENCE):
                return await anyio.to_thread.run_sync(
                    partial(self._answered_whole, question, record, part=part), abandon_on_cancel=True
                )
        except Exception as problem:  # the card does not wait for what is broken
            log.warning("danger_without_answer", problem=type(problem).__name__)
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
            return self.render("problem.html", problem=problem, status=problem.status)
        return self.render("problem_page.html", problem=problem, status=problem.status)

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
            cache="no-store" if question or problem else "no-cache",
        )

    def render(
        self, template: str, *, status: int = 200, cache: str = "no-store", **context: Any
    ) -> Response:
        """One template as a response, which no browser keeps unless told that it may."""
        html = self._templates.get_template(template).render(context)
        return HTMLResponse(html, status_code=status, headers={"Cache-Control": cache})


def pages_router(pages: Pages) -> APIRouter:
    """The pages' addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def home() -> Response:
        return pages.home()

    @router.post("/")
    async def ask(request: Request) -> Response:
        question = read_question(await request.body())
        return await pages.answer(question, part=PART in request.headers)

    @router.get("/documents/{doc_no:path}")
    def document(doc_no: str, request: Request) -> Response:
        return pages.document(doc_no, mark=_mark(request), beside=False)

    @router.get("/reader/{doc_no:path}")
    def reader(doc_no: str, request: Request) -> Response:
        return pages.document(doc_no, mark=_mark(request), beside=True)

    checking = CheckPage(pages.assistant, pages.render)

    @router.get("/check")
    def empty_check() -> Response:
        return checking.empty()

    @router.post("/check")
    async def check(request: Request) -> Response:
        return await checking.check(await request.body(), part=PART in request.headers)

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
