"""What the policy texts demand for children's privacy, one test for each demand that a program can keep."""

import re
from pathlib import Path

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.api import examples
from bot.api.app import create_app
from bot.keeping import public
from bot.privacy import find
from bot.record import Status
from bot.safety import detect
from knowledge.catalogue import Catalogue
from knowledge.facts import vocabulary
from knowledge.model import ClauseRef
from knowledge.settings import load_settings
from knowledge.text.squeeze import squeeze
from tests.fakes import HOTLINES, FakeAssistant, documents

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (吉民发〔\d+〕\d+号) ([^|]+) \| ([^|]+) \|", re.MULTILINE)


@pytest.fixture(scope="module")
def app():
    return create_app(FakeAssistant(), load_settings(), hotlines=HOTLINES)


def test_every_demand_on_the_page_stands_in_its_clause(library):
    rows = ROW.findall(PAGE)
    assert len(rows) >= 10
    with Catalogue.open(library.database_url) as catalogue:
        for doc_no, label, quote in rows:
            text = squeeze(catalogue.clause(ClauseRef(doc_no, label)).text)
            for piece in quote.split("……"):
                assert squeeze(piece) in text, (doc_no, label, piece)


def test_every_test_on_the_page_exists():
    named = re.findall(r"`(tests/\w+\.py)::(\w+)`", PAGE)
    assert len(named) >= 8
    for file, name in named:
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), (file, name)


def test_nothing_about_a_child_is_shown_to_anybody_else(app):
    """不宜设置公开、公示环节: words go in by POST and back to the caller, and no address lists any."""
    posts = {
        route.path for route in app.routes if isinstance(route, Route) and "POST" in (route.methods or ())
    }
    assert posts <= {"/api/v1/ask", "/api/v1/check", "/", "/check"}
    client = TestClient(app)
    client.post("/check", data={"text": "女童鯨笙珺八岁，爸爸在外地"})
    client.post("/", data={"question": "女童鯨笙珺怎么办"})
    for path in ("/", "/check", "/api/v1/documents", "/docs", "/openapi.json", "/readyz"):
        response = client.get(path)
        assert "鯨笙珺" not in response.text
        assert "set-cookie" not in response.headers


def test_whoever_asks_whether_to_publish_names_is_told_not_to(assistant):
    record = assistant.ask("受助学生的名单要不要贴出来公示")
    assert record.status is Status.ANSWERED
    assert any("不宜设置公开、公示环节" in citation.quote for citation in record.citations)


def test_the_cases_that_we_show_are_nobodys():
    """在保护好儿童隐私的前提下公布典型案例: what we print as an example holds no private data."""
    shown = [examples.ASK, examples.ASK_ANSWER, examples.CHECK, examples.CHECK_RECORD]
    templates = (ROOT / "bot" / "pages" / "templates").glob("*.html")
    for text in (*map(str, shown), *(file.read_text(encoding="utf-8") for file in templates)):
        assert find(text, public=public()) == ()


def test_no_page_that_families_see_labels_a_child(app):
    """不得出现…标签化的标识: but for documents' titles, the pages call no child 留守儿童 or 困境儿童."""
    for path in ("/", "/check"):
        page = TestClient(app).get(path).text
        for title in (document.title for document in documents()):
            page = page.replace(title, "")
        assert not re.search("(?:留守|困境)儿童", page)


@pytest.mark.parametrize(
    "told",
    [
        "我爸打我，我叫王思雨，电话13800138000",
        "学生王思雨被继父打得浑身是伤，住陈家村3组",
        "孩子走丢了，身份证220101201501011234，找不到人",
    ],
)
def test_a_child_in_danger_is_seen_beside_private_data(told):
    """第一时间向公安机关报告: masking comes after danger, and never before it."""
    alarm = detect(told)
    assert alarm is not None
    assert alarm.takes_over


def test_nobody_in_danger_is_asked_to_tell_it_again(assistant):
    """防止“二次伤害”: the card asks nothing."""
    record = assistant.ask("我爸打我，我叫王思雨，不敢回家")
    assert record.status is Status.EMERGENCY
    assert record.follow_up is None


def test_what_is_hardest_to_tell_is_never_asked_for():
    """艾滋病病毒感染: it counts where somebody tells it, and no caller is asked."""
    assert vocabulary()["儿童.艾滋病病毒感染"].unasked is not None
