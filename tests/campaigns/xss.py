"""Put known attacks wherever a text can come from, and see whether one becomes more than text.

``python -m tests.campaigns.xss``. Two archives of the same shape are built, one of attacks and
one of harmless words: in texts, headlines, sources, authors, sections, addresses, corrections,
speakers, roles and names of files. Every page of the one must have the elements and attributes
of the other, as many of each. Each attack is then sent as the value of every parameter and as a
part of every address: the page may hold nothing but what pages of harmless words hold.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

from bleach.html5lib_shim import HTMLParser  # type: ignore[attr-defined]
from flask import Flask
from flask.testing import FlaskClient

from searchapp import create_app
from searchapp.api_models.exports import safe_cell
from tests.campaigns.attacks import ATTACKS

Structure = list[tuple[str, tuple[str, ...]]]
"""The elements of a page in order, each with the names of its attributes."""

_ADDRESSES = ("href", "src", "action", "formaction", "data", "xlink:href", "srcdoc")
_ONE_VALUE = ((("li", ()), 1), (("a", ("href",)), 1), (("span", ("class",)), 2))
_LONG_ROLE = frozenset({("details", ("class",)), ("summary", ("aria-label",))})
"""The elements of a role that is cut, with the rest on demand."""
_OURS = re.compile(r"/|#|\?|https?://(localhost|example\.org)/")
_WORDS = "harmless words"
_PARAMETERS = (
    *("q", "speaker", "source", "quotation", "role", "year", "from", "to", "sort", "group"),
    *("copies", "copies_of", "page", "limit", "cursor", "like", "name", "format", "context"),
)
_PAGES = ("/search", "/embed", "/compare", "/speakers", "/search/facets/source")
_DATA = ("/api/v1/search", "/api/v1/suggest", "/suggestions", "/feed", "/api/v1/export")


@dataclass
class Outcome:
    """How many pages were looked at; ``wrong`` is empty where all was well."""

    pages: int = 0
    wrong: list[str] = field(default_factory=list)


def structure(page: str) -> tuple[Structure, list[str]]:
    """Return the elements of *page* as a browser reads it, and the addresses they hold."""
    root = HTMLParser(namespaceHTMLElements=False).parse(page)
    elements: Structure = []
    addresses = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            elements.append(("a comment", ()))
            continue
        elements.append((element.tag, tuple(sorted(map(str, element.attrib)))))
        addresses += [value for name, value in element.attrib.items() if name in _ADDRESSES]
    return elements, addresses


def build(folder: Path, texts: Sequence[str]) -> Flask:
    """Return an application over an archive with each of *texts* in every place."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    first = datetime.date(2001, 1, 1)
    lines, corrections = [], []
    for number, text in enumerate(texts):
        kept = " ".join(text.split())
        paragraphs = [f"Number {number} {kept} here", f"A word {number} of {kept}"]
        article = {
            "id": f"a{number}",
            "title": f"Title {number} {text}",
            "paragraphs": paragraphs,
            "date": (first + datetime.timedelta(days=number)).isoformat(),
            "source": f"{text} {number}",
            "author": f"{text} {number}",
            "section": f"{text} {number}",
            "correction": f"{text} {number}",
            "url": text,
            "language": "en",
        }
        lines.append(json.dumps(article) + "\n")
        corrections.append(
            "[[correction]]\n"
            f'paragraph = "a{number}#p1"\n'
            f'text = "Number {number} …"\n'
            f"speaker = {json.dumps(f'{kept} {number}')}\n"
            f"role = {json.dumps(f'{kept} {number}')}\n"
        )
        # Names with control or direction characters are rejected.
        name = "".join(c for c in text if c.isprintable() and c != "/")[:80]
        day = (first + datetime.timedelta(days=1000 + number)).isoformat()
        body = f"{day}\n\nHeadline {number}\n\nText of number {number}.\n"
        (corpus / f"{number} {name}.txt").write_text(body, "utf-8")
    (corpus / "all.jsonl").write_text("".join(lines), "utf-8")
    (corpus / "corrections.toml").write_text("\n".join(corrections), "utf-8")
    app = create_app({"TESTING": True}, corpus_dir=corpus, index_dir=folder / "index")
    result = app.test_cli_runner().invoke(args=["reindex"])
    if result.exit_code not in (0, 1) or "not applied:" in result.output:
        raise RuntimeError(f"the archive could not be built: {result.output}")
    return app


