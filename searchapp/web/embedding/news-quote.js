/* <news-quote src="PERMALINK">: one paragraph of an archive as a quotation inside any page.
 *
 * What is inside the element is shown until the paragraph has loaded, and where it cannot be.
 * Events: news-quote-load (detail: the API's answer), news-quote-error (detail: a sentence).
 * Parts: quote, caption, speakers, link. Texts are set as text only, never as markup.
 */
(() => {
  "use strict";
  const TIMEOUT_MS = 15000;
  const PLACE = /^(.*)\/articles\/([^/]+)\/paragraphs\/([1-9]\d{0,6})$/;
  const STYLE = `
:host{display:block;line-height:1.5}
:host([hidden]){display:none}
figure{margin:0;padding-block:.2em;padding-inline-start:1em;border-inline-start:3px solid var(--news-quote-accent,GrayText)}
blockquote{margin:0;overflow-wrap:anywhere}
figcaption{margin-top:.4em;font-size:.9em;color:var(--news-quote-muted,inherit);overflow-wrap:anywhere}
a{color:var(--news-quote-link,LinkText)}
`;

  const element = (name, part, text) => {
    const made = document.createElement(name);
    made.setAttribute("part", part);
    made.setAttribute("dir", "auto");
    made.textContent = text;
    return made;
  };

  class NewsQuote extends HTMLElement {
    static observedAttributes = ["src", "lang"];
    #request = null;

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      root.append(document.createElement("slot"));
    }

    connectedCallback() {
      this.#load();
    }

    disconnectedCallback() {
      this.#request?.abort();
    }

    attributeChangedCallback(_name, before, after) {
      if (this.isConnected && before !== after) this.#load();
    }

    async #load() {
      this.#request?.abort();
      const request = (this.#request = new AbortController());
      const timer = setTimeout(() => request.abort(), TIMEOUT_MS);
      try {
        const address = new URL(this.getAttribute("src") || "", document.baseURI);
        const place = PLACE.exec(address.pathname);
        if (!place) throw new Error("src is not the permalink of a paragraph.");
        const [, base, article, number] = place;
        const api = new URL(`${base}/api/v1/articles/${article}/paragraphs/${number}`, address);
        api.searchParams.set("context", "0");
        if (address.searchParams.has("text")) api.searchParams.set("text", address.searchParams.get("text"));
        const response = await fetch(api, { signal: request.signal, credentials: "omit" });
        const answer = await response.json();
        if (!response.ok) throw new Error(answer.detail || `The archive answered ${response.status}.`);
        this.#show(answer, address);
      } catch (error) {
        if (request !== this.#request) return;
        this.shadowRoot.querySelector("figure")?.remove();
        if (!this.shadowRoot.querySelector("slot")) this.shadowRoot.append(document.createElement("slot"));
        this.#tell("news-quote-error", error.name === "AbortError" ? "The archive did not answer in time." : error.message);
      } finally {
        clearTimeout(timer);
      }
    }

    #show(answer, address) {
      const hit = answer.paragraph;
      const figure = document.createElement("figure");
      const quote = element("blockquote", "quote", hit.text);
      quote.setAttribute("cite", address);
      const caption = element("figcaption", "caption", "");
      const speakers = [...new Set(hit.attributions.filter((a) => a.act === "speech").map((a) => a.speaker))];
      if (speakers.length) caption.append(element("span", "speakers", speakers.join(", ")), " · ");
      const link = element("a", "link", hit.article.title || hit.id);
      link.href = address;
      caption.append(link);
      if (hit.article.source) caption.append(` · ${hit.article.source}`);
      if (hit.date) caption.append(" · ", this.#day(hit.date));
      figure.append(quote, caption);
      this.shadowRoot.querySelector("slot, figure").replaceWith(figure);
      this.#tell("news-quote-load", answer);
    }

    #day(date) {
      const time = document.createElement("time");
      time.dateTime = date;
      const language = this.closest("[lang]")?.lang || "en";
      const style = { dateStyle: "long", timeZone: "UTC" };
      try {
        time.textContent = new Intl.DateTimeFormat(language, style).format(new Date(`${date}T00:00:00Z`));
      } catch {
        time.textContent = date;
      }
      return time;
    }

    #tell(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    }
  }

  if (!customElements.get("news-quote")) customElements.define("news-quote", NewsQuote);
})();
