// Everything works without scripts; these only make it quicker.

import { findAsTyped } from "./finding.js";
import { listenToKeys } from "./keys.js";
import { openInPlace, showCopyButtons } from "./opening.js";
import { searchAsTyped } from "./searching.js";
import { completeSpeakers, suggestAsTyped } from "./suggesting.js";
import { enhanceTimelines } from "./timeline.js";

function openPartOfParagraph() {
  // A link to a paragraph of a long article may not name the page that shows it.
  const parts = document.querySelector("[data-part-paragraphs]");
  const number = /^#p(\d{1,9})$/.exec(location.hash)?.[1];
  if (!parts || !number || document.getElementById(`p${number}`)) return;
  const url = new URL(location.href);
  const page = String(Math.ceil(Number(number) / Number(parts.dataset.partParagraphs)));
  if (page === "0" || page === (url.searchParams.get("page") ?? "1")) return;
  url.searchParams.set("page", page);
  location.replace(url);
}

/** Open the closed part of a page whose heading the address names. */
function openNamedPart() {
  document.getElementById(location.hash.slice(1))?.closest("details")?.setAttribute("open", "");
}

const form = document.querySelector(".searchbox");

const comparing = document.querySelector(".comparing");

if (form) suggestAsTyped(form);
if (comparing) completeSpeakers(comparing);
if (form && document.body.classList.contains("results")) {
  searchAsTyped(form, () => enhanceTimelines(document));
}
enhanceTimelines(document);
showCopyButtons(document);
openInPlace();
findAsTyped();
listenToKeys();
openNamedPart();
addEventListener("hashchange", openNamedPart);
openPartOfParagraph();
