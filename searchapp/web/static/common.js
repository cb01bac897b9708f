// What several modules need.

/** Return a function that calls `act` once `wait` milliseconds have passed without a call. */
export function debounced(act, wait) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), wait);
  };
}

/** Return a function that fetches; of several calls only the latest gets its answer, others null. */
export function latest() {
  let controller;
  return async (url) => {
    controller?.abort();
    const mine = (controller = new AbortController());
    try {
      const response = await fetch(url, { signal: mine.signal });
      const text = await response.text();
      return mine === controller ? { ok: response.ok, text } : null;
    } catch (error) {
      if (error.name === "AbortError" || mine !== controller) return null;
      throw error;
    }
  };
}

/** Return the address that a GET form leads to, without its empty fields. */
export function addressOf(form) {
  const given = [...new FormData(form)].filter(([, value]) => value.trim());
  const query = new URLSearchParams(given).toString();
  return new URL(form.action).pathname + (query ? `?${query}` : "");
}

/** Return an answer's text as a document; scripts in it do not run. */
export const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

/** Return the word for "Copied" in the language of the page. */
export const copied = () => document.getElementById("announcement").dataset.copied;

/** Let screen readers say `text`. */
export function announce(text) {
  document.getElementById("announcement").textContent = text.trim().replace(/\s+/g, " ");
}
