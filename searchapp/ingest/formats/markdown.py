"""Markdown reader, with or without YAML front matter."""

from __future__ import annotations

import re
from typing import Any

import yaml
from markdown_it import MarkdownIt
from yaml.composer import ComposerError

from searchapp.common.markup import paragraphs
from searchapp.ingest.articles import ArticleError, make_article
from searchapp.ingest.content.encoding import decode
from searchapp.ingest.content.markup_text import html_paragraphs
from searchapp.ingest.dates import DateEvidence, DateOrder, date_of_line, field_date, first_date
from searchapp.ingest.formats.plaintext import DATE_LINE, date_of_name
from searchapp.ingest.formats.single_article import ParsedArticle, remarks
from searchapp.ingest.input_file import InputFile
from searchapp.ingest.publication_status import WithdrawnError, check_published

_FRONT_MATTER = re.compile(r"---[^\S\n]*\n(.*?\n)(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL)
_MAX_FRONT_MATTER_LENGTH = 65_536
_MAX_FRONT_MATTER_DEPTH = 16
_KEYS = {
    "title": ("title", "headline"),
    "author": ("author", "authors", "byline"),
    "source": ("source", "publication", "publisher"),
    "section": ("section", "category", "categories"),
    "url": ("url", "link", "canonical_url", "permalink"),
    "language": ("language", "lang"),
    "correction": ("correction", "corrections"),
}
_DATE_KEYS = ("date", "published", "publishdate", "pubdate")
_HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)


class _FrontMatterLoader(yaml.BaseLoader):
    """YAML loader for texts, lists and mappings.

    All scalars are texts, so that a date stays as written. Aliases, which let a few lines
    expand to gigabytes, tags and deep nesting are errors.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose one node. Raises ``ComposerError`` for what front matter may not hold."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        problem = ""
        if isinstance(event, yaml.AliasEvent):
            problem = "aliases are not allowed"
        elif getattr(event, "tag", None) is not None:
            problem = "tags are not allowed"
        elif self._depth == _MAX_FRONT_MATTER_DEPTH:
            problem = "nested too deeply"
        if problem:
            raise ComposerError(None, None, problem, event.start_mark)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the front matter of *text* by key in lower case, and the text after it."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    if len(match[1]) > _MAX_FRONT_MATTER_LENGTH:
        raise ArticleError(
            f"its front matter is longer than {_MAX_FRONT_MATTER_LENGTH:,} characters"
        )
    try:
        loaded = yaml.load(match[1], _FrontMatterLoader)  # noqa: S506 (returns text and lists only) # nosec B506
    except (yaml.YAMLError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f", at line {line + 2}" if line is not None else ""
        what = getattr(error, "problem", None) or "nested too deeply"
        raise ArticleError(f"its front matter is not valid YAML ({what}{where})") from None
    if loaded in (None, ""):
        return {}, text[match.end() :]
    if not isinstance(loaded, dict):
        raise ArticleError("its front matter is not a list of keys and values, such as title: …")
    return {str(key).lower(): value for key, value in loaded.items()}, text[match.end() :]


def _text_field(matter: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = matter.get(key)
        if isinstance(value, list):
            value = ", ".join(part for part in value if isinstance(part, str))
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _date(
    matter: dict[str, Any], texts: list[str], stem: str, order: DateOrder
) -> tuple[DateEvidence, list[str]]:
    """Return the date, and *texts* without the line that has it."""
    fields = [(f"front matter, {key}", matter[key]) for key in _DATE_KEYS if key in matter]
    fields = [(evidence, text) for evidence, text in fields if isinstance(text, str)]
    from_field = first_date(fields, order)
    if from_field.date:
        return from_field, texts
    problem = next(
        (p for evidence, t in fields if (p := field_date(t, evidence, order).problem)), ""
    )
    date = date_of_line(texts[0], DATE_LINE, order) if texts else None
    if date is not None:
        return date._replace(problem=problem or date.problem), texts[1:]
    return date_of_name(stem)._replace(problem=problem), texts


def _check_published(matter: dict[str, Any]) -> None:
    """Raise ``WithdrawnError`` for what generators of sites do not publish."""
    for key, value in (("draft", "true"), ("published", "false")):
        if str(matter.get(key, "")).lower() == value:
            raise WithdrawnError(f"{key}: {value}")
    check_published("status", _text_field(matter, ("status",)))


def parse(file: InputFile) -> ParsedArticle:
    """Return the article of a Markdown file.

    Title, date, author and the like come from the front matter; without it the title is
    the first heading of the first level. Raises ``ArticleError``, and ``WithdrawnError`` for
    one that its front matter calls a draft.
    """
    text, warning = decode(file.read_all())
    if not text.strip():
        raise ArticleError("it is empty")
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    matter, body = _front_matter(text)
    _check_published(matter)
    fields = {name: _text_field(matter, keys) for name, keys in _KEYS.items()}
    rendered = MarkdownIt("commonmark").render(body)
    heading = _HEADING.search(rendered)
    if heading and (not fields["title"] or paragraphs(heading[1]) == [fields["title"]]):
        fields["title"] = " ".join(paragraphs(heading[1]))
        rendered = rendered[: heading.start()] + rendered[heading.end() :]
    date, texts = _date(matter, html_paragraphs(rendered), file.stem, file.options.date_order)
    article = make_article(
        file.stem,
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=texts,
        **fields,
    )
    return ParsedArticle(article, remarks(warning, date.problem))
