// On a wide screen, opens an original text beside the answer instead of on a page of its own.
const wide = window.matchMedia("(min-width: 68rem)");

export function setUpBeside() {
  const desk = document.getElementById("desk");
  const panel = document.getElementById("beside");
  if (!panel) return { show() {}, close: () => false };
  let opener = null;
  let latest = 0;

  function close() {
    latest += 1;
    if (panel.hidden) return false;
    panel.hidden = true;
    panel.textContent = "";
    desk.classList.remove("two");
    if (opener) opener.removeAttribute("aria-current");
    return true;
  }

  // The panel scrolls by itself, so the page stays where it is.
  function scrollTo(place) {
    const offset = place.getBoundingClientRect().top - panel.getBoundingClientRect().top;
    panel.scrollTop += offset - panel.clientHeight / 3;
  }

  // `follow` moves the focus along: for a person's click, not when an answer arrives by itself.
  async function show(link, { follow }) {
    if (!link || !wide.matches) return;
    latest += 1;
    const mine = latest;
    let response;
    try {
      response = await fetch(link.dataset.part);
    } catch (error) {
      if (follow) window.location.assign(link.href); // let the browser say what is wrong
      return;
    }
    const html = await response.text();
    if (mine !== latest) return;
    if (opener) opener.removeAttribute("aria-current");
    opener = link;
    opener.setAttribute("aria-current", "true");
    panel.innerHTML = html; // rendered by our own server, which escapes every text
    panel.hidden = false;
    desk.classList.add("two");
    panel.scrollTop = 0;
    const anchor = decodeURIComponent(new URL(link.href).hash.slice(1));
    const place = anchor && document.getElementById(anchor);
    if (place) scrollTo(place);
    const title = panel.querySelector("[data-focus]");
    if (follow && title) title.focus({ preventScroll: true });
  }

  function closeAndReturn() {
    const back = opener;
    if (!close()) return false;
    if (back) back.focus();
    return true;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.result");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link && plain && wide.matches) {
      event.preventDefault();
      show(link, { follow: true });
    }
  });

  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) closeAndReturn();
  });

  return { show, close, holds: (node) => panel.contains(node), closeAndReturn };
}
