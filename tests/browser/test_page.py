import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits

pytestmark = pytest.mark.browser

QUESTION = "监护状况一般的多久走访一次"
QUOTE = "对于监护状况一般的，每个月入户走访一次"
FOUND = "查到了，文件里是这样写的"


def ask(page: Page, question: str = QUESTION) -> None:
    page.get_by_label("您想问什么？").fill(question)
    page.get_by_role("button", name="查政策").click()
    expect(page.get_by_role("heading", level=2).first).to_be_visible()


def test_a_question_is_asked_and_its_answer_read_with_the_clause_beside_it(visits: Visits) -> None:
    page = visits.page()
    ask(page)
    expect(page.get_by_role("heading", name=FOUND)).to_be_in_viewport()
    expect(page.locator(".says")).to_contain_text(QUOTE)
    expect(page.locator(".badge").first).to_have_text("实施期已过")
    mark = page.get_by_role("complementary", name="文件原文").locator("mark")
    expect(mark).to_have_text(QUOTE)
    expect(mark).to_be_in_viewport()
    assert page.url == visits.address + "/"


def test_the_question_travels_in_a_post_body_only(visits: Visits) -> None:
    page = visits.page()
    ask(page)
    assert [sent.url for sent in visits.posts] == [visits.address + "/"]
    assert "question=" in (visits.posts[0].post_data or "")


def test_an_example_is_one_press(visits: Visits) -> None:
    page = visits.page()
    page.get_by_role("button", name="儿童主任多久要来家里走访一次？").click()
    expect(page.get_by_role("heading", name=FOUND)).to_be_visible()
    expect(page.get_by_label("您想问什么？")).to_have_value("儿童主任多久要来家里走访一次？")


def test_everything_can_be_done_from_the_keyboard(visits: Visits) -> None:
    page = visits.page()
    box = page.get_by_label("您想问什么？")
    keys = page.keyboard
    keys.press("/")
    expect(box).to_be_focused()
    keys.type("监护状况")
    keys.press("Shift+Enter")
    keys.type("一般的多久走访一次")
    expect(box).to_have_value("监护状况\n一般的多久走访一次")
    keys.press("Enter")
    expect(page.get_by_role("heading", name=FOUND)).to_be_focused()

    results = page.locator("#answer a.result")
    keys.press("j")
    expect(results.nth(0)).to_be_focused()
    keys.press("ArrowDown")
    expect(results.nth(1)).to_be_focused()
    keys.press("j")
    keys.press("k")
    keys.press("ArrowUp")
    expect(results.nth(0)).to_be_focused()
    keys.press("k")
    expect(results.nth(0)).to_be_focused()

    keys.press("j")
    keys.press("Enter")
    beside = page.get_by_role("complementary", name="文件原文")
    expect(beside.get_by_role("heading", level=2)).to_be_focused()
    keys.press("Escape")
    expect(beside).to_be_hidden()
    expect(results.nth(1)).to_be_focused()

    keys.press("/")
    expect(box).to_be_focused()
    keys.press("Escape")
    expect(box).to_have_value("")


def test_from_the_end_of_the_question_the_arrow_goes_on_to_the_clauses(visits: Visits) -> None:
    page = visits.page()
    ask(page)
    page.keyboard.press("/")
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#answer a.result").first).to_be_focused()


def test_the_list_of_keys_opens_and_single_keys_can_be_turned_off(visits: Visits) -> None:
    page = visits.page()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="快捷键")
    expect(dialog).to_be_visible()
    dialog.get_by_role("checkbox").uncheck()
    dialog.get_by_role("button", name="知道了").click()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.get_by_label("您想问什么？")).not_to_be_focused()
    page.reload()
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="快捷键").click()
    expect(dialog.get_by_role("checkbox")).not_to_be_checked()


@pytest.mark.parametrize("composing", ["isComposing: true", "keyCode: 229"])
def test_enter_that_picks_a_word_in_an_input_method_does_not_send(visits: Visits, composing: str) -> None:
    page = visits.page()
    box = page.get_by_label("您想问什么？")
    box.fill("监护")
    for key in ("Enter", "Escape"):
        box.evaluate(
            "(box, key) => box.dispatchEvent(new KeyboardEvent('keydown',"
            " {key, bubbles: true, cancelable: true, " + composing + "}))",
            key,
        )
    page.wait_for_timeout(200)
    assert visits.posts == []
    expect(box).to_have_value("监护")


def test_only_the_latest_questions_answer_is_shown(visits: Visits) -> None:
    page = visits.page()
    page.evaluate(
        "() => { const real = window.fetch; let calls = 0; window.fetch = (...args) =>"
        " calls++ ? real(...args) : new Promise(go => setTimeout(() => go(real(...args)), 400)) }"
    )
    box = page.get_by_label("您想问什么？")
    box.fill(QUESTION)
    box.press("Enter")
    box.fill("今天天气")
    box.press("Enter")
    page.wait_for_timeout(800)
    expect(page.locator(".asked")).to_contain_text("今天天气")
    expect(page.locator(".answer")).to_have_count(1)


