// Results as one types. What is shown stays, dimmed, until the newest answer is there. The
// address follows what is shown: the first change of a search makes a history entry, and
// further typing replaces it.

import { addressOf, announce, debounced, latest, parsed } from "./common.js";

const DRAWER = "#filters";

/** Open or close the drawer of filters, which the address names; it outlives new results. */
function followDrawer() {
  document.body.classList.toggle("drawer", location.hash === DRAWER);
}

export function searchAsTyped(form, afterwards) {
  const box = form.elements.q;
  const fetchLatest = latest();
  let typing = false;
  let shown = location.pathname + location.search;

  function swap(page, withForm) {
    const fresh = page.querySelector("main");
    const scrolled = document.querySelector(".facets")?.scrollTop ?? 0;
    document.querySelector("main").replaceWith(fresh);
    document.title = page.title;
    document.querySelector(".languages").replaceWith(page.querySelector(".languages"));
    form.querySelector(".hidden_fields").replaceChildren(...page.querySelector(".hidden_fields").childNodes);
    if (withForm) box.value = page.getElementById("q").value;
    fresh.querySelector(".facets")?.scrollTo(0, scrolled);
    afterwards();
    announce(fresh.querySelector("[role=status]")?.textContent ?? page.title);
  }

  async function show(url, { anyway = false, withForm = false } = {}) {
    document.querySelector("main").setAttribute("aria-busy", "true");
    try {
      const answer = await fetchLatest(url);
      if (!answer) return false;
      // Half a query may be none yet: what it says is shown when it is submitted.
      if (answer.ok || anyway) {
        shown = url;
        swap(parsed(answer.text), withForm);
        return true;
      }
    } catch {
      if (anyway) location.assign(url);
    }
    document.querySelector("main").removeAttribute("aria-busy");
    return false;
  }

  function setAddress(url) {
    if (url === location.pathname + location.search) return;
    if (typing) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
  }

  const later = debounced(async () => {
    const url = addressOf(form);
    if (await show(url)) {
      setAddress(url);
      typing = true;
    }
  }, 120);

  box.addEventListener("input", later);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const url = addressOf(form);
    setAddress(url);
    typing = false;
    show(url, { anyway: true });
  });
  // Dates apply at once; a year that is being typed is not a day yet.
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=date]") && event.target.form === form) form.requestSubmit();
  });
  // In the drawer a filter applies in place, so that several can be chosen in a row.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".drawer .facets .values a, .drawer .drawer-head a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const url = link.getAttribute("href");
    history.pushState(null, "", url + DRAWER);
    typing = false;
    show(url, { anyway: true, withForm: true });
  });
  addEventListener("hashchange", followDrawer);
  followDrawer();
  addEventListener("popstate", () => {
    followDrawer();
    typing = false;
    const url = location.pathname + location.search;
    // Opening the drawer, or following a link within the page, changes no results.
    if (url === shown || location.pathname !== new URL(form.action).pathname) return;
    show(url, { anyway: true, withForm: true });
  });
}
