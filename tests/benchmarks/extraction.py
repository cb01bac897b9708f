"""How well articles are read from web pages: text, title, author and date.

python -m tests.benchmarks.extraction FOLDER [--pages N]

FOLDER is a checkout of a public set of pages with what is right about them:

- scrapinghub/article-extraction-benchmark: the whole text of each article;
- adbar/trafilatura: pieces of text that belong to an article or do not, title, author, date;
- adbar/htmldate: the date of each article.

Printed is a line for each reader: this project's, trafilatura alone, readability-lxml and goose3
(in the extra ``bench``), jusText, and for dates htmldate. Texts are compared by their words
(precision, recall, F1, mean over the pages), pieces by whether they are in the text; titles,
authors and dates have to be exact, but for white space.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import importlib.util
import json
import re
import statistics
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from searchapp.ingest.content.encoding import declared_encoding, decode
from searchapp.ingest.events import ArticleRead
from searchapp.ingest.formats import read_file
from searchapp.ingest.input_file import InputFile, ReadOptions

_WORD = re.compile(r"\w+")
_PAGE_FOLDERS = ("tests/eval", "tests/cache", "tests/test_set")


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what is right about it; None where the set does not say."""

    data: bytes
    text: str | None = None
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    title: str | None = None
    author: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a reader took from a page; empty where it found nothing."""

    text: str = ""
    title: str = ""
    author: str = ""
    date: str = ""


@dataclass(slots=True)
class Scores:
    """The results of one reader, an entry for each page that can be scored."""

    texts: list[tuple[float, float, float]] = field(default_factory=list)
    pieces: Counter[str] = field(default_factory=Counter)
    exact: dict[str, list[bool]] = field(default_factory=dict)
    seconds: float = 0.0


def _read_pages(folder: Path) -> Iterator[Page]:
    truth = folder / "ground-truth.json"
    if truth.exists():
        for name, expected in json.loads(truth.read_bytes()).items():
            data = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
            yield Page(data, text=expected["articleBody"])
        return
    for name in ("evaldata.json", "eval_default.json", "eval_mediacloud_2020.json"):
        path = folder / "tests" / name
        if path.exists():
            for expected in json.loads(path.read_bytes()).values():
                yield from _page_of(folder, expected)


def _page_of(folder: Path, expected: dict[str, Any]) -> Iterator[Page]:
    paths = [folder / part / expected["file"] for part in _PAGE_FOLDERS]
    path = next((path for path in paths if path.exists()), None)
    if path is None:
        return
    author = expected.get("author") or None
    date = expected.get("date")
    yield Page(
        path.read_bytes(),
        inside=tuple(expected.get("with", ())),
        outside=tuple(expected.get("without", ())),
        title=expected.get("title") or None,
        author="; ".join(author) if isinstance(author, list) else author,
        # An undated page of htmldate's has NaN.
        date=date if isinstance(date, str) and date else None,
    )


def read_with_searchapp(data: bytes) -> Extracted:
    """Return what this project reads."""
    file = InputFile.from_bytes("page.html", data, ReadOptions(1 << 30))
    for event in read_file(file):
        if isinstance(event, ArticleRead):
            article = event.article
            date = article.date.isoformat() if article.date else ""
            text = "\n".join(paragraph.text for paragraph in article.paragraphs)
            return Extracted(text, article.title, article.author, date)
    return Extracted()


def read_with_trafilatura(data: bytes) -> Extracted:
    """Return what trafilatura reads, with the options that this project calls it with."""
    import trafilatura

    document = trafilatura.bare_extraction(data, with_metadata=True, include_comments=False)
    if document is None or isinstance(document, dict):
        return Extracted()
    return Extracted(
        document.text or "", document.title or "", document.author or "", document.date or ""
    )


def read_with_readability(data: bytes) -> Extracted:
    """Return the text and the title that readability-lxml reads."""
    import trafilatura
    from readability import Document

    document = Document(_page_text(data))
    tree = trafilatura.load_html(document.summary())
    text = " ".join(tree.itertext()) if tree is not None else ""
    return Extracted(text, document.short_title() or "")


def read_with_goose(data: bytes) -> Extracted:
    """Return what goose3 reads."""
    from goose3 import Goose

    with Goose({"enable_image_fetching": False}) as goose:
        article = goose.extract(raw_html=_page_text(data))
    date = str(article.publish_date or "")[:10]
    return Extracted(
        article.cleaned_text or "", article.title or "", "; ".join(article.authors or ()), date
    )


def _page_text(data: bytes) -> str:
    return decode(data, declared_encoding(data))[0]


def read_with_justext(data: bytes) -> Extracted:
    """Return what jusText reads with the stop words of English."""
    import justext

    paragraphs = justext.justext(data, justext.get_stoplist("English"))
    return Extracted("\n".join(p.text for p in paragraphs if not p.is_boilerplate))


def read_with_htmldate(data: bytes) -> Extracted:
    """Return the date that htmldate finds."""
    import htmldate

    return Extracted(date=htmldate.find_date(data.decode("utf-8", "replace")) or "")


READERS: dict[str, Callable[[bytes], Extracted]] = {
    "searchapp": read_with_searchapp,
    "trafilatura": read_with_trafilatura,
    "readability": read_with_readability,
    "goose3": read_with_goose,
    "jusText": read_with_justext,
    "htmldate": read_with_htmldate,
}


def word_scores(found: str, expected: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the words of *found*, counted as often as they are."""
    found_words = Counter(_WORD.findall(found.lower()))
    expected_words = Counter(_WORD.findall(expected.lower()))
    both = (found_words & expected_words).total()
    precision = both / found_words.total() if found_words else float(not expected_words)
    recall = both / expected_words.total() if expected_words else float(not found_words)
    f1 = 2 * precision * recall / (precision + recall) if both else float(precision == recall == 1)
    return precision, recall, f1


