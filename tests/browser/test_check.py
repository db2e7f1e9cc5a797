from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.test_page import CONTRAST

pytestmark = pytest.mark.browser

HEARD = "孩子八岁，爸爸出去打工快一年了，妈妈在家，听说有残疾证二级"
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"


def opened(visits: Visits, **options: object) -> Page:
    page = visits.page(**options)  # type: ignore[arg-type]
    page.get_by_role("link", name="说说孩子的情况").click()
    expect(page.get_by_role("heading", name="孩子属于哪几类？")).to_be_visible()
    page.wait_for_load_state()
    return page


def told(page: Page, text: str = HEARD) -> None:
    page.get_by_label("孩子和家里是什么情况？").fill(text)
    page.get_by_role("button", name="核对").click()
    expect(page.locator(".lamp")).to_have_count(5)


def test_a_child_is_checked_from_the_keyboard_alone(visits: Visits) -> None:
    page = opened(visits)
    keys = page.keyboard
    box = page.get_by_label("孩子和家里是什么情况？")
    keys.press("/")
    expect(box).to_be_focused()
    keys.type("孩子八岁，家里是低保户，爸爸出去打工快一年了")
    keys.press("Enter")
    question = page.locator(".next h2")
    expect(question).to_be_focused()
    expect(page.locator(".lamp.confirmed")).to_contain_text("家庭困境儿童")

    age = page.locator('.chip[data-fact="儿童.周岁"]')
    father = page.locator('.chip[data-fact="父.现状"]')
    keys.press("j")
    expect(age).to_be_focused()
    keys.press("y")
    expect(age).to_have_class("chip given")
    expect(father).to_be_focused()
    keys.press("e")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(father).to_have_class("chip given")
    expect(father).to_contain_text("在家")
    keys.press("n")
    expect(question).to_have_text("孩子的爸爸现在是什么情况？")
    expect(question).to_be_focused()
    keys.press("2")
    expect(father).to_have_class("chip given")
    expect(father).to_contain_text("在外打工")
    expect(question).not_to_have_text("孩子的爸爸现在是什么情况？")
    asked = question.inner_text()
    keys.press("-")
    expect(question).not_to_have_text(asked)
    keys.press("=")
    expect(page.locator(".chip.unclear")).to_have_count(1)
    expect(page.locator(".chip.refused")).to_have_count(1)
    keys.press("a")
    expect(page.locator(".chip.heard")).to_have_count(0)


def test_a_changed_verdict_is_said_to_those_who_do_not_see_the_lamps(visits: Visits) -> None:
    page = opened(visits)
    told(page, "孩子八岁")
    box = page.get_by_label("孩子和家里是什么情况？")
    box.fill("孩子八岁，家里是低保户")
    box.press("Enter")
    expect(page.get_by_role("status")).to_have_text("家庭困境儿童：✓符合")


def test_what_was_told_travels_in_post_bodies_only_and_nothing_stays(visits: Visits) -> None:
    page = opened(visits)
    told(page)
    page.locator("[data-key='1']").click()
    expect(page.locator(".chip.given")).to_have_count(1)
    assert page.url == visits.address + "/check"
    assert {sent.url for sent in visits.posts} == {visits.address + "/check"}
    assert page.context.cookies() == []
    assert page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))") == []
    page.reload()
    expect(page.locator(".chip")).to_have_count(0)


@pytest.mark.parametrize("composing", ["isComposing: true", "keyCode: 229"])
def test_a_key_that_picks_a_word_in_an_input_method_does_nothing_else(visits: Visits, composing: str) -> None:
    page = opened(visits)
    told(page)
    sent = len(visits.posts)
    page.locator(".chip").first.focus()
    for place in ("#text", ".chip", ".next h2"):
        for key in ("Enter", "1", "y", "-", "a"):
            page.locator(place).first.evaluate(
                "(place, key) => place.dispatchEvent(new KeyboardEvent('keydown',"
                " {key, bubbles: true, cancelable: true, " + composing + "}))",
                key,
            )
    page.wait_for_timeout(200)
    assert len(visits.posts) == sent


