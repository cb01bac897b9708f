/* <news-search endpoint="https://HOST">: a search box and its hits inside any page.
 *
 * Attributes, properties, parts: HOST/help/embedding.
 * Texts are set as text only, never as markup.
 */
(() => {
  "use strict";
  const FILTERS = "speaker kind act source role quotation year from to sort limit".split(" ");
  const TIMEOUT_MS = 15000;
  const WORDS = {
    en: "Search the archive|Search|Paragraphs|Show more|Searching …|No paragraph matches.|undated||lacks|no comment",
    de: "Archiv durchsuchen|Suchen|Absätze|Mehr anzeigen|Suche läuft …|Keine Treffer.|ohne Datum|mit allen Wörtern|ohne|kein Kommentar",
    es: "Buscar en el archivo|Buscar|Párrafos|Mostrar más|Buscando …|Sin resultados.|sin fecha|con todas las palabras|sin|sin comentarios",
    fr: "Rechercher dans les archives|Rechercher|Paragraphes|Afficher plus|Recherche …|Aucun résultat.|sans date|avec tous les mots|sans|sans commentaire",
    zh: "搜索资料库|搜索|段落|显示更多|正在搜索…|没有结果。|无日期|包含所有词|缺少|拒绝置评",
  };
  const STYLE = `
:host{display:block;color:var(--news-search-color,CanvasText);background:var(--news-search-background,transparent);font-family:var(--news-search-font,inherit);line-height:1.5}
:host([hidden]){display:none}
*{box-sizing:border-box}
form{display:flex;flex-wrap:wrap;gap:.5em;align-items:end}
label{flex:1 1 100%;font-weight:600}
input,button{font:inherit;padding:.5em .7em;color:inherit;border:1px solid var(--news-search-border,GrayText);border-radius:var(--news-search-radius,4px)}
input{flex:1 1 12em;min-width:0;background:transparent}
button{cursor:pointer;background:var(--news-search-accent,ButtonFace);color:var(--news-search-on-accent,ButtonText)}
:focus-visible{outline:3px solid var(--news-search-accent,Highlight);outline-offset:2px}
[part=status]{margin:.7em 0;color:var(--news-search-muted,inherit)}
[part=status].error{color:var(--news-search-error,#b00020);font-weight:600}
ol{list-style:none;margin:0;padding:0}
[aria-busy=true]{opacity:.5}
li{padding:.8em 0;border-top:1px solid var(--news-search-border,GrayText)}
[part=title]{margin:0;font-size:1.05em;font-weight:bold;overflow-wrap:anywhere}
a{color:var(--news-search-link,LinkText);display:inline-block;min-height:24px}
p{margin:.2em 0;overflow-wrap:anywhere}
[part=meta]{color:var(--news-search-muted,inherit);font-size:.9em}
mark{background:var(--news-search-mark,#fde68a);color:var(--news-search-on-mark,#111)}
@media (prefers-color-scheme:dark){[part=status].error{color:var(--news-search-error,#ff8a80)}}
`;

  const element = (name, part, text) => {
    const made = document.createElement(name);
    if (part) made.setAttribute("part", part);
    if (text !== undefined) made.textContent = text;
    return made;
  };

  /* Put text into parent, its spans (code points) in <mark>. */
  const fill = (parent, text, spans) => {
    const points = Array.from(text);
    const part = (from, to) => points.slice(from, to).join("");
    let at = 0;
    for (const [start, end] of spans || []) {
      parent.append(part(at, start), element("mark", "", part(start, end)));
      at = end;
    }
    parent.append(part(at));
    return parent;
  };

  class NewsSearch extends HTMLElement {
    #root = this.attachShadow({ mode: "open" });
    #abort = null;
    #next = null;

    connectedCallback() {
      if (this.#root.childElementCount) return;
      const lang = this.closest("[lang]")?.lang ?? "";
      const known = /^zh-(hant|tw|hk|mo)/i.test(lang) ? "" : lang.slice(0, 2).toLowerCase();
      this.words = (WORDS[known] ?? WORDS.en).split("|");
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.#root.adoptedStyleSheets = [sheet];
      this.form = element("form", "box");
      this.form.setAttribute("role", "search");
      const label = element("label", "label", this.getAttribute("label") || this.words[0]);
      label.htmlFor = "q";
      this.input = element("input", "input");
      this.input.id = "q";
      this.input.type = "search";
      this.input.autocomplete = "off";
      this.input.placeholder = this.getAttribute("placeholder") || "";
      this.input.value = this.getAttribute("q") || "";
      const button = element("button", "button", this.words[1]);
      this.form.append(label, this.input, button);
      this.status = element("p", "status");
      this.status.setAttribute("role", "status");
      this.list = element("ol", "list");
      this.list.setAttribute("aria-label", this.words[2]);
      this.more = element("button", "more", this.words[3]);
      this.more.type = "button";
      this.more.hidden = true;
      this.#root.append(this.form, this.status, this.list, this.more);
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.search();
      });
      this.more.addEventListener("click", () => this.#ask(this.#next, true));
      if (this.hasAttribute("q") || FILTERS.some((name) => this.hasAttribute(name))) this.search();
    }

    disconnectedCallback() {
      this.#abort?.abort();
    }

    /* The endpoint, ending in a slash. */
    get #base() {
      const base = new URL((this.getAttribute("endpoint") || "").replace(/\/*$/, "/"), document.baseURI);
      if (!/^https?:$/.test(base.protocol)) throw new TypeError();
      return base;
    }

    /* Search for the words in the box under the attributes. */
    search() {
      const query = new URLSearchParams({ q: this.input.value });
      for (const name of FILTERS)
        for (const value of (this.getAttribute(name) || "").split("|"))
          if (value.trim()) query.append(name, value.trim());
      let address;
      try {
        address = new URL(`api/v1/search?${query}`, this.#base).href;
      } catch {
        return this.#fail("This search is set up wrongly: its endpoint is no web address.");
      }
      return this.#ask(address, false);
    }

    async #ask(address, further) {
      this.#abort?.abort();
      const abort = (this.#abort = new AbortController());
      let late = false;
      const timer = setTimeout(() => { late = true; abort.abort(); }, TIMEOUT_MS);
      this.list.setAttribute("aria-busy", "true");
      this.status.className = "";
      this.status.textContent = this.words[4];
      try {
        const response = await fetch(address, {
          headers: { Accept: "application/json" }, credentials: "omit", signal: abort.signal,
        });
        const answer = await response.json();
        if (response.status === 410 && answer.restart)
          return await this.#ask(new URL(answer.restart, this.#base).href, false);
        if (!response.ok) this.#fail(String(answer.detail || "The archive could not answer."));
        else this.#show(answer, further);
      } catch {
        if (abort === this.#abort && (late || !abort.signal.aborted))
          this.#fail(await this.#whyUnreachable(address));
      } finally {
        clearTimeout(timer);
        if (abort === this.#abort) this.list.setAttribute("aria-busy", "false");
      }
    }

    /* An archive that answers without CORS does not name this site. */
    async #whyUnreachable(address) {
      try {
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        await fetch(address, { mode: "no-cors", credentials: "omit", signal });
      } catch {
        return "The archive cannot be reached. Try again later.";
      }
      return `The archive does not answer scripts of ${location.origin}: its setting SEARCHAPP_CORS_ORIGINS has to name this site.`;
    }

    #fail(message) {
      this.list.replaceChildren();
      this.more.hidden = true;
      this.status.className = "error";
      this.status.textContent = message;
      this.dispatchEvent(new CustomEvent("news-search-error", { detail: { message } }));
    }

    #show(answer, further) {
      const hits = answer.results.map((hit) => this.#hit(hit));
      if (further) this.list.append(...hits);
      else this.list.replaceChildren(...hits);
      const shown = this.list.childElementCount;
      const { total, relaxed } = answer;
      const listed = total.value + relaxed.article + relaxed.some;
      this.status.textContent = listed ? this.#count(shown, listed, total.value) : this.words[5];
      this.#next = answer.next && new URL(answer.next, this.#base).href;
      this.more.hidden = !this.#next;
      if (further) hits[0]?.querySelector("a")?.focus();
      this.dispatchEvent(new CustomEvent("news-search-results", { detail: answer }));
    }

    #count(shown, listed, complete) {
      const [partial, withAll] = [listed > complete, this.words[7]];
      if (withAll) return `${this.words[2]}: ${shown} / ${listed}${partial ? ` (${withAll}: ${complete})` : ""}`;
      return `${shown} of ${listed} paragraph${listed === 1 ? "" : "s"}` +
        (partial ? `, ${complete || "none"} with all the words` : "");
    }

    #hit(hit) {
      const item = element("li", "hit");
      const title = element("p", "title");
      title.dir = "auto";
      const link = element("a", "link");
      const address = new URL(hit.url, this.#base);
      if (/^https?:$/.test(address.protocol)) link.href = address.href;
      fill(link, hit.article.title || hit.id, hit.title_matches);
      title.append(link);
      const declined = hit.refusals.map((a) => `${a.speaker} (${this.words[9]})`);
      const said = hit.attributions.filter((a) => a.act === "speech").map((a) => a.speaker);
      const names = new Set([...declined, ...said]);
      const meta = [hit.date || this.words[6], hit.article.source, [...names].join(", "), hit.missing[0] && `${this.words[8]} ${hit.missing.join(", ")}`];
      const text = element("p", "text");
      text.dir = "auto";
      item.append(
        title,
        element("p", "meta", meta.filter(Boolean).join(" · ")),
        fill(text, hit.text, hit.matches),
      );
      return item;
    }
  }

  if (!customElements.get("news-search")) customElements.define("news-search", NewsSearch);
})();
