// A list of options below a text field: the combobox pattern of the ARIA Authoring Practices.

import { debounced } from "./common.js";

const LEAST_CHARACTERS = 2;

/**
 * Offer options while somebody types in `box`.
 *
 * `optionsFor` returns for a text a promise of `{ value, note }` options, or of null to leave
 * the list as it is. `take` is called with the option that is chosen.
 */
export function combobox(box, { optionsFor, take }) {
  const list = document.createElement("ul");
  let options = [];
  let chosen = -1;

  list.id = `${box.id}-options`;
  list.className = "suggestions";
  list.hidden = true;
  list.role = "listbox";
  list.ariaLabel = box.form.dataset.suggestions;
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

  function open(offered) {
    options = offered;
    list.replaceChildren(...options.map(({ value, note }, at) => {
      const option = document.createElement("li");
      const kind = document.createElement("span");
      option.id = `${list.id}-${at}`;
      option.role = "option";
      option.ariaSelected = "false";
      option.append(value, kind);
      kind.className = "kind";
      kind.textContent = note;
      return option;
    }));
    chosen = -1;
    list.hidden = !options.length;
    box.ariaExpanded = String(!list.hidden);
  }

  function accept(option) {
    close();
    take(option);
  }

  const offer = debounced(async () => {
    const typed = box.value.trim();
    if (typed.length < LEAST_CHARACTERS) return close();
    const offered = await optionsFor(typed).catch(() => null);
    if (offered && document.activeElement === box && typed === box.value.trim()) open(offered);
  }, 90);

  box.addEventListener("input", offer);
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      // One place more than there are options: the box itself.
      const places = options.length + 1;
      choose(((chosen + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      accept(options[chosen]);
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
    if (option) accept(options[[...list.children].indexOf(option)]);
  });
}
