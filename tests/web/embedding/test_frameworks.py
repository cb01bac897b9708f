"""The custom elements in pages of plain scripts, React and Vue, in Chromium.

``npm ci --prefix tests/web/embedding/frameworks`` brings the frameworks.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import PageErrors, needs_chromium
from tests.web.embedding.conftest import Site

MODULES = Path(__file__).parent / "frameworks" / "node_modules"

pytestmark = [
    needs_chromium,
    pytest.mark.skipif(
        not MODULES.is_dir(),
        reason="React and Vue are not there: npm ci --prefix tests/web/embedding/frameworks",
    ),
]

REACT = ("react", "scheduler", "react-dom", "react-dom/client")
"""CommonJS modules, each after those that it requires."""

PLAIN_PAGE = """
<div id="root">
  <button id="change">Ask Bob</button>
  <news-search endpoint="ARCHIVE" speaker="ann-lee" label="ann-lee" limit="2">
    <template slot="hit"><h3><a data-field="title"></a></h3><p data-field="text"></p></template>
  </news-search>
  <output id="total"></output> <output id="opened"></output>
  <news-quote src="ARCHIVE/articles/a3/paragraphs/1"></news-quote>
  <output id="quoted"></output>
</div>
<script>
  const root = document.getElementById("root");
  const show = (id, text) => { document.getElementById(id).textContent = text; };
  root.addEventListener("news-search-results", (event) => show("total", event.detail.total.value));
  root.addEventListener("news-search-open", (event) => {
    event.preventDefault();
    show("opened", event.detail.hit.id);
  });
  root.addEventListener("news-quote-load", (event) => show("quoted", event.detail.paragraph.id));
  document.getElementById("change").onclick = () => {
    for (const name of ["speaker", "label"])
      document.querySelector("news-search").setAttribute(name, "bob-roe");
  };
  window.unmount = () => root.remove();
</script>
<script src="ARCHIVE/embed.js"></script>
<script src="ARCHIVE/news-quote.js"></script>
"""

# createElement is what JSX is compiled to.
REACT_PAGE = """
<script src="ARCHIVE/embed.js"></script>
<script src="ARCHIVE/news-quote.js"></script>
<script>
  const modules = {};
  const require = (name) => modules[name];
</script>
SCRIPTS
<div id="root"></div>
<script>
  const { createElement: h, useState } = require("react");
  function App() {
    const [speaker, setSpeaker] = useState("ann-lee");
    const [total, setTotal] = useState("");
    const [opened, setOpened] = useState("");
    const [quoted, setQuoted] = useState("");
    return h("div", null,
      h("button", { onClick: () => setSpeaker("bob-roe") }, "Ask Bob"),
      h("news-search", {
        endpoint: "ARCHIVE", speaker, label: speaker, limit: 2,
        "onnews-search-results": (event) => setTotal(event.detail.total.value),
        "onnews-search-open": (event) => {
          event.preventDefault();
          setOpened(event.detail.hit.id);
        },
      }, h("template", { slot: "hit" },
        h("h3", null, h("a", { "data-field": "title" })), h("p", { "data-field": "text" }))),
      h("output", { id: "total" }, total), h("output", { id: "opened" }, opened),
      h("news-quote", {
        src: "ARCHIVE/articles/a3/paragraphs/1",
        "onnews-quote-load": (event) => setQuoted(event.detail.paragraph.id),
      }),
      h("output", { id: "quoted" }, quoted));
  }
  const root = require("react-dom/client").createRoot(document.getElementById("root"));
  root.render(h(App));
  window.unmount = () => root.unmount();
</script>
"""

VUE_PAGE = """
<script src="ARCHIVE/embed.js"></script>
<script src="ARCHIVE/news-quote.js"></script>
<script src="vue.global.prod.js"></script>
<div id="root">
  <button @click="speaker = 'bob-roe'">Ask Bob</button>
  <news-search endpoint="ARCHIVE" :speaker="speaker" :label="speaker" limit="2"
      @news-search-results="total = $event.detail.total.value"
      @news-search-open.prevent="opened = $event.detail.hit.id">
    <template slot="hit"><h3><a data-field="title"></a></h3><p data-field="text"></p></template>
  </news-search>
  <output id="total">{{ total }}</output> <output id="opened">{{ opened }}</output>
  <news-quote src="ARCHIVE/articles/a3/paragraphs/1"
      @news-quote-load="quoted = $event.detail.paragraph.id"></news-quote>
  <output id="quoted">{{ quoted }}</output>
</div>
<script>
  const app = Vue.createApp({
    data: () => ({ speaker: "ann-lee", total: "", opened: "", quoted: "" }),
  });
  app.config.compilerOptions.isCustomElement = (tag) => tag.startsWith("news-");
  app.mount("#root");
  window.unmount = () => app.unmount();
</script>
"""


def _plain(_folder: Path) -> str:
    return PLAIN_PAGE


def _react(folder: Path) -> str:
    """Write React's modules into *folder*, each in a function, as a bundler would."""
    for name in REACT:
        package, _, part = name.partition("/")
        module = f"{package}-{part}" if part else package
        source = (MODULES / package / "cjs" / f"{module}.production.js").read_text("utf-8")
        (folder / f"{module}.js").write_text(
            f'((exports) => {{{source}\n}})(modules["{name}"] = {{}});', "utf-8"
        )
    scripts = "\n".join(f'<script src="{name.replace("/", "-")}.js"></script>' for name in REACT)
    return REACT_PAGE.replace("SCRIPTS", scripts)


def _vue(folder: Path) -> str:
    shutil.copy(MODULES / "vue" / "dist" / "vue.global.prod.js", folder)
    return VUE_PAGE


@pytest.mark.parametrize("page_of", [_plain, _react, _vue], ids=["plain", "React", "Vue"])
def test_a_page_shows_the_elements_hears_their_events_and_changes_them(
    tab: Page, site: Site, archive_url: str, tmp_path: Path, page_of: Callable[[Path], str]
) -> None:
    page_errors = PageErrors(tab.context)
    address = site(page_of(tmp_path).replace("ARCHIVE", archive_url))
    tab.goto(address)
    expect(tab.locator("#total")).to_have_text("30")
    expect(tab.locator("#quoted")).to_have_text("a3#p1")
    expect(tab.locator("news-quote blockquote")).to_have_text("Rain fell, said Ann Lee, 3.")
    expect(tab.locator("news-search li h3")).to_have_count(2)
    expect(tab.locator("news-search li p").first).to_contain_text("said Ann Lee")
    tab.get_by_role("button", name="Ask Bob").click()
    expect(tab.locator("#total")).to_have_text("1")
    expect(tab.get_by_role("searchbox", name="bob-roe")).to_be_visible()
    tab.locator("news-search li h3 a").click()
    expect(tab.locator("#opened")).to_have_text("hostile#p1")
    assert tab.url == address
    tab.evaluate("unmount()")
    expect(tab.locator("news-search")).to_have_count(0)
    assert page_errors.messages == []
