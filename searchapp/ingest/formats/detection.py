"""Format detection: by a file's first bytes, then by its ending.

name or content                              format
the ending of a format of a plugin           the plugin's
PK..  with mimetype application/epub+zip     EPUB
PK..  in a file named .docx                  DOCX
PK..                                         zip: detect each member
gzip, bzip2, xz                              compressed: detect the content
ustar                                        tar: detect each member
%PDF-                                        PDF
<!doctype html, <html                        HTML
<rss, <feed, <rdf:RDF                        RSS, Atom
<nitf, <newsMessage, <newsItem, …           NITF, NewsML-G2
{"…}  with another object on the next line   JSON lines
{"…, [{                                      JSON
---   a line, then another ---               Markdown
a first line with the columns of a table     CSV
anything else                                the ending's; plain text without one
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from searchapp.ingest.content.encoding import byte_order_mark, decode_head, utf8_stream
from searchapp.ingest.events import Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats import (
    archives,
    html,
    jsondocument,
    jsonlines,
    markdown,
    pdf,
    plaintext,
    tables,
)
from searchapp.ingest.formats.plugin_reader import plugin_reader
from searchapp.ingest.formats.single_article import Reader, single_article_reader
from searchapp.ingest.formats.xml import docx, epub, feeds, newsml
from searchapp.ingest.input_file import COMPRESSED_ENDINGS, InputFile, without_compression
from searchapp.plugins.indexing_plugins import indexing_plugins
from searchapp.plugins.loading import PluginProblem

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
    """A file format: its name, its usual endings and its reader."""

    name: str
    endings: tuple[str, ...]
    read: Reader


def _read_zip(file: InputFile) -> Iterator[Event]:
    """Read an archive that is not itself a member of one."""
    if file.depth and file.name.lower().endswith(".zip"):
        yield Rejected(
            SourceLocation(file.name),
            "an archive within an archive is not read; unpack it",
            Scope.DIRECTORY,
        )
        return
    yield from archives.read_zip(file, read_file, has_reader)


TEXT = Format("text", (".txt", ".text"), single_article_reader(plaintext.parse))
JSON_LINES = Format("JSON lines", (".jsonl", ".ndjson"), jsonlines.read)
JSON = Format("JSON", (".json",), jsondocument.read)
MARKDOWN = Format("Markdown", (".md", ".markdown"), single_article_reader(markdown.parse))
HTML = Format("HTML", (".html", ".htm", ".xhtml"), single_article_reader(html.parse))
FEED = Format("RSS or Atom", (".rss", ".atom"), feeds.read)
NITF = Format("NITF", (".nitf",), single_article_reader(newsml.parse_nitf))
NEWSML = Format("NewsML-G2", (".newsml",), newsml.read_newsml)
CSV = Format("CSV", (".csv", ".tsv"), tables.read)
EPUB = Format("EPUB", (".epub",), epub.read)
DOCX = Format("DOCX", (".docx",), single_article_reader(docx.parse))
PDF = Format("PDF", (".pdf",), single_article_reader(pdf.parse))
ZIP = Format("zip", (".zip",), _read_zip)
TAR = Format(
    "tar", (".tar", ".tgz", ".tbz2", ".txz"), lambda f: archives.read_tar(f, read_file, has_reader)
)
COMPRESSED = Format(
    "compressed", COMPRESSED_ENDINGS, lambda f: archives.read_compressed(f, read_file)
)
_XML_ENDING = ".xml"

FORMATS = (
    *(TEXT, JSON_LINES, JSON, MARKDOWN, HTML, FEED, NITF, NEWSML, CSV),
    *(EPUB, DOCX, PDF, ZIP, TAR, COMPRESSED),
)

_ENDINGS = (*(ending for format_ in FORMATS for ending in format_.endings), _XML_ENDING)

SETTINGS_ENDING = ".toml"
"""Ending of the editorial files in the corpus folder, which hold no articles."""

_FORMAT_BY_ROOT = {
    "html": HTML,
    "rss": FEED,
    "feed": FEED,
    "rdf": FEED,
    "nitf": NITF,
    "newsmessage": NEWSML,
    "newsitem": NEWSML,
    "packageitem": NEWSML,
}


@dataclass(frozen=True, slots=True)
class PluginFormats:
    """The formats of plugins, and the endings among theirs that cannot be theirs."""

    formats: tuple[Format, ...]
    problems: tuple[PluginProblem, ...]


@cache
def plugin_formats() -> PluginFormats:
    """Return the formats of the installed plugins.

    An ending that this package, or a plugin before it, reads stays theirs.
    """
    owners = dict.fromkeys((*_ENDINGS, SETTINGS_ENDING), "searchapp itself")
    formats, problems = [], []
    for source in indexing_plugins().readers:
        reader, endings = source.record, []
        for ending in reader.endings:
            owner = owners.setdefault(ending, f"plugin {source.plugin}")
            if owner == f"plugin {source.plugin}":
                endings.append(ending)
            else:
                text = f"it does not read {ending} files, which {owner} reads"
                problems.append(PluginProblem(source.plugin, text))
        if endings:
            formats.append(Format(reader.name, tuple(endings), plugin_reader(source)))
    return PluginFormats(tuple(formats), tuple(problems))


@cache
def known_endings() -> tuple[str, ...]:
    """Return the endings of files that can be read, those of plugins last."""
    return (*_ENDINGS, *(e for format_ in plugin_formats().formats for e in format_.endings))


def has_reader(name: str) -> bool:
    """Whether a file with that name has the ending of a known format."""
    return name.lower().endswith(known_endings())


def _plugin_format(file: InputFile) -> Format | None:
    """Return the format of a plugin for a file that is not compressed, or None."""
    formats = plugin_formats().formats
    if not formats or file.head.startswith(archives.COMPRESSION_MAGIC):
        return None
    name = without_compression(file.name).lower()
    return next((f for f in formats if name.endswith(f.endings)), None)


def _by_ending(name: str) -> Format | None:
    uncompressed = without_compression(name).lower()
    return next((f for f in FORMATS if uncompressed.endswith(f.endings)), None)


def _detect_zip(file: InputFile) -> Format:
    if epub.MIMETYPE in file.head[:128]:
        return EPUB
    if file.name.lower().endswith((".docx", ".epub")):
        return DOCX if file.name.lower().endswith(".docx") else EPUB
    return ZIP


def _detect_binary(file: InputFile) -> Format | None:
    head = file.head
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _detect_zip(file)
    if head.startswith(archives.COMPRESSION_MAGIC):
        return COMPRESSED
    if head[_TAR_MAGIC] == b"ustar":
        return TAR
    return PDF if head.startswith(b"%PDF-") else None


def _root_element(text: str) -> tuple[str, str]:
    """Return the names in the document type declaration and of the root element, or empty."""
    position, doctype = 0, ""
    while True:
        text = text[position:].lstrip()
        position = -1
        for begin, end in _PROLOG:
            if text.startswith(begin):
                position = text.find(end) + len(end) if end in text else len(text)
        if declaration := _DOCTYPE.match(text):
            doctype = declaration[1]
            closing = "]" if declaration[2] else ">"
            position = text.find(closing, declaration.end() - 1) + 1 or len(text)
            if declaration[2]:
                position = text.find(">", position) + 1 or len(text)
        if position < 0:
            root = _ROOT.match(text)
            return doctype, root[2] if root else ""


def _detect_markup(text: str, *, is_xml: bool) -> Format | str:
    """Return the format of XML or HTML, or the reason for rejecting it.

    *is_xml* says whether the file's name has an ending of XML.
    """
    doctype, root = _root_element(text)
    if doctype.lower() == "html":
        return HTML
    if not root:
        return "it starts like XML but has no root element"
    format_ = _FORMAT_BY_ROOT.get(root.lower())
    if format_ is not None:
        return format_
    if text.lstrip().startswith("<?xml") or is_xml:
        return (
            f"its root element is <{root}>; the supported kinds of XML are RSS, Atom,"
            " NITF, NewsML-G2 and XHTML"
        )
    return HTML


def _detect_text(file: InputFile, by_ending: Format | None) -> Format | str | None:
    """Return the format of text, the reason for rejecting it, or None if it shows neither."""
    text = decode_head(file.head)
    start = text.lstrip()
    if start.startswith("<"):
        is_xml = by_ending in (FEED, NITF, NEWSML) or file.name.lower().endswith(_XML_ENDING)
        return _detect_markup(start, is_xml=is_xml)
    if by_ending is JSON_LINES:
        return JSON_LINES
    if _OBJECT.match(start):
        return JSON_LINES if _OBJECTS_IN_LINES.match(start) else JSON
    if _LIST.match(start):
        return JSON
    if _FRONT_MATTER.match(start):
        return MARKDOWN
    if tables.is_table(text, file.options.csv_columns):
        return CSV
    return None


def detect_format(file: InputFile) -> Format | str:
    """Return the format of *file*, or the reason for rejecting it."""
    binary = _detect_binary(file)
    if binary is not None:
        return binary
    by_ending = _by_ending(file.name)
    if archives.is_compressed_name(file.name) and not file.depth and file.head:
        return f"it is not valid .{file.name.rpartition('.')[2]} data"
    if by_ending in (EPUB, DOCX, PDF, ZIP) and file.head:
        return f"it is not a valid {by_ending.name} file"
    text = _detect_text(file, by_ending)
    if text is not None:
        return text
    if by_ending in (HTML, FEED, NITF, NEWSML) or file.name.lower().endswith(_XML_ENDING):
        return TEXT if by_ending is HTML else "it contains no XML"
    return by_ending or TEXT


def _with_utf8_lines(file: InputFile) -> InputFile:
    """Return *file* as UTF-8 where it is UTF-16 or UTF-32, except markup, which is read whole."""
    mark = byte_order_mark(file.head)
    if mark not in ("utf-16", "utf-32") or decode_head(file.head).lstrip().startswith("<"):
        return file
    return InputFile(file.name, utf8_stream(file.stream, mark), file.options, depth=file.depth)


def read_file(file: InputFile) -> Iterator[Event]:
    """Yield the articles of a file, and what could not be read of it."""
    if (format_ := _plugin_format(file)) is not None:
        yield from format_.read(file)
        return
    file = _with_utf8_lines(file)
    format_or_reason = detect_format(file)
    if isinstance(format_or_reason, str):
        reason = format_or_reason
        yield Rejected(SourceLocation(file.name), reason, Scope.FILE, file.article_id or None)
    else:
        yield from format_or_reason.read(file)
