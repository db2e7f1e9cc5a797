"""Whoever asks too often waits, counted by person or address; whoever cries for help never does."""

import asyncio
import time
from datetime import date
from types import SimpleNamespace

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.api.app import create_app
from bot.api.pace import Pace
from bot.command import serving
from bot.safety import detect
from knowledge.settings import load_settings
from tests.fake_check import CheckingAssistant
from tests.fakes import HOTLINES

CALM = "监护状况一般的多久走访一次"
CRY = "我爸天天打我，我不敢回家"
DISTRESS = "孩子最近总是闷闷不乐，不爱说话"
MOST = 3

DOORS = [
    pytest.param("/api/v1/ask", lambda words: {"json": {"question": words}}, id="the API's answer"),
    pytest.param("/api/v1/check", lambda words: {"json": {"text": words}}, id="the API's check"),
    pytest.param("/", lambda words: {"data": {"question": words}}, id="the page's answer"),
    pytest.param("/check", lambda words: {"data": {"text": words}}, id="the page's check"),
]


def app_of(assistant, *, most=MOST):
    settings = load_settings(as_of=date(2026, 11, 24), asks_per_minute=most)
    return create_app(assistant, settings, hotlines=HOTLINES)


def client_of(assistant, *, address="203.0.113.7", most=MOST):
    return TestClient(app_of(assistant, most=most), client=(address, 50000))


def used_up(assistant):
    """A client that may ask no more."""
    client = client_of(assistant)
    for _ in range(MOST):
        assert client.post("/api/v1/ask", json={"question": CALM}).status_code == 200
    return client


@pytest.mark.parametrize(("path", "form"), DOORS)
def test_over_the_limit_every_door_says_kindly_how_long_to_wait(path, form):
    response = used_up(CheckingAssistant()).post(path, **form(CALM))
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert f"请等 {response.headers['Retry-After']} 秒再问" in response.text
    assert "110" in response.text
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("path", "form"), DOORS)
def test_over_the_limit_a_cry_gets_its_card_and_costs_no_search(path, form):
    assistant = CheckingAssistant()
    client = used_up(assistant)
    before = (len(assistant.asked), len(assistant.checked))
    for _ in range(5):
        response = client.post(path, **form(CRY))
        assert response.status_code == 200
        assert "110" in response.text
        assert "Retry-After" not in response.headers
    assert (len(assistant.asked), len(assistant.checked)) == before


def test_the_card_over_the_limit_is_the_whole_record():
    body = used_up(CheckingAssistant()).post("/api/v1/ask", json={"question": CRY, "id": "7"}).json()
    assert (body["id"], body["question"], body["status"]) == ("7", CRY, "emergency")
    assert body["emergency"]["contacts"][0]["number"] == "110"


def test_worry_is_no_danger_and_waits():
    assert not getattr(detect(DISTRESS), "takes_over", False)
    assert used_up(CheckingAssistant()).post("/", data={"question": DISTRESS}).status_code == 429


def test_the_pages_script_gets_the_refusal_as_a_part_that_stands_by_itself():
    part = used_up(CheckingAssistant()).post("/", data={"question": CALM}, headers={"X-Part": "answer"})
    assert part.status_code == 429
    assert part.text.startswith('<article class="answer problem">')
    assert "data-focus" in part.text


def test_what_was_written_stays_in_the_form():
    client = used_up(CheckingAssistant())
    assert CALM in client.post("/", data={"question": CALM}).text
    told = client.post("/check", data={"text": "孩子八岁", "given": "儿童.周岁=8"}).text
    assert "孩子八岁" in told
    assert 'name="given" value="儿童.周岁=8"' in told


def test_reading_is_never_counted():
    client = used_up(CheckingAssistant())
    for path in ("/", "/check", "/api/v1/documents", "/healthz", "/docs", "/static/page.css"):
        assert client.get(path).status_code == 200


def test_after_a_while_there_is_room_again(monkeypatch):
    client = used_up(CheckingAssistant())
    wait = int(client.post("/api/v1/ask", json={"question": CALM}).headers["Retry-After"])
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + wait)
    assert client.post("/api/v1/ask", json={"question": CALM}).status_code == 200