def _normal(text: str) -> str:
    return " ".join(text.split())


def score(page: Page, found: Extracted, scores: Scores) -> None:
    """Add the scores of what was *found* in a page."""
    if page.text is not None:
        scores.texts.append(word_scores(found.text, page.text))
    text = _normal(found.text)
    for piece in page.inside:
        scores.pieces["inside" if _normal(piece) in text else "missed"] += 1
    for piece in page.outside:
        scores.pieces["surplus" if _normal(piece) in text else "left out"] += 1
    for name in ("title", "author", "date"):
        expected = getattr(page, name)
        if expected is not None:
            is_exact = _normal(getattr(found, name)) == _normal(expected)
            scores.exact.setdefault(name, []).append(is_exact)


def _line(name: str, scores: Scores, *, dates_only: bool) -> str:
    columns = [f"{name:12}"]
    if scores.texts and not dates_only:
        precision, recall, f1 = (
            statistics.mean(column) for column in zip(*scores.texts, strict=True)
        )
        columns.append(f"words: F1 {f1:.3f} precision {precision:.3f} recall {recall:.3f}")
    pieces = scores.pieces
    if pieces.total() and not dates_only:
        precision = pieces["inside"] / max(pieces["inside"] + pieces["surplus"], 1)
        recall = pieces["inside"] / max(pieces["inside"] + pieces["missed"], 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        columns.append(f"pieces: F1 {f1:.3f} precision {precision:.3f} recall {recall:.3f}")
    for measure, results in scores.exact.items():
        if measure == "date" or not dates_only:
            columns.append(f"{measure} {statistics.mean(results):.3f} of {len(results)}")
    columns.append(f"{scores.seconds:.0f} s")
    return "  ".join(columns)


def _is_installed(reader: str) -> bool:
    module = {"goose3": "goose3", "readability": "readability"}.get(reader)
    return module is None or importlib.util.find_spec(module) is not None


def main(folder: Path, limit: int, readers: list[str]) -> None:
    """Print a line for each reader."""
    pages = list(_read_pages(folder))
    pages = pages[:: max(len(pages) // limit, 1)] if limit else pages
    print(f"{len(pages)} pages of {folder.name}, {datetime.date.today()}")
    for name in readers:
        scores = Scores()
        if not _is_installed(name):
            print(f"{name:12} is not installed; it is in the extra bench")
            continue
        for page in pages:
            began = time.perf_counter()
            try:
                found = READERS[name](page.data)
            except Exception as error:
                if name == "searchapp":
                    raise
                warnings.warn(f"{name}: {error!r}", stacklevel=1)
                found = Extracted()
            scores.seconds += time.perf_counter() - began
            score(page, found, scores)
        print(_line(name, scores, dates_only=name == "htmldate"), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--pages", type=int, default=0, help="about how many pages, evenly chosen; 0 for all"
    )
    parser.add_argument("--reader", action="append", choices=tuple(READERS))
    arguments = parser.parse_args()
    main(arguments.folder, arguments.pages, arguments.reader or list(READERS))
