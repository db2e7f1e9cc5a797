import re
from datetime import date
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from bot.api.app import create_app
from bot.pages.form import read_question
from bot.pages.links import place
from bot.pages.reading import Layout, lay_out
from bot.pages.words import EXAMPLES, STATUS, VALIDITY
from bot.record import Status
from knowledge.errors import BadQuestion, CatalogueUnavailable, HotlineError
from knowledge.model import Document, Span, Validity
from knowledge.settings import load_settings
from tests.fakes import HOTLINES, PLAN, FakeAssistant, documents, failing

QUESTION = "监护状况一般的多久走访一次"
DANGER = "孩子正有危险，请先拨打 110；受伤、生病急救拨打 120。"


def client_of(assistant: FakeAssistant, as_of: date = date(2026, 11, 24)) -> TestClient:
    return TestClient(create_app(assistant, load_settings(as_of=as_of), hotlines=HOTLINES))


@pytest.fixture(scope="module")
def client() -> TestClient:
    return client_of(FakeAssistant())


class Reader(HTMLParser):
    """The words of a page, its tags, and the addresses it names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    @property
    def addresses(self) -> list[str]:
        names = ("href", "src", "action", "data-part")
        return [value for _, attrs in self.tags for name in names if (value := attrs.get(name))]


def answer_to(question: str, assistant: FakeAssistant | None = None) -> Reader:
    return Reader(client_of(assistant or FakeAssistant()).post("/", data={"question": question}).text)


# --- asking -----------------------------------------------------------------------------------------


def test_an_answer_is_read_without_javascript(client: TestClient) -> None:
    response = client.post("/", data={"question": QUESTION})
    page = Reader(response.text)
    assert response.status_code == 200
    assert STATUS[Status.ANSWERED] in page.words
    assert "对于监护状况一般的，每个月入户走访一次" in page.words
    assert VALIDITY[Validity.PERIOD_ENDED] in page.words
    assert "省民政厅 负责" in page.words
    assert any(address.endswith("#cited") for address in page.addresses)


def test_the_pages_script_gets_the_answer_alone(client: TestClient) -> None:
    part = client.post("/", data={"question": QUESTION}, headers={"X-Part": "answer"}).text
    whole = client.post("/", data={"question": QUESTION}).text
    assert part.startswith("<article")
    assert part.strip() in whole


def test_a_family_asks_on_the_page() -> None:
    assistant = FakeAssistant()
    client_of(assistant).post("/", data={"question": QUESTION})
    assert assistant.asked == [(QUESTION, None, None, "family")]


@pytest.mark.parametrize("path", ["/", f"/documents/{PLAN}", "/docs", "/nowhere"])
def test_the_numbers_for_a_child_in_danger_are_on_every_page(client: TestClient, path: str) -> None:
    page = Reader(client.get(path).text)
    assert DANGER in page.words
    assert {"tel:110", "tel:120"} <= set(page.addresses)


def test_the_numbers_and_the_form_stay_when_the_catalogue_is_down() -> None:
    client = client_of(failing(CatalogueUnavailable("目录库打不开", "请稍后再试")))
    for response in (client.get("/"), client.post("/", data={"question": QUESTION})):
        page = Reader(response.text)
        assert response.status_code == 503
        assert DANGER in page.words
        assert "目录库打不开；请稍后再试" in page.words
        assert any(tag == "textarea" for tag, _ in page.tags)
        assert "tel:12345" in page.addresses


def test_in_an_emergency_the_numbers_come_before_the_words() -> None:
    html = client_of(FakeAssistant()).post("/", data={"question": "孩子失踪了 重点关注"}).text
    card = html[html.index('<article class="answer emergency"') :]
    assert card.index('role="alert"') < card.index("tel:110") < card.index("<blockquote>")


def test_distress_gets_a_line_of_help_beside_an_ordinary_answer() -> None:
    page = answer_to("学生难受，心理健康")
    assert STATUS[Status.ANSWERED] in page.words
    assert "可以打电话说一说" in page.words


@pytest.mark.parametrize(("question", "status"), [("宠物牌照", "no_basis"), ("今天天气", "out_of_scope")])
def test_no_answer_is_told_kindly_with_a_number_to_call(question: str, status: str) -> None:
    page = answer_to(question)
    assert STATUS[Status(status)] in page.words
    assert "12345 转人工" in page.words
    assert "最接近的条款" in page.words


def test_what_is_still_missing_is_asked_for() -> None:
    page = answer_to("孩子得了重病，家里困难，有哪些救助项目可以申请？")
    assert "孩子多大了？" in page.words
    assert "点燃希望" in page.words


def test_a_refused_question_stays_in_the_form() -> None:
    question = "长" * 2001
    response = client_of(FakeAssistant()).post("/", data={"question": question})
    assert response.status_code == 422
    assert "问题太长了" in response.text
    assert f">{question}</textarea>" in response.text


def test_there_are_four_examples_and_each_is_one_press_away(client: TestClient) -> None:
    values = [attrs["value"] for tag, attrs in Reader(client.get("/").text).tags if "value" in attrs]
    assert tuple(values) == EXAMPLES
    assert len(values) == 4


def test_every_status_and_validity_has_its_words() -> None:
    assert set(STATUS) == set(Status)
    assert set(VALIDITY) == set(Validity)


# --- safety of the page -------------------------------------------------------------------------------


def pages() -> list[str]:
    client = client_of(FakeAssistant())
    return [
        client.get("/").text,
        client.post("/", data={"question": QUESTION}).text,
        client.get(f"/documents/{PLAN}?start=5778&end=5797").text,
        client.get("/docs").text,
        client.get("/nowhere").text,
    ]


def test_nothing_on_a_page_is_inline_or_from_outside() -> None:
    for html in pages():
        for tag, attrs in Reader(html).tags:
            assert tag != "style"
            assert tag != "script" or (attrs.get("src") or "").startswith("/static/")
            assert not [name for name in attrs if name == "style" or name.startswith("on")]
        for address in Reader(html).addresses:
            assert address.startswith(("/", "#", "tel:"))
            assert not address.startswith("//")


def test_markup_in_a_question_is_only_text() -> None:
    attack = "<script>alert(1)</script>\" onfocus=x '重点关注"
    html = client_of(FakeAssistant()).post("/", data={"question": attack}).text
    assert "<script>alert" not in html
    assert attack in Reader(html).words


def test_no_address_holds_the_question(client: TestClient) -> None:
    page = Reader(client.post("/", data={"question": QUESTION}).text)
    assert not [address for address in page.addresses if "question" in address]
    forms = [attrs for tag, attrs in page.tags if tag == "form" and attrs.get("action")]
    assert {form["method"] for form in forms} == {"post"}
    assert QUESTION not in client.get("/", params={"question": QUESTION}).text


def test_an_answer_is_not_kept_by_the_browser(client: TestClient) -> None:
    assert client.post("/", data={"question": QUESTION}).headers["Cache-Control"] == "no-store"


# --- the form ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "question"),
    [
        (b"question=%E5%84%BF%E7%AB%A5+ok", "儿童 ok"),
        ("question=儿童".encode(), "儿童"),
        (b"question=a%0D%0Ab", "a\nb"),
        (b"question=a%00b", "ab"),
        (b"question=%ED%A0%80", "\ufffd\ufffd\ufffd"),
        (b"question=\xff", "\ufffd"),
        (b"question=one&question=two", "one"),
        (b"question=", ""),
        (b"other=x", ""),
        (b"", ""),
    ],
)
def test_a_form_is_read(body: bytes, question: str) -> None:
    assert read_question(body) == question


def test_a_form_with_a_flood_of_fields_is_refused() -> None:
    with pytest.raises(BadQuestion):
        read_question(b"&".join(b"a=1" for _ in range(100)))


# --- the original document ----------------------------------------------------------------------------


def plan() -> Document:
    return documents()[0]


def shown(layout: Layout) -> str:
    return "".join(
        piece.text for section in layout.sections for line in section.lines for piece in line.pieces
    )


def marked(layout: Layout) -> str:
    return "".join(
        piece.text
        for section in layout.sections
        for line in section.lines
        for piece in line.pieces
        if piece.marked
    )


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.doc_no)
def test_the_whole_text_is_shown_whatever_is_marked(document: Document) -> None:
    for mark in (None, Span(3, 9), Span(0, len(document.text))):
        assert without_space(shown(lay_out(document, mark=mark))) == without_space(document.text)


def test_the_mark_covers_the_quote_and_nothing_else() -> None:
    quote = "每个月入户走访一次"
    start = plan().text.index(quote)
    assert marked(lay_out(plan(), mark=Span(start, start + len(quote)))) == quote


def test_a_mark_may_run_over_lines_and_a_runin_heading() -> None:
    heading = plan().text.index("2.自身困境儿童")
    span = Span(heading - 20, heading + 12)
    layout = lay_out(plan(), mark=span)
    assert without_space(marked(layout)) == without_space(plan().text[span.start : span.end])
    firsts = [
        piece
        for section in layout.sections
        for line in section.lines
        for piece in line.pieces
        if piece.first_mark
    ]
    assert len(firsts) == 1


@pytest.mark.parametrize("span", [(-1, 5), (5, 5), (9, 3), (10**9, 10**9 + 1), (0, 10**9)])
def test_a_mark_that_is_not_in_the_text_is_reported(span: tuple[int, int]) -> None:
    layout = lay_out(plan(), mark=Span(*span))
    assert not layout.found
    assert marked(layout) == ""


def test_an_interrupted_clause_is_shown_where_its_parts_stand() -> None:
    labels = [section.label for section in lay_out(plan()).sections]
    assert labels[4:9] == ["二（二）", "二（二）1", "二（二）2", "二（二）3", "二（二）"]
    anchors = [section.anchor for section in lay_out(plan()).sections]
    assert len([anchor for anchor in anchors if anchor]) == len({*anchors} - {None})


def test_headings_are_headings_and_title_lines_stand_in_the_middle() -> None:
    lines = [line for section in lay_out(plan()).sections for line in section.lines]
    said = {"".join(piece.text for piece in line.pieces): line for line in lines}
    assert said["三、任务举措"].level == 1
    assert said["（二）困境儿童"].level == 2
    assert said["吉民发〔2024〕2号"].centred
    assert said["关爱服务质量提升三年行动实施方案"].centred


def test_the_cited_words_are_marked_on_the_documents_page(client: TestClient) -> None:
    quote = "每个月入户走访一次"
    start = plan().text.index(quote)
    link = place(PLAN, "三（三）8", (start, start + len(quote)))
    page = client.get(link.page)
    assert f'<mark id="cited">{quote}</mark>' in page.text
    assert 'id="三（三）8"' in page.text
    assert "实施期已过" in page.text
    assert "各份来源的出入（1 处）" in page.text
    assert "政府公报版作<q>信息系统数据，每年</q>" in page.text
    part = client.get(link.part)
    assert part.text.startswith("<article")
    assert f'<mark id="cited">{quote}</mark>' in part.text


def test_a_plan_whose_period_runs_is_not_called_ended() -> None:
    page = client_of(FakeAssistant(), as_of=date(2026, 10, 31)).get(f"/documents/{PLAN}").text
    assert "实施期已过" not in page


def test_a_stale_place_says_so_and_shows_the_text(client: TestClient) -> None:
    page = client.get(f"/documents/{PLAN}", params={"start": "5", "end": "99999999"}).text
    assert "对不上位置" in page
    assert client.get(f"/documents/{PLAN}", params={"start": "x", "end": "9" * 5000}).status_code == 200


def test_an_unknown_document_is_said_kindly(client: TestClient) -> None:
    response = client.get("/documents/吉民发〔2030〕1号")
    assert response.status_code == 404
    assert "没有文号是" in response.text
    assert DANGER in Reader(response.text).words


def test_the_message_of_an_error_is_only_text() -> None:
    client = client_of(failing(HotlineError("<script>alert(1)</script>")))
    assert "<script>alert" not in client.post("/", data={"question": QUESTION}).text
