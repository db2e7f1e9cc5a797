// Asks without leaving the page: the form's POST, whose answer comes back as a part of the page.
const SLOW = 20000; // milliseconds; an answer takes far less than one second

export function setUpAsking(beside) {
  const form = document.getElementById("ask");
  if (!form) return;
  const box = form.elements.question;
  const button = form.querySelector("button");
  const region = document.getElementById("answer");
  let held = "{}"; // the talk so far
  let latest = 0; // only the latest question's answer is shown

  // The talk that a follow-up leans on stands in the last answer, and nobody else keeps it. A failure
  // leaves the one before.
  function talkSoFar() {
    const talk = form.elements.talk;
    if (talk) held = talk.value;
    return held;
  }

  async function fetchAnswer(question, talk) {
    const stop = window.AbortController ? new AbortController() : null;
    const timer = window.setTimeout(() => stop && stop.abort(), SLOW);
    try {
      const response = await fetch("/", {
        method: "POST",
        headers: { "X-Part": "answer" },
        body: new URLSearchParams({ question, talk }),
        signal: stop ? stop.signal : undefined,
      });
      return await response.text(); // a refusal is a part too, with its own words
    } catch (error) {
      return document.getElementById("unreachable").innerHTML; // no network, or too slow
    } finally {
      window.clearTimeout(timer);
    }
  }

  async function ask(question, talk = talkSoFar()) {
    if (!question.trim()) {
      box.focus();
      return;
    }
    latest += 1;
    const mine = latest;
    box.value = question;
    region.setAttribute("aria-busy", "true");
    button.textContent = "正在查……";
    const html = await fetchAnswer(question, talk);
    if (mine !== latest) return;
    region.innerHTML = html; // rendered by our own server, which escapes every text
    region.setAttribute("aria-busy", "false");
    button.textContent = "查政策";
    beside.close();
    const title = region.querySelector("[data-focus]");
    if (title) title.focus({ preventScroll: true });
    region.scrollIntoView({ block: "start" });
    // In an emergency nothing may draw the eye away from the numbers to call.
    if (!region.querySelector(".emergency")) {
      beside.show(region.querySelector(".card .result"), { follow: false });
    }
  }

  // Going back from a document finds the answer again, in browsers too that load the page anew. It
  // is kept for that one way and no longer: who uses the device next should not find a question.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#answer a.result");
    if (!link || event.defaultPrevented) return;
    const at = Array.from(region.querySelectorAll("a.result")).indexOf(link);
    history.replaceState({ question: box.value, answer: region.innerHTML, at }, "");
  });
  const kept = history.state;
  if (kept && kept.answer) {
    history.replaceState(null, "");
    box.value = kept.question;
    region.innerHTML = kept.answer;
    region.querySelectorAll("a.result")[kept.at].focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(box.value);
  });

  document.getElementById("examples").addEventListener("click", (event) => {
    const example = event.target.closest("button");
    if (!example) return;
    event.preventDefault();
    ask(example.value, "{}"); // an example is a matter of its own
  });

  box.addEventListener("keydown", (event) => {
    // While a Chinese input method is composing, Enter only picks a word (229 is its key code in
    // browsers that do not tell otherwise).
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      ask(box.value);
    }
  });
}