def test_digits_typed_into_a_field_are_no_answers(visits: Visits) -> None:
    page = opened(visits)
    told(page, "爸爸出去打工快一年了")
    sent = len(visits.posts)
    page.locator(".chip", has_text="连续外出").locator("summary").click()
    field = page.locator(".chip", has_text="连续外出").locator("input").first
    field.press_sequentially("14")
    assert len(visits.posts) == sent
    field.press("Enter")
    expect(page.locator(".chip", has_text="连续外出")).to_contain_text("14个月")


def test_the_clause_opens_beside_the_conditions_at_its_place(visits: Visits) -> None:
    page = opened(visits)
    told(page)
    page.locator("#kind-留守儿童 a.result").first.click()
    mark = page.get_by_role("complementary", name="文件原文").locator("mark")
    expect(mark).to_have_text("不满16周岁的未成年人")
    expect(mark).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="文件原文")).to_be_hidden()


def test_on_a_phone_nothing_scrolls_sideways_and_the_way_back_finds_the_result(visits: Visits) -> None:
    page = opened(visits, width=390, height=844, has_touch=True, is_mobile=True)
    assert not page.evaluate(SIDEWAYS)
    told(page)
    assert not page.evaluate(SIDEWAYS)
    expect(page.locator(".next h2")).to_be_in_viewport()
    for summary in page.locator(".chip summary").all():
        summary.tap()
    assert not page.evaluate(SIDEWAYS)
    small = page.evaluate(
        "Array.from(document.querySelectorAll('#checked button, #checked summary')).filter(e =>"
        " e.checkVisibility() && e.getBoundingClientRect().height < 40).map(e => e.textContent)"
    )
    assert small == []
    page.locator("#kind-留守儿童 a.result").first.tap()
    page.wait_for_url("**/documents/**")
    page.go_back()
    expect(page.locator(".lamp")).to_have_count(5)
    expect(page.get_by_label("孩子和家里是什么情况？")).to_have_value(HEARD)


def test_in_an_emergency_the_numbers_fill_the_screen(visits: Visits) -> None:
    page = opened(visits, width=390, height=844)
    told(page, "孩子今天找不着了")
    expect(page.get_by_role("link", name="110 报警")).to_be_in_viewport()
    expect(page.locator(".alert h2")).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator(".chip.given")).to_have_count(1)
    expect(page.locator(".next h2")).to_be_focused()
    expect(page.locator(".alert")).to_have_count(1)


def test_a_lost_connection_keeps_everything(visits: Visits) -> None:
    page = opened(visits)
    told(page)
    page.context.set_offline(True)
    page.locator("[data-key='1']").click()
    expect(page.get_by_role("heading", name="没有连上")).to_be_focused()
    page.context.set_offline(False)
    page.locator("[data-key='1']").click()
    expect(page.locator(".chip.given")).to_have_count(1)
    expect(page.get_by_role("heading", name="没有连上")).to_have_count(0)
    assert all("ERR_INTERNET_DISCONNECTED" in said for said in visits.wrong)
    visits.wrong.clear()


def test_without_javascript_the_page_is_a_form(visits: Visits) -> None:
    page = opened(visits, java_script_enabled=False)
    told(page)
    page.locator("[data-fact='儿童.周岁'] [data-act=y]").click()
    expect(page.locator("[data-fact='儿童.周岁']")).to_have_class("chip given")
    question = page.locator(".next h2").inner_text()
    page.get_by_role("button", name="不清楚", exact=True).click()
    expect(page.locator(".next h2")).not_to_have_text(question)
    page.locator("[data-fact='父.外出连续月数'] summary").click()
    page.locator("[data-fact='父.外出连续月数'] input").first.fill("4")
    page.locator("[data-fact='父.外出连续月数'] [data-act=save]").click()
    expect(page.locator("[data-fact='父.外出连续月数']")).to_contain_text("4个月")
    assert page.url.endswith("/check#checked")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visits: Visits, scheme: str) -> None:
    page = opened(visits, color_scheme=scheme)
    told(page, HEARD + "，家里是低保户")
    page.wait_for_timeout(1200)
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_can_be_looked_at(visits: Visits, tmp_path: Path, width: int) -> None:
    page = opened(visits, width=width, height=844)
    told(page)
    page.screenshot(path=tmp_path / f"check-{width}.png", full_page=True)
    assert (tmp_path / f"check-{width}.png").stat().st_size > 10_000
