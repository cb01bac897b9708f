/* <news-search endpoint="https://HOST">: a search box and its hits inside any page.
 *
 * Documentation: HOST/help/embedding.
 * Texts are set as text only, never as markup.
 */
(() => {
  "use strict";
  const FILTERS = "speaker kind act source role quotation year from to sort limit".split(" ");
  const TIMEOUT_MS = 15000;
  const TEXTS = {/* texts */};
  const STYLE = `
:host{display:block;color:var(--news-search-color,CanvasText);background:var(--news-search-background,transparent);font-family:var(--news-search-font,inherit);line-height:1.5;text-align:start}
:host([hidden]),[hidden]{display:none!important}
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
li{padding-block:.8em;border-block-start:1px solid var(--news-search-border,GrayText)}
[part=title]{margin:0;font-size:1.05em;font-weight:bold;overflow-wrap:anywhere}
a{color:var(--news-search-link,LinkText);display:inline-block;min-height:24px}
p{margin:.2em 0;overflow-wrap:anywhere}
[part=meta]{color:var(--news-search-muted,inherit);font-size:.9em}
mark{background:var(--news-search-mark,#fde68a);color:var(--news-search-on-mark,#111)}
@media (prefers-color-scheme:dark){[part=status].error{color:var(--news-search-error,#ff8a80)}}
`;

  const element = (name, part, ...children) => {
    const made = document.createElement(name);
    if (part) made.setAttribute("part", part);
    made.append(...children);
    return made;
  };

  /* The place of a text of a hit, as in the template of a page. */
  const field = (name, part, of) => {
    const made = element(name, part);
    made.dataset.field = of;
    return made;
  };

  /* Put text into parent, its spans (code points) in <mark>. */
  const fill = (parent, text, spans = []) => {
    const points = Array.from(text);
    const part = (from, to) => points.slice(from, to).join("");
    let at = 0;
    parent.replaceChildren();
    for (const [start, end] of spans) {
      parent.append(part(at, start), element("mark", "", part(start, end)));
      at = end;
    }
    parent.append(part(at));
  };

  class NewsSearch extends HTMLElement {
    static observedAttributes = ["endpoint", "q", "lang", "label", "placeholder", ...FILTERS];
    // Private: React and Vue set a public property in place of the attribute of its name.
    #form; #label; #input; #button; #status; #list; #more; #language; #texts;
    #root = this.attachShadow({ mode: "open" });
    #hits = new WeakMap();
    #changed = new Set();
    #abort = null;
    #interrupted = false;
    #next = null;

    connectedCallback() {
      if (this.#form) {
        if (this.#interrupted) this.search();
        return;
      }
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.#root.adoptedStyleSheets = [sheet];
      this.#form = element("form", "box");
      this.#form.setAttribute("role", "search");
      this.#label = element("label", "label");
      this.#label.htmlFor = "q";
      this.#input = element("input", "input");
      this.#input.id = "q";
      this.#input.type = "search";
      this.#input.dir = "auto";
      this.#input.autocomplete = "off";
      this.#input.value = this.getAttribute("q") || "";
      this.#button = element("button", "button");
      this.#form.append(this.#label, this.#input, this.#button);
      this.#status = element("p", "status");
      this.#status.setAttribute("role", "status");
      this.#list = element("ol", "list");
      this.#more = element("button", "more");
      this.#more.type = "button";
      this.#more.hidden = true;
      this.#root.append(this.#form, this.#status, this.#list, this.#more);
      this.#translate();
      this.#form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.search();
      });
      this.#more.addEventListener("click", () => this.#ask(this.#next, true));
      this.#list.addEventListener("click", (event) => {
        const link = event.target.closest("a");
        const hit = this.#hits.get(link);
        if (hit && !this.#tell("open", { hit, url: link.href }, true)) event.preventDefault();
      });
      if (["q", ...FILTERS].some((name) => this.hasAttribute(name))) this.search();
    }

    disconnectedCallback() {
      this.#interrupted = this.#list.ariaBusy === "true";
      this.#abort?.abort();
    }

    /* Frameworks set attributes one by one: together they lead to one search. */
    attributeChangedCallback(name, before, after) {
      if (!this.#form || before === after) return;
      if (!this.#changed.size) queueMicrotask(() => this.#update());
      this.#changed.add(name);
    }

    #update() {
      const changed = new Set(this.#changed);
      this.#changed.clear();
      this.#translate();
      if (changed.has("q")) this.#input.value = this.getAttribute("q") || "";
      for (const name of ["label", "placeholder"]) changed.delete(name);
      if (changed.size) this.search();
    }

    /* Set the texts in the language of this element, or of what is around it. */
    #translate() {
      const lang = this.closest("[lang]")?.lang ?? "";
      const known = /^zh-(hant|tw|hk|mo)/i.test(lang) ? "" : lang.slice(0, 2).toLowerCase();
      this.#language = Object.hasOwn(TEXTS, known) ? known : "en";
      this.#texts = Object.fromEntries(TEXTS.names.map((name, at) => [name, TEXTS[this.#language][at]]));
      for (const part of [this.#form, this.#status, this.#more]) part.lang = this.#language;
      this.#label.textContent = this.getAttribute("label") || this.#texts.label;
      this.#input.placeholder = this.getAttribute("placeholder") || "";
      this.#button.textContent = this.#texts.button;
      this.#list.setAttribute("aria-label", this.#texts.list);
      this.#more.textContent = this.#texts.more;
    }

    #text(name, values) {
      return this.#texts[name].replace(/%\((\w+)\)s/g, (_, key) => values[key]);
    }

    /* The endpoint, ending in a slash. */
    get #base() {
      const base = new URL((this.getAttribute("endpoint") || "").replace(/\/*$/, "/"), document.baseURI);
      if (!/^https?:$/.test(base.protocol)) throw new TypeError();
      return base;
    }

    /* Search for the words in the box under the attributes. */
    search() {
      const query = new URLSearchParams({ q: this.#input.value });
      for (const name of FILTERS)
        for (const value of (this.getAttribute(name) || "").split("|"))
          if (value.trim()) query.append(name, value.trim());
      let address;
      try {
        address = new URL(`api/v1/search?${query}`, this.#base).href;
      } catch {
        return this.#fail(this.#texts.misplaced);
      }
      return this.#ask(address, false);
    }

    async #ask(address, further) {
      this.#abort?.abort();
      const abort = (this.#abort = new AbortController());
      let late = false;
      const timer = setTimeout(() => { late = true; abort.abort(); }, TIMEOUT_MS);
      this.#list.setAttribute("aria-busy", "true");
      this.#say(this.#texts.searching);
      this.#tell("start", { url: address, more: further });
      try {
        const response = await fetch(address, {
          headers: { Accept: "application/json" }, credentials: "omit", signal: abort.signal,
        });
        const answer = await response.json().catch((error) => {
          if (abort.signal.aborted) throw error;
          return {};
        });
        if (response.status === 410 && answer.restart)
          return await this.#ask(new URL(answer.restart, this.#base).href, false);
        if (response.ok && answer.results) this.#show(answer, further);
        else this.#fail(String(answer.detail || this.#texts.failed));
      } catch {
        if (abort === this.#abort && (late || !abort.signal.aborted))
          this.#fail(await this.#whyUnreachable(address));
      } finally {
        clearTimeout(timer);
        if (abort === this.#abort) this.#list.setAttribute("aria-busy", "false");
      }
    }

    /* An archive that answers without CORS does not name this site. */
    async #whyUnreachable(address) {
      try {
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        await fetch(address, { mode: "no-cors", credentials: "omit", signal });
      } catch {
        return this.#texts.unreachable;
      }
      return this.#text("refused", { site: location.origin });
    }

    #say(message, className = "") {
      this.#status.className = className;
      this.#status.replaceChildren(element("bdi", "", message));
    }

    /* Send an event; return whether no listener prevented its default. */
    #tell(name, detail, cancelable = false) {
      return this.dispatchEvent(
        new CustomEvent(`news-search-${name}`, { detail, cancelable, bubbles: true, composed: true }),
      );
    }

    #fail(message) {
      this.#list.replaceChildren();
      this.#more.hidden = true;
      this.#say(message, "error");
      this.#tell("error", { message });
    }

    #show(answer, further) {
      const hits = answer.results.map((hit) => this.#hit(hit));
      if (further) this.#list.append(...hits);
      else this.#list.replaceChildren(...hits);
      const { total, relaxed } = answer;
      const listed = total.value + relaxed.article + relaxed.some;
      this.#say(listed ? this.#count(listed, total.value) : this.#texts.nothing);
      this.#next = answer.next && new URL(answer.next, this.#base).href;
      this.#more.hidden = !this.#next;
      if (further) hits[0]?.querySelector("a")?.focus();
      this.#tell("results", answer);
    }

    #count(listed, complete) {
      const number = (value) => value.toLocaleString(this.#language);
      const values = { shown: number(this.#list.childElementCount), num: number(listed) };
      const form = `shown_${new Intl.PluralRules(this.#language).select(listed)}`;
      const count = this.#text(form in this.#texts ? form : "shown_other", values);
      if (listed === complete) return count;
      return `${count}, ${complete ? this.#text("partly", { number: number(complete) }) : this.#texts.none}`;
    }

    /* The texts of a hit by the name of their field, with the spans that matched. */
    #fields(hit) {
      const said = hit.attributions.filter((a) => a.act === "speech").map((a) => a.speaker);
      const declined = hit.refusals.map((a) => this.#text("declined", a));
      const speakers = [...new Set([...declined, ...said])].join(", ");
      const lacks = hit.missing[0] ? this.#text("lacks", { words: hit.missing.join(", ") }) : "";
      return new Map(Object.entries({
        title: [hit.article.title || hit.id, hit.title_matches],
        text: [hit.text, hit.matches],
        date: [hit.date || this.#texts.undated],
        source: [hit.article.source],
        author: [hit.article.author],
        speakers: [speakers],
        lacks: [lacks],
        number: [String(hit.number)],
      }));
    }

    #hit(hit) {
      const fields = this.#fields(hit);
      const own = this.#template();
      const item = element("li", "hit", ...(own ?? this.#layout(fields)));
      if (!own) item.dir = "auto";
      for (const place of item.querySelectorAll("[data-field]:not(script,style)")) {
        const [text, spans] = fields.get(place.dataset.field) ?? [];
        if (!place.closest("[dir]")) place.setAttribute("dir", "auto");
        place.toggleAttribute("hidden", !text);
        fill(place, text || "", spans);
      }
      const address = new URL(hit.url, this.#base);
      for (const link of item.querySelectorAll("a:not([href])")) {
        if (/^https?:$/.test(address.protocol)) link.setAttribute("href", address.href);
        this.#hits.set(link, hit);
      }
      return item;
    }

    /* Copies of what is in the page's <template slot="hit">. React puts it beside its content. */
    #template() {
      const own = this.querySelector(":scope > template[slot=hit]");
      const nodes = own?.content.hasChildNodes() ? own.content.childNodes : own?.childNodes;
      return nodes && [...nodes].map((node) => document.importNode(node, true));
    }

    #layout(fields) {
      const meta = element("p", "meta");
      for (const name of ["date", "source", "speakers", "lacks"])
        if (fields.get(name)[0]) meta.append(meta.firstChild ? " · " : "", field("bdi", "", name));
      const text = field("p", "text", "text");
      text.dir = "auto";
      return [element("p", "title", field("a", "link", "title")), meta, text];
    }
  }

  if (!customElements.get("news-search")) customElements.define("news-search", NewsSearch);
})();
