"""Which reader reads a file: told by its content first, by its ending where that is open.

content                                      reader
PK..  with mimetype application/epub+zip     EPUB
PK..  with word/document.xml                 DOCX
PK..                                         zip: each member anew
gzip, bzip2, xz                              unpacked as a stream, then anew
ustar                                        tar: each member anew
%PDF-                                        PDF
<!doctype html, <html                        HTML
<rss, <feed, <rdf:RDF                        RSS, Atom
<nitf, <newsMessage, <newsItem               NITF, NewsML-G2
{"…}  with another object on the next line   JSON lines
{"…, [{                                      JSON
---   a line, then another ---               Markdown
a first line with the columns of a table     CSV
anything else                                as the ending says; plain text
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from searchapp.ingest.events import Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats import (
    archives,
    docx,
    epub,
    feeds,
    html,
    jsondocument,
    jsonlines,
    markdown,
    newsml,
    pdf,
    plaintext,
    tables,
)
from searchapp.ingest.formats.single_article import Reader, single
from searchapp.ingest.input_file import COMPRESSED_ENDINGS, InputFile, without_compression

_PROLOG = (("<?", "?>"), ("<!--", "-->"))
_DOCTYPE = re.compile(r"<!doctype\s+([\w.-]+)[^>\[]*(\[)?", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_FRONT_MATTER = re.compile(r"---[^\S\n]*\r?\n.*?^(?:---|\.\.\.)\s*$", re.DOTALL | re.MULTILINE)
_OBJECT = re.compile(r"\{\s*[\"}]")
_LIST = re.compile(r"\[\s*(?:\{|\])")
_OBJECTS_IN_LINES = re.compile(r"[^\n]*\}[^\S\n]*\n\s*\{")
_TAR_MAGIC = slice(257, 262)


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the endings its files have, and its reader."""

    name: str
    endings: tuple[str, ...]
    read: Reader


def _read_zip(file: InputFile) -> Iterator[Event]:
    """Tell an archive from a document that is one."""
    if file.depth and file.name.lower().endswith(".zip"):
        yield Rejected(
            SourceLocation(file.name),
            "an archive within an archive is not read; unpack it",
            Scope.DIRECTORY,
        )
        return
    yield from archives.read_zip(file, read_file, has_reader)


TEXT = Format("text", (".txt", ".text"), single(plaintext.parse))
LINES = Format("JSON lines", (".jsonl", ".ndjson"), jsonlines.read)
JSON = Format("JSON", (".json",), jsondocument.read)
MARKDOWN = Format("Markdown", (".md", ".markdown"), single(markdown.parse))
HTML = Format("HTML", (".html", ".htm", ".xhtml"), single(html.parse))
FEED = Format("RSS or Atom", (".rss", ".atom"), feeds.read)
NITF = Format("NITF", (".nitf",), single(newsml.parse_nitf))
NEWSML = Format("NewsML-G2", (".newsml",), newsml.read_newsml)
CSV = Format("CSV", (".csv", ".tsv"), tables.read)
EPUB = Format("EPUB", (".epub",), epub.read)
DOCX = Format("DOCX", (".docx",), single(docx.parse))
PDF = Format("PDF", (".pdf",), single(pdf.parse))
ZIP = Format("zip", (".zip",), _read_zip)
TAR = Format(
    "tar", (".tar", ".tgz", ".tbz2", ".txz"), lambda f: archives.read_tar(f, read_file, has_reader)
)
COMPRESSED = Format(
    "compressed", COMPRESSED_ENDINGS, lambda f: archives.read_compressed(f, read_file)
)
_XML_ENDING = ".xml"

FORMATS = (
    *(TEXT, LINES, JSON, MARKDOWN, HTML, FEED, NITF, NEWSML, CSV),
    *(EPUB, DOCX, PDF, ZIP, TAR, COMPRESSED),
)

ENDINGS = (*(ending for format_ in FORMATS for ending in format_.endings), _XML_ENDING)
"""The endings of files that are read."""

