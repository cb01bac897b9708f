"""JSON document reader: IPTC ninjs, WordPress exports, and this project's own objects.

A file has one object or a list of them. Supported are ninjs 1.x to 3.0
(https://iptc.org/standards/ninjs/), the posts of WordPress's REST API, and JSON Feed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from searchapp.ingest.articles import ArticleError, correction_note, make_article, title_of_text
from searchapp.ingest.content.markup_text import (
    html_paragraphs,
    html_title,
    plain_paragraphs,
    text_paragraphs,
)
from searchapp.ingest.dates import DateOrder, first_date
from searchapp.ingest.events import Event, Rejected, Scope, SourceLocation, Version, version_of
from searchapp.ingest.formats.jsonlines import checked_object, load_json, parse_object
from searchapp.ingest.formats.single_article import ParsedArticle, item_events, remarks
from searchapp.ingest.input_file import InputFile
from searchapp.ingest.publication_status import (
    WithdrawnError,
    check_embargo,
    check_has_text,
    check_post_type,
    check_published,
    withdrawn_as,
)

_NINJS_KEYS = frozenset(
    ("body_text", "body_html", "body_xhtml", "bodies", "headlines", "versioncreated")
)
_NINJS_DATES = ("contentcreated", "contentCreated", "firstcreated", "firstCreated")
_NINJS_VERSIONS = ("versioncreated", "versionCreated")
_LIST_KEYS = ("items", "articles", "posts", "results")


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _value_for_role(values: Any, *preferred: str) -> str:
    """Return the ``value`` with the first of *preferred* roles or types, else the first."""
    entries = [e for e in values if isinstance(e, dict)] if isinstance(values, list) else []
    for role in preferred:
        for entry in entries:
            roles = (entry.get("role"), entry.get("contenttype"), entry.get("contentType"))
            if role in roles and _string(entry.get("value")).strip():
                return _string(entry["value"])
    return next((v for e in entries if (v := _string(e.get("value"))).strip()), "")


def _names(values: Any) -> str:
    entries = values if isinstance(values, list) else []
    return ", ".join(n for e in entries if isinstance(e, dict) and (n := _string(e.get("name"))))


def _ninjs_paragraphs(loaded: dict[str, Any]) -> list[str]:
    if _string(loaded.get("body_text")).strip():
        return plain_paragraphs(_string(loaded["body_text"]))
    for key in ("body_xhtml", "body_html"):
        if _string(loaded.get(key)).strip():
            return html_paragraphs(loaded[key])
    return text_paragraphs(_value_for_role(loaded.get("bodies"), "main", "text/plain", "text/html"))


def _ninjs_version(loaded: dict[str, Any]) -> Version:
    created = next((t for k in _NINJS_VERSIONS if (t := _string(loaded.get(k)))), "")
    return version_of(str(loaded.get("version", "")), created)


def _ninjs_article(loaded: dict[str, Any], fallback_id: str) -> ParsedArticle:
    id_ = _string(loaded.get("uri")) or _string(loaded.get("altids")) or fallback_id
    version = _ninjs_version(loaded)
    paragraphs = _ninjs_paragraphs(loaded)
    with withdrawn_as(id_, version):
        for key in ("pubstatus", "pubStatus"):
            check_published(key, _string(loaded.get(key)))
        check_embargo(_string(loaded.get("embargoed")))
        check_has_text("type", _string(loaded.get("type")), paragraphs)
    date = first_date((k, _string(loaded.get(k))) for k in (*_NINJS_DATES, *_NINJS_VERSIONS))
    headlines = loaded.get("headlines")
    main_headlines = [
        entry
        for entry in (headlines if isinstance(headlines, list) else [])
        if isinstance(entry, dict) and "sub" not in _string(entry.get("role")).lower()
    ]
    title = (
        _string(loaded.get("headline"))
        or _value_for_role(main_headlines, "main")
        or _string(loaded.get("title"))
    )
    article = make_article(
        id_,
        title=title if title.strip() else title_of_text(paragraphs),
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=paragraphs,
        author=_string(loaded.get("byline")) or _string(loaded.get("by")),
        source=_string(loaded.get("source"))
        or _names(loaded.get("infosources", loaded.get("infoSources")))
        or _string(loaded.get("copyrightholder")),
        url=_string(loaded.get("located_url")) or _string(loaded.get("url")),
        language=_string(loaded.get("language")),
        section=_names(loaded.get("subject", loaded.get("subjects"))).partition(", ")[0],
        correction=correction_note(_string(loaded.get("ednote")) or _string(loaded.get("edNote"))),
    )
    return ParsedArticle(article, remarks(date.problem), version)


def _rendered(value: Any) -> str:
    return _string(value.get("rendered")) if isinstance(value, dict) else _string(value)


def _is_protected(content: dict[str, Any]) -> bool:
    return content.get("protected") is True and not _rendered(content).strip()


def _wordpress_article(loaded: dict[str, Any], fallback_id: str) -> ParsedArticle:
    link = _string(loaded.get("link"))
    id_ = _rendered(loaded.get("guid")) or link or fallback_id
    version = (0, _string(loaded.get("modified_gmt")) or _string(loaded.get("modified")))
    with withdrawn_as(id_, version):
        check_published("status", _string(loaded.get("status")))
        check_post_type(_string(loaded.get("type")))
        if _is_protected(loaded["content"]):
            raise WithdrawnError("it is protected by a password")
    date = first_date((k, _string(loaded.get(k))) for k in ("date", "date_gmt", "modified"))
    paragraphs = html_paragraphs(_rendered(loaded["content"]))
    title = html_title(_rendered(loaded["title"]))
    article = make_article(
        id_,
        title=title or title_of_text(paragraphs),
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=paragraphs,
        url=link,
    )
    return ParsedArticle(article, remarks(date.problem), version)


def _feed_article(loaded: dict[str, Any], fallback_id: str, order: DateOrder) -> ParsedArticle:
    """Return the article of an item of JSON Feed (https://www.jsonfeed.org/version/1.1)."""
    markup, text = _string(loaded.get("content_html")), _string(loaded.get("content_text"))
    paragraphs = html_paragraphs(markup) if markup.strip() else plain_paragraphs(text)
    names = ("date_published", "date_modified")
    date = first_date([(name, _string(loaded.get(name))) for name in names], order)
    authors = loaded.get("authors") or [loaded.get("author")]
    tags = loaded.get("tags")
    title = _string(loaded.get("title"))
    raw_id = loaded.get("id")
    article = make_article(
        str(raw_id) if isinstance(raw_id, str | int) and raw_id else fallback_id,
        title=title if title.strip() else title_of_text(paragraphs),
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=paragraphs,
        author=_names(authors),
        url=_string(loaded.get("url")) or _string(loaded.get("external_url")),
        language=_string(loaded.get("language")),
        section=_string(tags[0]) if isinstance(tags, list) and tags else "",
    )
    return ParsedArticle(article, remarks(date.problem))


def _parse(value: Any, fallback_id: str, order: DateOrder) -> ParsedArticle:
    """Return the article of an object in the format that its keys show.

    Raises ``ArticleError``, and ``WithdrawnError``.
    """
    loaded = checked_object(value)
    if isinstance(loaded.get("title"), dict) and isinstance(loaded.get("content"), dict):
        return _wordpress_article(loaded, fallback_id)
    if {"content_html", "content_text"} & loaded.keys():
        return _feed_article(loaded, fallback_id, order)
    if _NINJS_KEYS & loaded.keys():
        return _ninjs_article(loaded, fallback_id)
    if not {"paragraphs", "body"} & loaded.keys():
        raise ArticleError(
            'its object has neither "paragraphs" nor "body" nor what ninjs or WordPress would'
            f" have; its keys are {', '.join(map(repr, list(loaded)[:8])) or 'none'}"
        )
    return parse_object({"id": fallback_id, **loaded}, order)


def read(file: InputFile) -> Iterator[Event]:
    """Yield the article of the object in a JSON document, or of each object in its list."""
    try:
        loaded = load_json(file.read_all())
    except ArticleError as error:
        yield Rejected(SourceLocation(file.name), str(error), Scope.FILE)
        return
    if isinstance(loaded, dict):
        loaded = next((loaded[k] for k in _LIST_KEYS if isinstance(loaded.get(k), list)), loaded)
    if not isinstance(loaded, list):
        for event in _item_events(loaded, file.stem, SourceLocation(file.name), file):
            if isinstance(event, Rejected):
                event = Rejected(event.location, event.reason, Scope.FILE, event.article_id)
            yield event
        return
    if not loaded:
        yield Rejected(SourceLocation(file.name), "its list is empty", Scope.FILE)
    for number, value in enumerate(loaded, start=1):
        location = SourceLocation(file.name, number, "item")
        yield from _item_events(value, f"{file.stem}-{number}", location, file)


def _item_events(
    value: Any, fallback_id: str, location: SourceLocation, file: InputFile
) -> Iterator[Event]:
    raw_id = value.get("uri") or value.get("id") if isinstance(value, dict) else None
    parse = partial(_parse, value, fallback_id, file.options.date_order)
    return item_events(parse, location, _string(raw_id))
