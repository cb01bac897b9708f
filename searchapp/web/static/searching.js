// Results as one types. What is shown stays, dimmed, until the newest answer is there;
// a history entry is made when a search is committed: by Enter, by leaving the box, or
// by following a link.

import { addressOf, announce, debounced, latest, parsed } from "./common.js";

export function searchAsTyped(form, afterwards) {
  const box = form.elements.q;
  const fetchLatest = latest();

  function swap(page, withForm) {
    const fresh = page.querySelector("main");
    document.querySelector("main").replaceWith(fresh);
    document.title = page.title;
    if (withForm) {
      box.value = page.getElementById("q").value;
      form.querySelector(".hidden_fields").replaceChildren(...page.querySelector(".hidden_fields").childNodes);
    }
    afterwards();
    announce(fresh.querySelector("[role=status]")?.textContent ?? page.title);
  }

  async function show(url, { anyway = false, withForm = false } = {}) {
    document.querySelector("main").setAttribute("aria-busy", "true");
    try {
      const answer = await fetchLatest(url);
      if (!answer) return;
      // Half a query may be none yet: what it says is shown when it is committed.
      if (answer.ok || anyway) swap(parsed(answer.text), withForm);
    } catch {
      if (anyway) location.assign(url);
    }
    document.querySelector("main").removeAttribute("aria-busy");
  }

  function commit() {
    const url = addressOf(form);
    if (url !== location.pathname + location.search) history.pushState(null, "", url);
  }

  const later = debounced(() => show(addressOf(form)), 120);
  let typed = false;

  box.addEventListener("input", () => {
    typed = true;
    later();
  });
  const leave = () => {
    if (typed) commit();
    typed = false;
  };
  box.addEventListener("change", leave);
  document.addEventListener("click", (event) => {
    if (event.target.closest("main a")) leave();
  }, true);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    typed = false;
    commit();
    show(addressOf(form), { anyway: true });
  });
  addEventListener("popstate", () => {
    if (location.pathname === new URL(form.action).pathname) {
      show(location.href, { anyway: true, withForm: true });
    }
  });
}
