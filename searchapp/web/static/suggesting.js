// Suggestions below the search box, and below the fields for the speakers of a comparison.

import { combobox } from "./combobox.js";
import { latest } from "./common.js";

const MOST_SPEAKERS = 8;

const thousands = (count) => count.toLocaleString(document.documentElement.lang);

async function answerOf(fetchLatest, url) {
  const answer = await fetchLatest(url);
  return answer?.ok ? JSON.parse(answer.text) : null;
}

export function suggestAsTyped(form) {
  const box = form.elements.q;
  const fetchLatest = latest();
  const kinds = { speaker: form.dataset.speaker, headline: form.dataset.headline };
  combobox(box, {
    async optionsFor(typed) {
      const url = `${form.dataset.suggest}?q=${encodeURIComponent(typed)}`;
      const answer = await answerOf(fetchLatest, url);
      return answer?.suggestions.map((suggestion) => ({
        ...suggestion,
        note: `${kinds[suggestion.kind] ?? ""} ${thousands(suggestion.count)}`,
      }));
    },
    take(suggestion) {
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
    },
  });
}

/** Whether a name has several words: "Nigel Lawson", not "Lawson". */
const isFull = ({ name }) => /\S\s+\S/.test(name);

/** Complete the names of speakers, full names first, then those that are quoted most. */
export function completeSpeakers(form) {
  const fetchLatest = latest();
  for (const box of form.querySelectorAll("input[name=speaker]")) {
    box.removeAttribute("list");
    combobox(box, {
      async optionsFor(typed) {
        const url = `${form.dataset.speakers}?limit=50&name=${encodeURIComponent(typed)}`;
        const answer = await answerOf(fetchLatest, url);
        return answer?.speakers
          .sort((a, b) => isFull(b) - isFull(a) || b.count - a.count)
          .slice(0, MOST_SPEAKERS)
          .map(({ name, count }) => ({ value: name, note: thousands(count) }));
      },
      take({ value }) {
        box.value = value;
      },
    });
  }
}
