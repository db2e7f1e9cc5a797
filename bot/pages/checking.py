"""`/check`: a child's situation told roughly, facts to confirm, five categories, the next question.

Nothing is kept between two presses but what the form itself carries, and no address holds any of it.
"""

from collections.abc import Callable
from functools import partial

import anyio
import anyio.to_thread
import structlog
from starlette.responses import Response

from bot.api.errors import Problem, problem_of
from bot.api.in_time import PATIENCE, check_in_time
from bot.api.ports import AssistantLike
from bot.eligibility import CheckRecord
from bot.pages.check_view import CheckView, check_view, choices, told_view
from bot.pages.told import Told, read_told
from bot.pages.view import finder
from knowledge.errors import HotlineError

log = structlog.get_logger()


class CheckPage:
    """Shows the page; `render` makes a response of a template."""

    def __init__(self, assistant: AssistantLike, render: Callable[..., Response]) -> None:
        self._assistant = assistant
        self._render = render

    def empty(self) -> Response:
        """The page before anything is told."""
        return self._show(told_view(Told()), part=False, begun=False, cache="no-cache")

    async def check(self, body: bytes, *, part: bool) -> Response:
        """What was told, checked; or what stands in its way, with everything that was told."""
        told = Told()
        try:
            told = read_told(body)
            record = await check_in_time(
                self._assistant, told.text.strip() or None, told.facts, asked=told.asked
            )
            view = await self._viewed(record, told)
        except HotlineError as error:
            return self._show(told_view(told), part=part, problem=problem_of(error))
        return self._show(view, part=part)

    async def _viewed(self, record: CheckRecord, told: Told) -> CheckView:
        """The view with the places of the clauses; in danger, without them if they do not come in time."""
        view = partial(check_view, record, told, finder(self._assistant))
        if record.emergency is None:
            return await anyio.to_thread.run_sync(view)
        try:
            with anyio.move_on_after(PATIENCE):
                return await anyio.to_thread.run_sync(view, abandon_on_cancel=True)
        except Exception as problem:  # the card does not wait for what is broken
            log.warning("danger_without_places", problem=type(problem).__name__)
        return check_view(record, told, lambda doc_no, clause: None)

    def _show(
        self,
        view: CheckView,
        *,
        part: bool,
        problem: Problem | None = None,
        begun: bool = True,
        cache: str = "no-store",
    ) -> Response:
        return self._render(
            "checked.html" if part else "check.html",
            view=view,
            problem=problem,
            begun=begun,
            choices=choices,
            status=problem.status if problem else 200,
            cache=cache,
        )