_ROOTS = {
    "html": HTML,
    "rss": FEED,
    "feed": FEED,
    "rdf": FEED,
    "nitf": NITF,
    "newsmessage": NEWSML,
    "newsitem": NEWSML,
}


def has_reader(name: str) -> bool:
    """Whether a file of that name is one of those that are read."""
    return name.lower().endswith(ENDINGS)


def _by_ending(name: str) -> Format | None:
    bare = without_compression(name).lower()
    return next((f for f in FORMATS if bare.endswith(f.endings)), None)


def _of_zip(file: InputFile) -> Format:
    if epub.MIMETYPE in file.head[:128]:
        return EPUB
    if file.name.lower().endswith((".docx", ".epub")):
        return DOCX if file.name.lower().endswith(".docx") else EPUB
    return ZIP


def _of_binary(file: InputFile) -> Format | None:
    head = file.head
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_zip(file)
    if head.startswith(archives.COMPRESSED):
        return COMPRESSED
    if head[_TAR_MAGIC] == b"ustar":
        return TAR
    return PDF if head.startswith(b"%PDF-") else None


def _root_element(text: str) -> tuple[str, str]:
    """Return the name that the document type gives, and that of the first element."""
    at, doctype = 0, ""
    while True:
        text = text[at:].lstrip()
        at = -1
        for begin, end in _PROLOG:
            if text.startswith(begin):
                at = text.find(end) + len(end) if end in text else len(text)
        if declared := _DOCTYPE.match(text):
            doctype = declared[1]
            closing = "]" if declared[2] else ">"
            at = text.find(closing, declared.end() - 1) + 1 or len(text)
            at = text.find(">", at) + 1 or len(text) if declared[2] else at
        if at < 0:
            root = _ROOT.match(text)
            return doctype, root[2] if root else ""


def _of_markup(text: str) -> Format | str:
    """Return the format of XML or HTML, or why there is no reader for it."""
    doctype, root = _root_element(text)
    if doctype.lower() == "html":
        return HTML
    if not root:
        return "it begins as XML does, and has no root element"
    found = _ROOTS.get(root.lower())
    if found is not None:
        return found
    if text.lstrip().startswith("<?xml"):
        return f"its root element is <{root}>; of XML are read RSS, Atom, NITF, NewsML-G2 and XHTML"
    return HTML


def _of_text(file: InputFile, ending: Format | None) -> Format | str | None:
    text = file.head.decode("utf-8-sig", "replace")
    start = text.lstrip()
    if start.startswith("<"):
        return _of_markup(start)
    if ending is LINES:
        return LINES
    if _OBJECT.match(start):
        return LINES if _OBJECTS_IN_LINES.match(start) else JSON
    if _LIST.match(start):
        return JSON
    if _FRONT_MATTER.match(start):
        return MARKDOWN
    header = text.partition("\n")[0].strip()
    if tables.columns_of(header, file.options.csv_columns):
        return CSV
    return None


def choose(file: InputFile) -> Format | str:
    """Return the format of *file*, or why there is none."""
    found = _of_binary(file)
    if found is not None:
        return found
    ending = _by_ending(file.name)
    if archives.is_compressed_name(file.name) and not file.depth and file.head:
        return f"it is no {file.name.rpartition('.')[2]} data, though it is called so"
    if ending in (EPUB, DOCX, PDF, ZIP) and file.head:
        return f"it is no {ending.name} file, though it is called so"
    chosen = _of_text(file, ending)
    if chosen is not None:
        return chosen
    if ending in (HTML, FEED, NITF, NEWSML) or file.name.lower().endswith(_XML_ENDING):
        return TEXT if ending is HTML else "it holds no XML"
    return ending or TEXT


def read_file(file: InputFile) -> Iterator[Event]:
    """Yield the articles of a file, and what could not be read of it."""
    chosen = choose(file)
    if isinstance(chosen, str):
        yield Rejected(SourceLocation(file.name), chosen, Scope.FILE, file.article_id or None)
    else:
        yield from chosen.read(file)
