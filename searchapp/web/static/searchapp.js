// Everything works without scripts; these only make it quicker.

import { findAsTyped } from "./finding.js";
import { listenToKeys } from "./keys.js";
import { openInPlace, showCopyButtons } from "./opening.js";
import { searchAsTyped } from "./searching.js";
import { suggestAsTyped } from "./suggesting.js";
import { enhanceTimelines } from "./timeline.js";

const form = document.querySelector(".searchbox");

if (form) suggestAsTyped(form);
if (form && document.body.classList.contains("results")) {
  searchAsTyped(form, () => enhanceTimelines(document));
}
enhanceTimelines(document);
showCopyButtons(document);
openInPlace();
findAsTyped();
listenToKeys();
