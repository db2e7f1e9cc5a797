// Checks without leaving the page: every press sends the form, and its result takes the old one's place.
import { ASK, HELP } from "./keys.js";

const SLOW = 20000; // milliseconds; a check takes far less than one second

// What a Chinese input method makes of the two keys beside the digits.
const SAME = { "－": "-", "—": "-", "＝": "=", "＋": "=" };

export function setUpChecking(beside, list) {
  const form = document.getElementById("check");
  if (!form) return;
  const box = form.elements.text;
  const region = document.getElementById("checked");
  const changes = document.getElementById("changes");
  let latest = 0; // only the latest press's result is shown
  let pressed = null; // for browsers whose submit event does not name its button

  async function fetchResult(body) {
    const stop = window.AbortController ? new AbortController() : null;
    const timer = window.setTimeout(() => stop && stop.abort(), SLOW);
    try {
      const response = await fetch("/check", {
        method: "POST",
        headers: { "X-Part": "checked" },
        body,
        signal: stop ? stop.signal : undefined,
      });
      return await response.text(); // a refusal is a part too, with its own words
    } catch (error) {
      return null; // no network, or too slow
    } finally {
      window.clearTimeout(timer);
    }
  }

  function verdicts() {
    const found = new Map();
    for (const lamp of region.querySelectorAll(".lamp")) found.set(lamp.dataset.category, lamp);
    return found;
  }

  // Lights the lamps that have changed, and says so to those who do not see them.
  function tellChanges(before) {
    const said = [];
    for (const [category, lamp] of verdicts()) {
      const { verdict } = lamp.dataset;
      if (before.size ? before.get(category) !== verdict : verdict !== "needs_facts") {
        lamp.classList.add("turned");
        said.push(`${category}：${lamp.querySelector("span").textContent.replace(/\s/g, "")}`);
      }
    }
    changes.textContent = said.join("；");
  }

  // Where the reader goes on: at the same question's place, or at the next fact to look at.
  // The card takes the eye when it comes; after that the questions go on below it.
  function goOn(button, fact, { top, warned }) {
    const urgent = !warned && region.querySelector(".alert [data-focus]");
    const asks = region.querySelector(".next input[name=question]");
    const again = button && button.name === "drop" && asks && asks.value === fact;
    if (fact && !urgent && !again) {
      const chips = chipList();
      const at = chips.findIndex((chip) => chip.dataset.fact === fact);
      const waiting = chips.slice(at).concat(chips).filter((chip) => chip.querySelector('[data-act="y"]'));
      // What was heard before what was only presumed.
      const open = waiting.find((chip) => chip.classList.contains("heard")) || waiting[0];
      const next = (button.dataset.act === "y" && open) || chips[at];
      if (next) {
        next.focus();
        return;
      }
    }
    const title = urgent || region.querySelector(".problem [data-focus]") || region.querySelector(".next h2");
    if (!title) return;
    title.focus({ preventScroll: true });
    if (again) title.scrollIntoView({ block: "center" });
    else if (urgent || top === null) region.scrollIntoView({ block: "start" });
    else window.scrollBy(0, title.getBoundingClientRect().top - top);
  }

  async function check(button) {
    latest += 1;
    const mine = latest;
    const body = new URLSearchParams(new FormData(form));
    if (button && button.name) body.append(button.name, button.value);
    const chip = button && button.closest(".chip");
    const next = button && button.closest(".next");
    region.setAttribute("aria-busy", "true");
    const html = await fetchResult(body);
    if (mine !== latest) return;
    region.setAttribute("aria-busy", "false");
    const lost = region.querySelector(".lost");
    if (lost) lost.remove();
    if (html === null) {
      const says = document.createElement("div");
      says.className = "lost";
      says.innerHTML = document.getElementById("unreachable").innerHTML;
      region.prepend(says); // what was told so far stays
      says.querySelector("[data-focus]").focus();
      return;
    }
    const top = next ? next.querySelector("h2").getBoundingClientRect().top : null;
    const warned = region.querySelector(".alert") !== null;
    const before = new Map(Array.from(verdicts(), ([name, lamp]) => [name, lamp.dataset.verdict]));
    const open = Array.from(region.querySelectorAll("details[data-stay][open]"), (each) => each.id);
    region.innerHTML = html; // rendered by our own server, which escapes every text
    for (const id of open) {
      const stays = document.getElementById(id);
      if (stays) stays.open = true;
    }
    beside.close();
    tellChanges(before);
    goOn(button, chip && chip.dataset.fact, { top, warned });
  }

  form.addEventListener("click", (event) => {
    pressed = event.target.closest("button") || pressed;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter || pressed;
    pressed = null;
    check(button);
  });

  // Going back from a document finds the result again, once, as on the page that answers.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#checked a.result");
    if (!link || event.defaultPrevented) return;
    const at = Array.from(region.querySelectorAll("a.result")).indexOf(link);
    history.replaceState({ text: box.value, checked: region.innerHTML, at }, "");
  });
  const kept = history.state;
  if (kept && kept.checked) {
    history.replaceState(null, "");
    box.value = kept.text;
    region.innerHTML = kept.checked;
    const link = region.querySelectorAll("a.result")[kept.at];
    const folded = link.closest("details");
    if (folded) folded.open = true;
    link.focus();
  }

  // The keyboard

  function chipList() {
    return Array.from(region.querySelectorAll(".chip"));
  }

  function move(step) {
    const chips = chipList();
    const here = document.activeElement && document.activeElement.closest(".chip");
    const at = chips.indexOf(here);
    const to = at < 0 ? (step > 0 ? 0 : chips.length - 1) : at + step;
    if (to >= 0 && to < chips.length) chips[to].focus();
  }

  function press(button) {
    if (!button) return false;
    button.click();
    return true;
  }

  function correct(chip) {
    const editor = chip.querySelector("details");
    editor.open = true;
    editor.querySelector("select, input").focus();
  }

  // Returns whether the key meant something.
  function act(key) {
    const chip = document.activeElement && document.activeElement.closest(".chip");
    const answer = Array.from(region.querySelectorAll("[data-key]")).find((each) => each.dataset.key === key);
    if (ASK.includes(key)) {
      box.focus();
      box.select();
    } else if (HELP.includes(key)) list.show();
    else if (answer) press(answer);
    else if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (key === "a") return press(document.getElementById("all-right"));
    else if (chip && (key === "y" || key === "n")) return press(chip.querySelector(`[data-act="${key}"]`));
    else if (chip && key === "e") correct(chip);
    else return false;
    return true;
  }

  function leave(here) {
    const chip = here.closest(".chip");
    const title = region.querySelector(".next h2");
    if (chip) chip.focus();
    else if (title) title.focus({ preventScroll: true });
    else here.blur();
  }

  document.addEventListener("keydown", (event) => {
    // While a Chinese input method is composing, keys only pick words (229 is their key code in
    // browsers that do not tell otherwise).
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || list.isOpen()) return;
    const here = document.activeElement;
    if (event.key === "Escape") {
      if (beside.holds(here) && beside.closeAndReturn()) event.preventDefault();
      else if (here && here.matches("input, textarea, select")) leave(here);
      return;
    }
    if (here === box) {
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        check(form.querySelector(".primary"));
      }
      return;
    }
    if (here && here.matches("select, input")) {
      if (event.key === "Enter" && here.closest(".editor")) {
        event.preventDefault();
        press(here.closest(".editor").querySelector("[data-act=save]"));
      }
      return;
    }
    // A key held down answers one question, not all that follow.
    if (!list.allowed() || event.repeat) return;
    if (act(SAME[event.key] || event.key)) event.preventDefault();
  });
}
