"""Thirteen ways in which everything else may fail; through every door the right numbers come at once."""

import json
import os
import shutil
import threading
import time
from contextlib import contextmanager
from datetime import date
from urllib.parse import quote_plus

import anyio
import httpx2
import pytest
import structlog
from starlette.testclient import TestClient

from bot import logs
from bot.api.app import create_app
from bot.assistant import open_assistant
from bot.safety import card, detect
from ingest.run import ingest
from knowledge.catalogue import Catalogue, writer_lock
from knowledge.errors import CatalogueUnavailable, StorageFull
from knowledge.index.refresh import refresh
from knowledge.settings import load_settings
from tests.fake_encoder import FakeEncoder
from tests.fakes import HOTLINES, FakeAssistant

AT_ONCE = 0.3  # seconds
_TRIES = 4  # of each cry, at most
CRIES = ("我爸天天打我，我不敢回家", "孩子不见了，到处找遍了", "我不想活了")
TEXT = (
    "某某办法\n一、总则\n（一）目的。为了帮助留守儿童，制定本办法。\n"
    "（二）校车。留守儿童上学可以乘坐校车，由交通部门负责安排。\n"
)
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
AWAY = ("203.0.113.7", 50000)  # a caller who is counted


def said_to_a_program(field):
    return lambda words: (json.dumps({field: words}).encode(), JSON)


def said_on_a_page(field):
    return lambda words: (f"{field}={quote_plus(words, errors='replace')}".encode(), FORM)