def test_nought_is_no_limit():
    client = client_of(CheckingAssistant(), most=0)
    assert {client.post("/check", data={"text": "孩子八岁"}).status_code for _ in range(20)} == {200}


# --- who is counted ---------------------------------------------------------------------------------


def turns(*callers):
    """For each request in turn, whether there is room; one request a minute for everybody."""
    pace = Pace(load_settings(asks_per_minute=1))

    async def all_of_them():
        return [await pace(Request({"type": "http", **caller})) is None for caller in callers]

    return asyncio.run(all_of_them())


def at(address):
    return {"client": (address, 1)}


def named(name, address="203.0.113.7", *, signed_in=True):
    return at(address) | {"user": SimpleNamespace(display_name=name, is_authenticated=signed_in)}


@pytest.mark.parametrize(
    ("first", "second", "room"),
    [
        (at("203.0.113.7"), at("203.0.113.7"), False),
        (at("203.0.113.7"), at("203.0.113.8"), True),
        (at("203.0.113.7"), at("::ffff:203.0.113.7"), False),  # as a socket for both kinds writes it
        (at("2001:db8:0:1::5"), at("2001:db8:0:1:ffff::6"), False),  # one household has 2^64 of them
        (at("2001:db8:0:1::5"), at("2001:db8:0:2::5"), True),
        (at("127.0.0.1"), at("127.0.0.1"), True),
        (at("::1"), at("::1"), True),
        (at("::ffff:127.0.0.1"), at("::ffff:127.0.0.1"), True),
        ({"client": None}, {"client": None}, True),
        (at("no address"), at("no address"), True),
        (named("小王"), named("小王", "203.0.113.9"), False),  # a person is the same at another desk
        (named("小王"), named("小李"), True),  # and two share the address of their office
        (named("小王", "127.0.0.1"), named("小王", "127.0.0.1"), False),
        (named("", signed_in=False), named("", signed_in=False), False),
    ],
)
def test_people_are_counted_by_name_and_others_by_address(first, second, room):
    assert turns(first, second) == [True, room]


@pytest.mark.parametrize(
    ("peer", "forwarded", "statuses"),
    [
        # A caller who makes up addresses stays one caller.
        ("203.0.113.7", ["1.1.1.1", "2.2.2.2", "3.3.3.3", "4.4.4.4"], [200, 200, 200, 429]),
        # A trusted proxy's callers are counted one by one.
        ("10.0.0.2", ["1.1.1.1", "2.2.2.2", "3.3.3.3", "4.4.4.4"], [200, 200, 200, 200]),
        ("10.0.0.2", ["9.9.9.9"] * 4, [200, 200, 200, 429]),
        # What a caller wrote before the proxy added the true address is not believed.
        ("10.0.0.2", [f"{lie}, 9.9.9.9" for lie in ("1.1.1.1", "::1", "127.0.0.1", "x")], [200] * 3 + [429]),
        ("10.0.0.2", ["", "nonsense", "1.2.3.4.5", "1.1.1.1"], [200] * 4),
    ],
)  # fmt: skip
def test_a_forwarded_address_counts_only_from_a_trusted_proxy(peer, forwarded, statuses):
    app = ProxyHeadersMiddleware(app_of(CheckingAssistant()), trusted_hosts="10.0.0.0/8")
    client = TestClient(app, client=(peer, 50000))
    asked = [
        client.post("/api/v1/ask", json={"question": CALM}, headers={"X-Forwarded-For": value})
        for value in forwarded
    ]
    assert [response.status_code for response in asked] == statuses


def test_the_service_trusts_the_proxies_of_the_setting(monkeypatch):
    configs = []
    monkeypatch.setattr(serving, "open_assistant", lambda settings: CheckingAssistantAtTheDoor())
    monkeypatch.setattr(
        serving.uvicorn, "Server", lambda config: SimpleNamespace(run=lambda **_: configs.append(config))
    )
    serving.serve(load_settings(port=_free_port(), trusted_proxies="10.0.0.0/8"), say=lambda _: None)
    assert configs[0].forwarded_allow_ips == "10.0.0.0/8"
    assert configs[0].proxy_headers


class CheckingAssistantAtTheDoor(CheckingAssistant):
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def warm(self):
        return None


def _free_port():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
