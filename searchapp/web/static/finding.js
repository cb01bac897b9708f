// Finding a value of a long facet: the list follows what is typed.

import { addressOf, debounced, latest, parsed } from "./common.js";

export function findAsTyped() {
  const fetchLatest = latest();
  const before = new WeakMap();

  const find = debounced(async (form) => {
    const values = form.parentElement.querySelector(".values");
    if (!before.has(form)) before.set(form, [...values.childNodes]);
    if (!form.elements.like.value.trim()) return values.replaceChildren(...before.get(form));
    const answer = await fetchLatest(addressOf(form)).catch(() => null);
    const found = answer?.ok && parsed(answer.text).querySelector(".values");
    if (found) values.replaceChildren(...found.childNodes);
  }, 120);

  document.addEventListener("input", (event) => {
    const form = event.target.closest(".facet .find");
    if (form) find(form);
  });
}