def ids_of(client: FlaskClient) -> list[str]:
    """Return the ids of all articles, the oldest first."""
    found: list[str] = []
    following = "/api/v1/articles?sort=oldest&limit=100"
    while following:
        answer = client.get(following).get_json()
        found += [article["id"] for article in answer["articles"]]
        following = answer["next"]
    return found


def stored_pages(client: FlaskClient, articles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield every kind of page of an archive, and what it is."""
    addresses = ["/", "/speakers", "/compare"]
    addresses += [f"/search?limit=100&sort=oldest&page={page}" for page in (1, 2, 3, 4, 5, 6)]
    addresses += ["/search?q=number&sort=oldest&limit=100", "/embed?sort=oldest&limit=100"]
    addresses += ["/search?q=number&group=article&sort=newest&limit=100"]
    addresses += [f"/search/facets/{name}" for name in ("speaker", "source", "role")]
    for article in articles:
        address = f"/articles/{quote(article, safe='')}"
        addresses += [f"{address}?q=number"]
        addresses += [f"{address}/paragraphs/1"] if article[0] == "a" else []
    for address in addresses:
        yield address.split("?")[0].split("/")[1] or "home", client.get(address).text


def _compare_archives(attacked: Flask, harmless: Flask, outcome: Outcome) -> None:
    clients = attacked.test_client(), harmless.test_client()
    ids = [ids_of(client) for client in clients]
    if len(ids[0]) != len(ids[1]):
        outcome.wrong.append(f"{len(ids[0])} articles; expected {len(ids[1])}")
        return
    pages = [stored_pages(client, found) for client, found in zip(clients, ids, strict=True)]
    for (kind, page), (_, twin) in zip(*pages, strict=True):
        outcome.pages += 1
        found, addresses = structure(page)
        expected, _ = structure(twin)
        if differing := _differing(found, expected):
            outcome.wrong.append(f"a page of {kind}: elements differ: {differing}")
        outcome.wrong += _strange(kind, addresses)


def _differing(found: Structure, expected: Structure) -> list[tuple[str, tuple[str, ...]]]:
    """Return the elements that one page has more of than the other.

    Quotation marks in an attack may make another kind of quotation: where a span begins,
    and whether a facet has one value more, is left open, and so is whether a role is long.
    """
    ours, theirs = (
        Counter(element for element in elements if element not in _LONG_ROLE)
        for elements in (found, expected)
    )
    more = (ours - theirs) + (theirs - ours)
    values = more[("li", ())]
    return sorted(more - Counter({element: times * values for element, times in _ONE_VALUE}))


def _strange(kind: str, addresses: Sequence[str]) -> Iterator[str]:
    for address in addresses:
        if not _OURS.match(address) or address.startswith("//"):
            yield f"a page of {kind}: the address {address!r}"


def _data_of(client: FlaskClient, outcome: Outcome) -> None:
    """Look at JSON, the feed and CSV of an archive of attacks."""
    for page in range(1, 6):
        answer = client.get(f"/api/v1/search?q=number&limit=100&page={page}").get_json()
        for hit in answer["results"]:
            bare = hit["snippet_html"].replace("<mark>", "").replace("</mark>", "")
            outcome.pages += 1
            if "<" in bare or ">" in bare or unescape(bare) != hit["text"]:
                outcome.wrong.append(f"snippet_html of {hit['id']}: {hit['snippet_html']!r}")
    feed = ElementTree.fromstring(client.get("/feed?limit=100").data)  # noqa: S314 (our own)
    tags = {element.tag.rpartition("}")[2] for element in feed.iter()}
    if not tags <= {
        *("feed", "id", "title", "updated", "link", "author", "name", "entry", "category"),
        *("content", "published", "totalResults", "startIndex", "itemsPerPage"),
    }:
        outcome.wrong.append(f"the feed has the elements {sorted(tags)}")
    with client.get("/api/v1/export?format=csv") as export:
        rows = list(csv.reader(io.StringIO(export.get_data(as_text=True), newline="")))
    outcome.pages += len(rows)
    outcome.wrong += [
        f"a cell of the export begins as a formula: {cell[:40]!r}"
        for row in rows
        for cell in row
        if safe_cell(cell) != cell
    ]


def vocabulary(client: FlaskClient) -> set[tuple[str, tuple[str, ...]]]:
    """Return all elements, with their attributes, that pages of harmless words hold."""
    addresses = [f"{page}?{name}={_WORDS}" for page in _PAGES for name in _PARAMETERS]
    addresses += ["/search?q=number", "/search?q=number&speaker=none&page=2", "/search?page=2"]
    addresses += [
        "/search?q=numbr",
        '/search?q="number',
        "/search?q=(number OR zzzz) a:b&year=2001",
    ]
    addresses += ["/search?q=number zzzz&source=none", "/search?page=99", "/compare?speaker=harm"]
    addresses += ["/search?q=number zzzz", "/articles/none", "/speakers/none", "/nothing"]
    addresses += ["/embed?q=number", "/search/facets/source?like=harmless&page=2"]
    addresses += ["/articles/a1?q=harmless", "/articles/a1/paragraphs/1?q=harmless", "/articles/a1"]
    addresses += ["/articles/a1/paragraphs/1", "/speakers/harmless-words-1?q=harmless"]
    return {element for address in addresses for element in structure(client.get(address).text)[0]}


def _ask(client: FlaskClient, attack: str, known: set[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Send *attack* in every parameter and address; return what is wrong of the answers."""
    wrong = []
    inside = quote(attack, safe="")
    pages = [f"{page}?{name}={inside}&limit=2" for page in _PAGES[:3] for name in _PARAMETERS[:6]]
    pages += [f"{page}?{name}={inside}" for page in _PAGES[3:] for name in ("like", "name", "sort")]
    pages += [f"/search?{inside}=1&limit=1", f"/search?q={inside}&page={inside}"]
    pages += [f"/{head}/{inside}" for head in ("articles", "speakers", "search/facets", "static")]
    pages += [f"/{inside}", f"/articles/a1?q={inside}", f"/articles/a1/paragraphs/1?q={inside}"]
    for address in pages:
        answer = client.get(address)
        if answer.status_code >= 500:
            wrong.append(f"{address}: {answer.status_code}")
        if "Set-Cookie" in answer.headers:
            wrong.append(f"{address}: sets a cookie")
        leads_to = answer.headers.get("Location", "/").removeprefix("http://localhost")
        if not leads_to.startswith("/") or leads_to.startswith("//"):
            wrong.append(f"{address}: leads to {leads_to}")
        if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
            found, addresses = structure(answer.text)
            wrong += [f"{address}: the element {element}" for element in {*found} - known]
            wrong += _strange(address, addresses)
    for path in _DATA:
        for name in _PARAMETERS:
            with client.get(f"{path}?{name}={inside}") as data:
                if data.status_code >= 500 or data.mimetype == "text/html":
                    wrong.append(f"{path}?{name}={inside}: {data.status}, {data.mimetype}")
                if data.headers.get("X-Content-Type-Options") != "nosniff":
                    wrong.append(f"{path}?{name}={inside}: its type may be guessed")
    return wrong


def campaign(folder: Path, *, stored: Sequence[str], asked: Sequence[str]) -> Outcome:
    """Index the attacks *stored*, send those *asked*, and return what was found."""
    outcome = Outcome()
    attacked = build(folder / "attacked", stored)
    harmless = build(folder / "harmless", [_WORDS] * len(stored))
    try:
        _compare_archives(attacked, harmless, outcome)
        _data_of(attacked.test_client(), outcome)
        known = vocabulary(harmless.test_client())
        client = harmless.test_client()
        for attack in asked:
            outcome.wrong += _ask(client, attack, known)
            outcome.pages += 1
    finally:
        attacked.extensions["searchapp"].close()
        harmless.extensions["searchapp"].close()
    return outcome


def main() -> None:
    """Run the campaign with all attacks."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = campaign(Path(folder), stored=ATTACKS, asked=ATTACKS)
    print(f"{len(ATTACKS)} attacks, each in every place; {outcome.pages:,} answers looked at")
    for wrong in outcome.wrong[:50]:
        print(f"WRONG: {wrong!a}")
    sys.exit(1 if outcome.wrong else 0)


if __name__ == "__main__":
    main()
