// Suggestions below the search box: the combobox pattern of the ARIA Authoring Practices.

import { debounced, latest } from "./common.js";

const LEAST_CHARACTERS = 2;

export function suggestAsTyped(form) {
  const box = form.elements.q;
  const fetchLatest = latest();
  const kinds = { speaker: form.dataset.speaker, headline: form.dataset.headline };
  const list = document.createElement("ul");
  let found = [];
  let chosen = -1;

  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.role = "listbox";
  list.ariaLabel = form.dataset.suggestions;
  box.parentElement.append(list);
  box.role = "combobox";
  box.ariaAutoComplete = "list";
  box.ariaExpanded = "false";
  box.setAttribute("aria-controls", list.id);

  function choose(at) {
    if (list.children[chosen]) list.children[chosen].ariaSelected = "false";
    chosen = at;
    const option = list.children[at];
    box.removeAttribute("aria-activedescendant");
    if (!option) return;
    option.ariaSelected = "true";
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }

  function close() {
    choose(-1);
    list.hidden = true;
    box.ariaExpanded = "false";
  }

  function open(suggestions) {
    found = suggestions;
    list.replaceChildren(...found.map((suggestion, at) => {
      const option = document.createElement("li");
      const kind = document.createElement("span");
      option.id = `suggestion-${at}`;
      option.role = "option";
      option.ariaSelected = "false";
      option.append(suggestion.value, kind);
      kind.className = "kind";
      kind.textContent = `${kinds[suggestion.kind] ?? ""} ${suggestion.count.toLocaleString(document.documentElement.lang)}`;
      return option;
    }));
    chosen = -1;
    list.hidden = !found.length;
    box.ariaExpanded = String(!list.hidden);
  }

  function take(suggestion) {
    close();
    if (suggestion.kind === "speaker") {
      const url = new URL(form.action);
      url.searchParams.set("speaker", suggestion.id);
      location.assign(url);
    } else if (suggestion.kind === "headline") {
      location.assign(form.dataset.articles.replace("ID", encodeURIComponent(suggestion.id)));
    } else {
      box.value = suggestion.value;
      form.requestSubmit();
    }
  }

  const ask = debounced(async () => {
    const typed = box.value.trim();
    if (typed.length < LEAST_CHARACTERS) return close();
    const url = `${form.dataset.suggest}?q=${encodeURIComponent(typed)}`;
    const answer = await fetchLatest(url).catch(() => null);
    if (answer?.ok && document.activeElement === box && typed === box.value.trim()) {
      open(JSON.parse(answer.text).suggestions);
    }
  }, 90);

  box.addEventListener("input", ask);
  box.addEventListener("blur", close);
  form.addEventListener("submit", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      // One place more than there are suggestions: the box itself.
      const places = found.length + 1;
      choose(((chosen + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      take(found[chosen]);
    } else if (event.key === "Escape") {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(found[[...list.children].indexOf(option)]);
  });
}
