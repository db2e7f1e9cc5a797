"""A real Chromium, the app on a free port of this machine, and no way out to anywhere else."""

import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

from bot.api.app import create_app
from knowledge.settings import load_settings
from tests.fake_check import CheckingAssistant
from tests.fakes import HOTLINES

_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the app with the fake assistant answers."""
    app = create_app(CheckingAssistant(), load_settings(), hotlines=HOTLINES)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; `tests/install_chromium.sh` puts it there."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    assert path, "没有找到 Chromium：请先运行 tests/install_chromium.sh"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


class Visits:
    """Opens pages, and knows everything that went wrong on any of them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.wrong: list[str] = []
        self.posts: list[Request] = []
        self._contexts: list[BrowserContext] = []

    def page(self, *, width: int = 1280, height: int = 900, **options: Any) -> Page:
        """A new browser window on the app's home page."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", **options
        )
        self._contexts.append(context)
        context.route("**/*", self._only_here)
        page = context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: said.type in {"error", "warning"} and self.wrong.append(said.text))
        page.on("request", lambda sent: sent.method == "POST" and self.posts.append(sent))
        page.goto(self.address)
        return page

    def close(self) -> None:
        """Closes every window."""
        for context in self._contexts:
            context.close()

    def _only_here(self, route: Route) -> None:
        if route.request.url.startswith(self.address + "/"):
            route.continue_()
        else:
            self.wrong.append(f"asked for {route.request.url}")
            route.abort()


@pytest.fixture
def visits(chromium: Browser, address: str) -> Iterator[Visits]:
    """Windows on the app; the test fails if any of them met an error or asked for anything outside."""
    visits = Visits(chromium, address)
    yield visits
    visits.close()
    assert visits.wrong == []