DOORS = {
    "/api/v1/ask": said_to_a_program("question"),
    "/api/v1/check": said_to_a_program("text"),
    "/": said_on_a_page("question"),
    "/check": said_on_a_page("text"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with one small text, its index made by a fake encoder."""
    folder = tmp_path_factory.mktemp("modes")
    (folder / "办法.txt").write_text(TEXT, encoding="utf-8")
    settings = load_settings(home=folder / "home", as_of=date(2026, 11, 24), asks_per_minute=3)
    with writer_lock(settings.home), Catalogue.open(settings.database_url) as catalogue:
        ingest([folder / "办法.txt"], catalogue=catalogue, settings=settings, progress=lambda _: None)
        refresh(catalogue, settings, encoder=FakeEncoder(), progress=lambda _: None).close()
    return settings


@pytest.fixture(scope="module")
def opened(home):
    with open_assistant(home, encoder=FakeEncoder()) as assistant:
        assistant.warm()
        yield assistant


def numbers(cry):
    """The numbers of the card that a cry is owed."""
    return [contact.number for contact in card.emergency(detect(cry)).contacts]


def told(response, path):
    """The numbers that a response gives, in their order."""
    if path.startswith("/api/"):
        return [contact["number"] for contact in response.json()["emergency"]["contacts"]]
    alert = response.text[response.text.index('role="alert"') :].split("</ul>")[0]
    return [piece.split('"')[0] for piece in alert.split('href="tel:')[1:]]


def every_door_helps(client, *, before="", after="", spoilt=None):
    """Each door with each cry; `spoilt` makes another request of the body and its content type.

    Of the times of a door the best counts: how busy the machine is, is not what is measured.
    """
    for path, body_of in DOORS.items():
        times: list[float] = []
        for cry in CRIES * _TRIES:
            content, content_type = body_of(before + cry + after)
            if spoilt:
                content, content_type = spoilt(content, content_type)
            began = time.perf_counter()
            response = client.post(path, content=content, headers={"Content-Type": content_type})
            times.append(time.perf_counter() - began)
            assert response.status_code == 200, (path, cry)
            assert told(response, path) == numbers(cry), (path, cry)
            if len(times) >= len(CRIES) and min(times) <= AT_ONCE:
                break
        assert in_time(times), path


def in_time(times):
    """Whether the best is quick enough; where many wait for each core, a clock tells nothing."""
    return min(times) <= AT_ONCE or os.getloadavg()[0] > 2 * (os.cpu_count() or 1)


@contextmanager
def served(assistant, settings, **options):
    yield TestClient(create_app(assistant, settings, hotlines=HOTLINES), **options)


def raising(error):
    def fails(*_, **__):
        raise error

    return fails


# 1
def test_while_the_catalogue_is_locked(opened, home, monkeypatch):
    def waits_as_sqlite_does(*_, **__):
        time.sleep(1)
        raise CatalogueUnavailable("目录库被别的程序锁住了")

    monkeypatch.setattr(Catalogue, "revision", property(waits_as_sqlite_does))
    for name in ("clause", "document", "documents", "sources"):
        monkeypatch.setattr(Catalogue, name, waits_as_sqlite_does)
    with served(opened, home) as client:
        every_door_helps(client)


# 2
def test_while_the_disk_is_full(opened, home, monkeypatch, tmp_path):
    class FullDisk:
        """What standard error is where it goes into a file on the full disk."""

        encoding, errors = "utf-8", "strict"

        def write(self, _):
            raise OSError(28, "No space left on device")

        def flush(self):
            raise OSError(28, "No space left on device")

        def isatty(self):
            return False

    monkeypatch.setattr(Catalogue, "revision", property(raising(StorageFull("磁盘满了"))))
    monkeypatch.setattr("sys.stderr", FullDisk())
    logs.configure(home)
    with pytest.raises(OSError, match="No space"):
        print("the disk is full", file=logs.sys.stderr)
    structlog.get_logger().error("nobody_reads_this")
    with served(opened, home) as client:
        every_door_helps(client)


# 3
def test_without_an_index(tmp_path):
    settings = load_settings(home=tmp_path / "home", encoder="none")
    with open_assistant(settings) as assistant, served(assistant, settings) as client:
        every_door_helps(client)


# 4
def test_with_an_index_that_is_damaged(tmp_path, home):
    for damage in (b"", b"\0" * 4096, b"not an index"):
        folder = tmp_path / f"home{len(damage)}"
        shutil.copytree(home.home, folder)
        for path in (folder / "builds").rglob("*"):
            if path.is_file():
                path.write_bytes(damage)
        settings = load_settings(home=folder, encoder="none")
        with open_assistant(settings) as assistant, served(assistant, settings) as client:
            every_door_helps(client)


# 5
def test_without_the_model_and_with_one_that_breaks(home):
    class Breaking(FakeEncoder):
        def encode(self, texts):
            raise MemoryError

    with open_assistant(home, encoder=Breaking()) as assistant, served(assistant, home) as client:
        every_door_helps(client)
    without = home.model_copy(update={"encoder": "none"})
    with open_assistant(without) as assistant, served(assistant, without) as client:
        every_door_helps(client)


# 6
def test_over_the_rate_limit(opened, home):
    with served(opened, home, client=AWAY) as client:
        for _ in range(4):
            status = client.post("/api/v1/ask", json={"question": "校车由谁安排"}).status_code
        assert status == 429
        every_door_helps(client)


# 7
def test_in_twenty_thousand_characters(opened, home):
    half = "我家里的事说来话长。" * 990
    with served(opened, home) as client:
        every_door_helps(client, before=half, after="。" + half)


# 8
def test_beside_personal_data(opened, home):
    private = "我叫王小明，电话13800138000，身份证220102201001011234，家住长春市朝阳区某路1号。"
    with served(opened, home) as client:
        every_door_helps(client, before=private, after="。微信wxid_abc123，邮箱a@b.cn")


# 9
def test_through_characters_that_nobody_sees(opened, home):
    with served(opened, home) as client:
        every_door_helps(client, before="\ud83d\0\u200b\u202e\ufeff", after="\udfff\0\U000e0041\ufe0f")
        for path, body_of in DOORS.items():
            content, content_type = body_of("\u200b".join(CRIES[0]))
            response = client.post(path, content=content, headers={"Content-Type": content_type})
            assert told(response, path) == numbers(CRIES[0])


# 10
@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(lambda content, _: (content, "text/plain"), id="another content type"),
        pytest.param(lambda content, _: (content, ""), id="no content type"),
        pytest.param(lambda content, kind: (content.removesuffix(b"}"), kind), id="broken JSON"),
        pytest.param(lambda content, kind: (content + b"\xff", kind), id="a byte that is no character"),
    ],
)  # fmt: skip
def test_in_a_request_that_is_malformed(opened, home, spoilt):
    with served(opened, home) as client:
        every_door_helps(client, spoilt=spoilt)


# 11
def test_while_the_search_hangs(opened, home, monkeypatch):
    release = threading.Event()

    def hangs(*_, **__):
        release.wait(10)
        raise RuntimeError

    monkeypatch.setattr(opened, "_search", hangs)
    monkeypatch.setattr(opened, "check", hangs)
    monkeypatch.setattr(opened, "document", hangs)
    try:
        with served(opened, home) as client:
            every_door_helps(client)
    finally:
        release.set()


# 12
def test_in_a_flood_of_questions_that_all_hang(home):
    release = threading.Event()

    class Hanging(FakeAssistant):
        def ask(self, question, **_):
            release.wait(30)
            raise CatalogueUnavailable("锁住了")

    app = create_app(Hanging(), home.model_copy(update={"asks_per_minute": 0}), hotlines=HOTLINES)
    cries: list[tuple[httpx2.Response, float, str]] = []

    async def calm(client):
        await client.post("/api/v1/ask", json={"question": "校车由谁安排"})

    async def cry(client, words):
        began = time.perf_counter()
        response = await client.post("/api/v1/ask", json={"question": words})
        cries.append((response, time.perf_counter() - began, words))

    async def flood():
        transport = httpx2.ASGITransport(app=app)
        async with (
            httpx2.AsyncClient(transport=transport, base_url="http://test") as client,
            anyio.create_task_group() as tasks,
        ):
            for _ in range(200):  # five times as many as there are threads
                tasks.start_soon(calm, client)
            await anyio.sleep(0.2)
            for number in range(9):
                await cry(client, CRIES[number % len(CRIES)])
            release.set()

    anyio.run(flood)
    assert len(cries) == 9
    for response, _, words in cries:
        assert [c["number"] for c in response.json()["emergency"]["contacts"]] == numbers(words)
    assert in_time([seconds for _, seconds, _ in cries])


# 13
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Cookie": "__Host-sid=gone; csrf=no"},
        {"Origin": "https://elsewhere.example", "Referer": "https://elsewhere.example/"},
        {"Accept": "application/xml", "Accept-Language": "xx", "Accept-Encoding": "identity"},
    ],
)
def test_to_somebody_who_is_not_signed_in(opened, home, headers):
    with served(opened, home, headers=headers) as client:
        every_door_helps(client)


def test_with_rules_that_do_not_hold_and_a_defect_in_the_answer(opened, home, monkeypatch):
    monkeypatch.setattr(type(opened._rulebook), "rules", raising(RuntimeError("a defect")))
    monkeypatch.setattr("bot.answering.steps.pick", raising(ZeroDivisionError()))
    with served(opened, home) as client:
        every_door_helps(client)
