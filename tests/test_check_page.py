import re
from datetime import date
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from bot.api.app import create_app
from bot.pages.check_view import choices
from bot.pages.saying import PEOPLE, called, person, said
from bot.pages.told import Told, read_told, written
from knowledge.errors import BadLibrary, RulesUnavailable
from knowledge.facts import UNCLEAR, Kind, vocabulary
from knowledge.settings import load_settings
from tests.fake_check import DAY, CheckingAssistant
from tests.fakes import HOTLINES
from tests.test_pages import DANGER, Reader

HEARD = "孩子八岁，爸爸出去打工快一年了，妈妈在家，听说有残疾证二级"
FIVE = ("留守儿童", "流动儿童", "家庭困境儿童", "自身困境儿童", "监护困境儿童")
Fields = dict[str, str | list[str]]


def client_of(assistant: CheckingAssistant) -> TestClient:
    return TestClient(create_app(assistant, load_settings(as_of=DAY), hotlines=HOTLINES))


@pytest.fixture
def assistant() -> CheckingAssistant:
    return CheckingAssistant()


@pytest.fixture
def client(assistant: CheckingAssistant) -> TestClient:
    return client_of(assistant)


class Form:
    """The form of a page as a browser without JavaScript sends it."""

    def __init__(self, client: TestClient, text: str = "") -> None:
        self.client = client
        self.fields: dict[str, list[str]] = {"text": [text]}
        self.press()

    def press(self, name: str = "", value: str = "", **typed: str) -> None:
        """Sends all that the form carries, what was typed, and the button that was pressed."""
        sent: Fields = {**self.fields, **typed}
        if name:
            sent[name] = [*self.fields.get(name, ()), value]
        self.response = self.client.post("/check", data=sent)
        self.html = self.response.text
        self.page = Reader(self.html)
        text = re.search(r"<textarea.*?>(.*?)</textarea>", self.html, re.S)
        assert text
        self.fields = {"text": [text[1]]}
        for tag, attrs in self.page.tags:
            if tag == "input" and attrs.get("type") == "hidden":
                self.fields.setdefault(str(attrs["name"]), []).append(str(attrs["value"]))

    def buttons(self, name: str) -> list[str]:
        return [str(a["value"]) for tag, a in self.page.tags if tag == "button" and a.get("name") == name]

    @property
    def question(self) -> str | None:
        return self.fields.get("question", [None])[0]

    def chip(self, fact: str) -> str:
        found = re.search(rf'<li class="chip (\w+)" data-fact="{re.escape(fact)}"', self.html)
        return found[1] if found else ""

    def lamps(self) -> dict[str, str]:
        return {
            str(attrs["data-category"]): str(attrs["data-verdict"])
            for tag, attrs in self.page.tags
            if tag == "a" and "data-category" in attrs
        }


# --- the page -----------------------------------------------------------------------------------------


def test_the_page_is_one_link_away_from_the_first_one(client: TestClient) -> None:
    assert "/check" in Reader(client.get("/").text).addresses
    response = client.get("/check")
    page = Reader(response.text)
    assert response.status_code == 200
    assert DANGER in page.words
    assert "tel:12345" in page.addresses


def test_nothing_is_stored_and_no_address_holds_what_was_told(client: TestClient) -> None:
    form = Form(client, HEARD)
    assert form.response.headers["cache-control"] == "no-store"
    assert "set-cookie" not in form.response.headers
    assert "八岁" not in "".join(form.page.addresses)
    methods = [attrs.get("method") for tag, attrs in form.page.tags if tag == "form" and "action" in attrs]
    assert methods == ["post"]


def test_nothing_on_the_page_is_inline_so_that_the_strict_policy_holds(client: TestClient) -> None:
    form = Form(client, HEARD)
    assert "default-src 'self'" in form.response.headers["content-security-policy"]
    assert not [a for _, a in form.page.tags if any(name == "style" or name.startswith("on") for name in a)]
    assert [attrs.get("src") for tag, attrs in form.page.tags if tag == "script"] == ["/static/page.js"]
    assert not any(tag == "style" for tag, _ in form.page.tags)


def test_the_pages_script_gets_the_result_alone(client: TestClient) -> None:
    part = client.post("/check", data={"text": HEARD}, headers={"X-Part": "checked"}).text
    assert part.startswith("<article")
    assert part.strip() in client.post("/check", data={"text": HEARD}).text