def test_a_lost_connection_keeps_the_question_and_names_a_number(visits: Visits) -> None:
    page = visits.page()
    page.context.set_offline(True)
    ask(page)
    expect(page.get_by_role("heading", name="没有连上")).to_be_visible()
    expect(page.locator("#answer")).to_contain_text("12345")
    expect(page.get_by_label("您想问什么？")).to_have_value(QUESTION)
    assert all("ERR_INTERNET_DISCONNECTED" in said for said in visits.wrong)
    visits.wrong.clear()


def test_a_refusal_is_read_in_the_answers_place(visits: Visits) -> None:
    page = visits.page()
    ask(page, "长" * 2001)
    expect(page.locator("#answer")).to_contain_text("问题太长了")
    assert all("422" in said for said in visits.wrong)  # the browser's own line about the status
    visits.wrong.clear()


def test_in_an_emergency_the_numbers_fill_the_screen_and_nothing_opens_beside(
    visits: Visits,
) -> None:
    page = visits.page()
    ask(page, "孩子失踪了 重点关注")
    expect(page.get_by_role("link", name="110 报警")).to_be_in_viewport()
    page.wait_for_timeout(200)
    expect(page.get_by_role("complementary", name="文件原文")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 390])
def test_on_a_phone_nothing_scrolls_sideways_and_a_document_is_its_own_page(
    visits: Visits, width: int
) -> None:
    page = visits.page(width=width, height=780, has_touch=True, is_mobile=True)
    sideways = "document.documentElement.scrollWidth > window.innerWidth"
    assert not page.evaluate(sideways)
    ask(page)
    assert not page.evaluate(sideways)
    expect(page.get_by_role("heading", name=FOUND)).to_be_in_viewport()
    page.get_by_role("link", name="在原文中看这一句").first.tap()
    page.wait_for_url(re.compile("/documents/"))
    assert not page.evaluate(sideways)
    expect(page.locator("mark")).to_have_text(QUOTE)
    expect(page.locator("mark")).to_be_in_viewport()
    expect(page.get_by_role("complementary", name="紧急求助")).to_be_in_viewport()
    page.go_back()
    expect(page.get_by_role("heading", name=FOUND)).to_be_visible()
    expect(page.locator("#answer a.result").first).to_be_focused()
    page.reload()
    expect(page.locator(".answer")).to_have_count(0)


def test_without_javascript_the_page_is_a_form_and_links(visits: Visits) -> None:
    page = visits.page(java_script_enabled=False)
    page.get_by_label("您想问什么？").fill(QUESTION)
    page.get_by_role("button", name="查政策").click()
    expect(page.get_by_role("heading", name=FOUND)).to_be_in_viewport()
    expect(page.get_by_label("您想问什么？")).to_have_value(QUESTION)
    page.get_by_role("link", name="在原文中看这一句").first.click()
    expect(page.locator("mark")).to_have_text(QUOTE)
    expect(page.locator("mark")).to_be_in_viewport()
    page.get_by_role("link", name="吉林省儿童福利政策问答").click()
    page.get_by_role("button", name="发现孩子可能被打").click()
    expect(page.locator("#answer h2")).to_be_visible()


def test_every_control_has_a_name_and_every_page_one_main_heading(visits: Visits) -> None:
    page = visits.page()
    ask(page)
    for selector in ("a", "button", "textarea", "input"):
        for control in page.locator(f"{selector}:visible").all():
            name = control.evaluate("e => (e.labels && e.labels.length ? e.labels[0] : e).textContent.trim()")
            assert name
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("[aria-live=polite]")).to_have_attribute("aria-busy", "false")
    address = page.locator("#answer a.result").first.get_attribute("href") or ""
    page.goto(visits.address + address)
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visits: Visits, scheme: str) -> None:
    page = visits.page(color_scheme=scheme)
    ask(page)
    expect(page.locator("mark")).to_be_visible()
    pale = page.evaluate(CONTRAST)
    assert pale == []


# Every visible text whose contrast with the nearest painted ground is below 4.5 to 1 (WCAG AA).
CONTRAST = """() => {
  const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => { const [r, g, b] = rgb(c).map(v => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    const [, , , a = 1] = rgb(c); if (a > 0) return c } return 'rgb(255, 255, 255)' };
  const pale = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, words = walk.currentNode.textContent.trim();
    if (!words || !e.checkVisibility()) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) pale.push([words.slice(0, 20), ratio.toFixed(2)]);
  }
  return pale }"""


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_can_be_looked_at(visits: Visits, tmp_path: Path, width: int) -> None:
    page = visits.page(width=width, height=844)
    page.screenshot(path=tmp_path / f"home-{width}.png")
    ask(page)
    page.wait_for_timeout(200)
    page.screenshot(path=tmp_path / f"answer-{width}.png")
    assert (tmp_path / f"answer-{width}.png").stat().st_size > 10_000
