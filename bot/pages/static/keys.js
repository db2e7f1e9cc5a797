// The keyboard: `/` to the question, j k or arrows between clauses, Esc to clear, `?` for the list.
const SETTING = "hotline.single-keys";

// A Chinese input method turns `/` into `、` and `?` into `？`.
export const ASK = ["/", "、"];
export const HELP = ["?", "？"];
const NEXT = ["j", "ArrowDown"];
const BACK = ["k", "ArrowUp"];

// The list of keys, and whether single characters are keys at all; null on a page without the list.
export function setUpList() {
  const dialog = document.getElementById("keys");
  if (!dialog) return null;
  const single = document.getElementById("single-keys");

  try {
    single.checked = window.localStorage.getItem(SETTING) !== "off";
  } catch (error) {
    single.checked = true; // storage is forbidden here: the setting lasts as long as the page
  }
  single.addEventListener("change", () => {
    try {
      window.localStorage.setItem(SETTING, single.checked ? "on" : "off");
    } catch (error) {
      single.dataset.kept = "no";
    }
  });

  function show() {
    if (dialog.showModal) dialog.showModal();
    else dialog.setAttribute("open", "");
  }
  document.getElementById("show-keys").addEventListener("click", show);
  return { show, isOpen: () => dialog.open, allowed: () => single.checked };
}

export function setUpKeys(beside, list) {
  const box = document.getElementById("question");
  if (!box || !list) return;

  // Returns whether there was a clause to move to.
  function move(step) {
    const results = Array.from(document.querySelectorAll("#answer a.result"));
    const at = results.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : -1) : at + step;
    if (next < 0 || next >= results.length) return at >= 0;
    results[next].focus();
    return true;
  }

  function clear() {
    box.value = "";
    box.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || list.isOpen()) return;
    const { key } = event;
    const here = document.activeElement;
    if (key === "Escape") {
      if (!(beside.holds(here) && beside.closeAndReturn())) clear();
      event.preventDefault();
      return;
    }
    if (here === box) {
      // From the end of the question, the arrow goes on to the clauses.
      const atEnd = box.selectionStart === box.value.length;
      if (key === "ArrowDown" && atEnd && move(1)) event.preventDefault();
      return;
    }
    if (here && here.matches("input, textarea, select")) return;
    const arrow = key.startsWith("Arrow");
    // Arrows scroll the original text as usual; in the answer they go from clause to clause.
    if (arrow ? !document.getElementById("answer").contains(here) : !list.allowed()) return;
    let done = true;
    if (ASK.includes(key)) {
      box.focus();
      box.select();
    } else if (HELP.includes(key)) list.show();
    else if (NEXT.includes(key)) done = move(1);
    else if (BACK.includes(key)) done = move(-1);
    else done = false;
    if (done) event.preventDefault();
  });
}
