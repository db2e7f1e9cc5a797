"""`/check`: a child's situation told roughly, facts to confirm, five categories, the next question.

Nothing is kept between two presses but what the form itself carries, and no address holds any of it.
"""

from collections.abc import Callable
from functools import partial

import anyio.to_thread
from starlette.responses import Response

from bot.api.cries import Cry
from bot.api.errors import Problem, problem_of
from bot.api.in_time import Wait, check_in_time
from bot.api.ports import AssistantLike
from bot.eligibility import CheckRecord
from bot.pages.check_view import CheckView, check_view, choices, told_view
from bot.pages.told import Told
from bot.pages.view import finder
from knowledge.errors import HotlineError, TooOften


class CheckPage:
    """Shows the page; `render` makes a response of a template."""

    def __init__(self, assistant: AssistantLike, render: Callable[..., Response]) -> None:
        self._assistant = assistant
        self._render = render

    def empty(self) -> Response:
        """The page before anything is told."""
        return self._show(told_view(Told()), part=False, begun=False, cache="no-cache")

    async def check(self, told: Told, *, part: bool, late: TooOften | None) -> Response:
        """What was told, checked; or what stands in its way, with everything that was told."""
        wait = Wait.begin()
        try:
            record = await check_in_time(
                self._assistant, told.text.strip() or None, told.facts, asked=told.asked, late=late
            )
            view = await self._viewed(record, told, wait)
        except HotlineError as error:
            return self._show(told_view(told), part=part, problem=problem_of(error))
        return self._show(view, part=part)

    def card(self, heard: Cry, *, part: bool) -> Response:
        """The card for a cry in a form that was refused, out of memory alone."""
        return self._show(_without_places(heard.check, Told(text=heard.words)), part=part)

    async def _viewed(self, record: CheckRecord, told: Told, wait: Wait) -> CheckView:
        """The view with the places of the clauses; in danger, without them if they do not come in time."""
        view = partial(check_view, record, told, finder(self._assistant))
        if record.emergency is None or record.emergency.level == "E2":
            return await anyio.to_thread.run_sync(view)
        return await wait.within(view, event="danger_without_places") or _without_places(record, told)

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
            headers=problem.headers if problem else {},
            cache=cache,
        )


def _without_places(record: CheckRecord, told: Told) -> CheckView:
    return check_view(record, told, lambda doc_no, clause: None)