def test_an_id_stands_once_and_every_control_has_a_name(client: TestClient) -> None:
    form = Form(client, HEARD)
    ids = [attrs["id"] for _, attrs in form.page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for found in re.findall(r"<(?:button|summary)[^>]*>(.*?)</(?:button|summary)>", form.html, re.S):
        assert re.sub(r"<[^>]+>", "", found).strip()


# --- facts --------------------------------------------------------------------------------------------


def test_facts_are_shown_by_person_with_the_words_they_were_heard_in(client: TestClient) -> None:
    form = Form(client, HEARD)
    assert form.chip("父.外出连续月数") == "heard"
    assert "约10到12个月" in form.page.words
    assert "听到“快一年”" in form.page.words
    people = re.findall(r'<div class="who">\s*<h3>(.*?)</h3>', form.html)
    assert people == ["孩子", "爸爸", "妈妈"]


def test_what_was_only_half_said_looks_it_and_counts_once_confirmed(
    client: TestClient, assistant: CheckingAssistant
) -> None:
    form = Form(client, HEARD)
    assert form.chip("母.残疾等级") == "unsure"
    assert "没说准，先不算" in form.page.words
    form.press("given", written("母.残疾等级", 2))
    assert form.chip("母.残疾等级") == "given"
    assert assistant.checked[-1][1] == {"母.残疾等级": 2}


def test_all_that_was_heard_clearly_is_confirmed_at_once_and_nothing_else(client: TestClient) -> None:
    form = Form(client, HEARD)
    form.press("all", "yes")
    assert form.chip("父.现状") == form.chip("儿童.周岁") == "given"
    assert form.chip("母.残疾等级") == "unsure"
    assert not form.buttons("all")


def test_what_was_heard_wrongly_is_asked_again_and_does_not_come_back_by_itself(
    client: TestClient, assistant: CheckingAssistant
) -> None:
    form = Form(client, HEARD)
    form.press("drop", "父.现状")
    assert form.chip("父.现状") == "dropped"
    assert form.question == "父.现状"
    assert assistant.checked[-1][1] == {"父.现状": UNCLEAR}
    form.press("answer", written("父.现状", "在家"))
    assert form.chip("父.现状") == "given"
    assert assistant.checked[-1][1] == {"父.现状": "在家"}
    assert form.question != "父.现状"


def test_what_was_heard_wrongly_may_be_left_unsaid_or_restored(client: TestClient) -> None:
    form = Form(client, HEARD)
    form.press("drop", "父.现状")
    form.press("refuse", "父.现状")
    assert form.chip("父.现状") == "unclear"
    assert form.question != "父.现状"
    other = Form(client, HEARD)
    other.press("drop", "父.现状")
    other.press("restore", "父.现状")
    assert other.chip("父.现状") == "heard"


def test_a_fact_is_corrected_by_another_option_a_number_or_a_range(
    client: TestClient, assistant: CheckingAssistant
) -> None:
    form = Form(client, HEARD)
    form.press(
        **{
            "set.父.现状": "失联",
            "low.儿童.周岁": "9",
            "low.父.外出连续月数": "3",
            "high.父.外出连续月数": "5",
        }
    )
    assert assistant.checked[-1][1] == {"儿童.周岁": 9, "父.现状": "失联", "父.外出连续月数": [3, 5]}
    assert "约3到5个月" in form.page.words
    assert "联系不上了" in form.page.words


def test_a_correction_that_cannot_be_read_is_told_and_loses_nothing(client: TestClient) -> None:
    form = Form(client, HEARD)
    form.press(**{"low.儿童.周岁": "九百", "set.父.现状": "在家"})
    assert form.response.status_code == 200
    assert "“儿童·周岁”没有改成：请写数字" in form.page.words
    assert form.chip("儿童.周岁") == "heard"
    assert form.chip("父.现状") == "given"


def test_a_corrected_fact_stands_above_a_text_written_anew(client: TestClient) -> None:
    form = Form(client, HEARD)
    form.press("given", written("儿童.周岁", 8))
    form.press(text="孩子十二岁")
    assert form.chip("儿童.周岁") == "given"
    assert "8岁" in form.page.words


# --- the question -------------------------------------------------------------------------------------


def test_the_next_question_says_why_and_takes_one_press(client: TestClient) -> None:
    form = Form(client, HEARD)
    question = form.question
    assert question
    spec = vocabulary()[question]
    assert spec.question in form.page.words
    assert spec.why in form.page.words
    assert len(form.buttons("answer")) == len(spec.quick) + 1
    assert written(question, UNCLEAR) in form.buttons("answer")
    assert form.buttons("refuse") == [question]


@pytest.mark.parametrize(("button", "stand"), [("answer", "unclear"), ("refuse", "refused")])
def test_what_somebody_cannot_or_will_not_tell_is_not_asked_again(
    client: TestClient, assistant: CheckingAssistant, button: str, stand: str
) -> None:
    form = Form(client, HEARD)
    first = form.question
    assert first
    form.press(button, form.buttons(button)[-1])
    assert form.chip(first) == stand
    assert form.question != first
    assert first in assistant.checked[-1][2]


def test_a_number_can_be_written_instead_of_a_rough_answer(
    client: TestClient, assistant: CheckingAssistant
) -> None:
    form = Form(client, "爸爸出去打工快一年了，妈妈也出去打工一年多了")
    while form.question and form.question != "儿童.周岁":
        form.press("answer", form.buttons("answer")[0])
    assert form.question == "儿童.周岁"
    form.press(**{"low.儿童.周岁": "8"})
    assert assistant.checked[-1][1] is not None
    assert assistant.checked[-1][1]["儿童.周岁"] == 8
    assert "儿童.周岁" in assistant.checked[-1][2]


def test_questions_come_to_an_end_and_say_who_settles_the_rest(client: TestClient) -> None:
    form = Form(client)
    for _ in range(12):
        if not form.question:
            break
        form.press("answer", form.buttons("answer")[-1])
    assert form.question is None
    assert "要问的都问过了" in form.page.words
    assert "民政部门" in form.page.words


def test_with_nothing_written_the_page_asks_from_the_start(client: TestClient) -> None:
    form = Form(client)
    assert form.response.status_code == 200
    assert "还没有听出哪一项情况" in form.page.words
    assert form.question == "儿童.单独居住或失踪"


# --- the verdicts -------------------------------------------------------------------------------------


def test_all_five_categories_are_there_with_conditions_and_the_place_of_their_clause(
    client: TestClient,
) -> None:
    form = Form(client, HEARD)
    assert tuple(form.lamps()) == FIVE
    links = [attrs for tag, attrs in form.page.tags if tag == "a" and attrs.get("class") == "result"]
    assert all("#cited" in str(attrs["href"]) for attrs in links)
    text = client.get(str(links[0]["href"])).text
    assert '<mark id="cited">不满16周岁的未成年人</mark>' in text


def test_categories_light_up_as_facts_come_in(client: TestClient) -> None:
    form = Form(client, "孩子八岁，家里是低保户")
    assert form.lamps()["家庭困境儿童"] == "confirmed"
    assert form.lamps()["留守儿童"] == "needs_facts"
    assert "按说到的情况，符合家庭困境儿童的条件；以民政部门认定为准。" in form.page.words
    assert "可咨询申报" in form.page.words


def test_what_is_excluded_is_said_in_the_rules_words_and_nobody_is_told_not_to_belong(
    client: TestClient, assistant: CheckingAssistant
) -> None:
    given = {"儿童.残疾": "否", "儿童.重病": "否", "儿童.艾滋病病毒感染": "否"}
    form = Form(client)
    form.fields["given"] = [written(name, value) for name, value in given.items()]
    form.press()
    assert form.lamps()["自身困境儿童"] == "excluded"
    assert "列明的情形均不符合；是否属于“其他”由民政部门认定。" in form.page.words
    assert "不属于" not in form.page.words


def test_what_only_the_office_can_settle_is_listed_with_its_clause(client: TestClient) -> None:
    form = Form(client)
    given = {"父.残疾类别": "精神", "父.残疾等级": 2, "父.现状": "在家", "母.现状": "死亡"}
    given |= dict.fromkeys(("家庭.低保或特困", "家庭.贫困致困难", "家庭.建档立卡"), "否")
    form.fields["given"] = [written(name, value) for name, value in given.items()]
    form.press()
    assert form.lamps()["家庭困境儿童"] == "needs_person"
    assert "由民政部门定的" in form.page.words


# --- danger and failure -------------------------------------------------------------------------------


def test_in_danger_the_card_comes_before_everything_else(client: TestClient) -> None:
    form = Form(client, "孩子今天找不着了")
    result = form.html[form.html.index('<article class="check"') :]
    assert result.index('role="alert"') < result.index("tel:110") < result.index('class="next"')


def test_a_situation_that_has_to_be_reported_brings_the_card_without_a_text(client: TestClient) -> None:
    form = Form(client)
    form.press("answer", written("儿童.单独居住或失踪", "是"))
    assert 'class="alert"' in form.html


def test_the_card_comes_even_where_nothing_can_be_checked() -> None:
    form = Form(
        client_of(CheckingAssistant(fails=RulesUnavailable("规则对不上", "请核对"))), "孩子今天找不着了"
    )
    assert form.response.status_code == 200
    assert 'class="alert"' in form.html
    assert "tel:110" in form.page.addresses


def test_distress_gets_a_line_of_help_beside_the_check(client: TestClient) -> None:
    form = Form(client, "孩子十岁，爸爸去世了，奶奶心里难受")
    assert 'class="support"' in form.html
    assert 'class="alert"' not in form.html


def test_a_check_that_fails_keeps_all_that_was_told(client: TestClient) -> None:
    form = Form(client, HEARD)
    form.press("given", written("儿童.周岁", 8))
    form.client = client_of(CheckingAssistant(fails=RulesUnavailable("规则对不上", "请核对")))
    form.press()
    assert form.response.status_code == 503
    assert "规则对不上；请核对" in form.page.words
    assert form.fields["text"] == [HEARD]
    assert form.fields["given"] == [written("儿童.周岁", 8)]
    assert DANGER in form.page.words


def test_the_result_is_there_although_the_documents_cannot_be_opened() -> None:
    class WithoutDocuments(CheckingAssistant):
        def document(self, doc_no: str):  # type: ignore[no-untyped-def]
            raise BadLibrary("读不了")

    form = Form(client_of(WithoutDocuments()), HEARD)
    assert form.response.status_code == 200
    assert any("/documents/" in address for address in form.page.addresses)


@pytest.mark.parametrize(
    "body",
    [
        b"given=%E7%88%B6.%E7%8E%B0%E7%8A%B6",
        b"given=x=1&asked=x&dropped=x&drop=x&restore=x&refuse=x&answer=x",
        b"given=%E7%88%B6.%E5%8A%A1%E5%B7%A5%E5%9C%B0=%22%5Cud800%22",
        b"low.%E5%84%BF%E7%AB%A5.%E5%91%A8%E5%B2%81=inf&text=%ff%00",
        b"low.%E5%84%BF%E7%AB%A5.%E5%91%A8%E5%B2%81=nan",
        b"set.%E7%88%B6.%E5%A4%96%E5%87%BA%E8%B5%B7%E5%A7%8B%E6%97%A5=2999-01-01",
        b"given=%E7%88%B6.%E7%8E%B0%E7%8A%B6=" + b"[" * 5000,
    ],
)
def test_a_form_that_was_tampered_with_is_answered_kindly(client: TestClient, body: bytes) -> None:
    response = client.post(
        "/check", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert response.status_code in {200, 422}
    assert DANGER in Reader(response.text).words


def test_what_was_written_is_only_text(client: TestClient) -> None:
    form = Form(client, "<script>alert(1)</script>孩子八岁")
    assert "<script>alert" not in form.html


# --- words and values ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("儿童.周岁", 8, "8岁"),
        ("儿童.周岁", [0, 15], "不满十六周岁"),
        ("儿童.周岁", [16, 60], "满了十六周岁"),
        ("儿童.周岁", [0, 9], "不超过9岁"),
        ("父.外出连续月数", [10, 12], "约10到12个月"),
        ("父.外出连续月数", [24, 720], "24个月以上"),
        ("父.残疾等级", 2, "2级"),
        ("父.现状", "外出务工", "在外打工"),
        ("母.重病", "是", "得了"),
        ("儿童.出生日期", "2016-05-22", "2016年5月22日"),
        ("父.务工地", "长春市", "长春市"),
        ("父.重病", UNCLEAR, "不清楚"),
    ],
)
def test_a_value_is_said_in_plain_words(fact: str, value: object, words: str) -> None:
    assert said(vocabulary()[fact], value) == words


def test_every_fact_has_a_person_a_name_and_a_way_to_correct_it() -> None:
    for spec in vocabulary():
        assert person(spec) in PEOPLE
        assert called(spec)
        written_out = spec.kind in {Kind.NUMBER, Kind.DATE, Kind.PLACE}
        assert bool(choices(spec)) is not written_out
        for _, value in choices(spec):
            assert spec.read(value) == value


def test_a_fact_is_read_back_as_it_was_written() -> None:
    given = {"儿童.周岁": 8, "父.外出连续月数": [10, 12], "父.现状": "外出务工", "母.重病": UNCLEAR}
    given |= {"儿童.出生日期": date(2016, 5, 22).isoformat()}
    told = Told(given=given)
    body = urlencode([("given", pair) for pair in told.carried])
    assert read_told(body.encode()).given == given
