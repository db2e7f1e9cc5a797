"""Puts the HTTP door together: `create_app(assistant, settings, hotlines=…)`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from bot import pages
from bot.api.cries import card_for_programs, cry, is_asking
from bot.api.errors import Problem, handlers, problem_json
from bot.api.guard import Guard
from bot.api.health import health_router
from bot.api.pace import Pace
from bot.api.ports import AssistantLike
from bot.api.routes import api_router
from bot.api.streaming import stream_router
from bot.pages.routes import Pages, pages_router
from bot.record import Contact
from knowledge.settings import Settings

_FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/openapi.json")

_UNREAD = (400, 413, 422)  # what was posted could not be read, whatever it was

_DESCRIPTION = """从吉林省的政策文件里找到依据，带着条款原文作答；找不到依据就照实说。

出错时一律返回 `{"error": {"type", "message"}}`，message 说明怎么了、该怎么办。"""


class _Static(StaticFiles):
    """Our own style sheet, scripts and icon, asked for anew after every upgrade."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        # Without this, browsers guess from the file's age, and old scripts meet new pages.
        response.headers["Cache-Control"] = "no-cache"
        return response


def create_app(assistant: AssistantLike, settings: Settings, *, hotlines: Sequence[Contact]) -> FastAPI:
    """The service's app. `hotlines` is the reviewed table; BadLibrary where it lacks 110 or 120."""
    app = FastAPI(
        title="吉林省儿童福利政策问答",
        version="1",
        description=_DESCRIPTION,
        # The framework's documentation pages load scripts from elsewhere; `/docs` is a page of ours.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    rooms = Pages(assistant, settings, hotlines=hotlines, openapi=app.openapi)

    async def answer(request: Request, problem: Problem) -> Response:
        """A problem as it is told, or the card where what was posted cries for help."""
        heard = await cry(request)
        if request.url.path.startswith(_FOR_PROGRAMS):
            if heard:
                return card_for_programs(heard, request)
            return problem_json(problem, help_line=problem.status in _UNREAD and is_asking(request))
        return rooms.card(request, heard) if heard else rooms.problem(request, problem)

    pace = Pace(settings)
    app.include_router(api_router(assistant, pace))
    app.include_router(stream_router(assistant, pace))
    app.include_router(health_router(assistant))
    app.include_router(pages_router(rooms, pace))
    app.mount("/static", _Static(directory=Path(pages.__file__).parent / "static"))
    for kind, handler in handlers(answer).items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(Guard, answer=answer)
    return app
