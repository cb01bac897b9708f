// The neighbours of a paragraph and its citations, opened in place; copying a citation.

import { announce, copied, parsed } from "./common.js";

export function showCopyButtons(root) {
  root.querySelectorAll(".copy").forEach((button) => { button.hidden = false; });
}

async function pageOf(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(answer.statusText);
  return parsed(await answer.text());
}

function without(part, name) {
  part.dataset.part = name;
  for (const node of [part, ...part.querySelectorAll("[id], [aria-labelledby]")]) {
    node.removeAttribute("id");
    node.removeAttribute("aria-labelledby");
  }
  return part;
}

async function toggle(link) {
  const hit = link.closest(".hit");
  const name = link.dataset.open;
  const opened = hit.querySelectorAll(`[data-part="${name}"]`);
  link.setAttribute("aria-expanded", String(!opened.length));
  if (opened.length) return opened.forEach((part) => part.remove());
  const page = await pageOf(link.href);
  if (name === "cite") {
    hit.append(without(page.querySelector(".cite"), name));
    showCopyButtons(hit);
  } else {
    const passage = hit.querySelector(".passage");
    page.querySelectorAll(".before").forEach((part) => passage.before(without(part, name)));
    [...page.querySelectorAll(".after")].reverse()
      .forEach((part) => passage.after(without(part, name)));
  }
}

/** Copy a text; `shown` is an element that shows it. */
async function copyText(text, shown) {
  // Browsers give a clipboard to pages of https and localhost only.
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
  } else {
    getSelection().selectAllChildren(shown);
    document.execCommand("copy");
  }
  announce(copied());
}

async function copy(button) {
  const shown = button.parentElement.querySelector("pre, .copied");
  await copyText(shown.textContent, shown);
  button.firstChild.data = copied();
}

async function copyLink(link) {
  await copyText(link.href, link);
  link.textContent = copied();
}

export function openInPlace() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open]");
    const button = event.target.closest(".copy");
    const address = event.target.closest("[data-copy]");
    if (button) copy(button);
    if (address && navigator.clipboard) {
      event.preventDefault();
      copyLink(address);
    }
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    toggle(link).catch(() => location.assign(link.href));
  });
}
