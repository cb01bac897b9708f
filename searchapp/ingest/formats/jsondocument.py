"""JSON document reader: IPTC ninjs, WordPress exports, and this project's own objects.

A file has one object or a list of them. Supported are ninjs 1.x to 3.0
(https://iptc.org/standards/ninjs/) and the posts of WordPress's REST API.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from searchapp.ingest.articles import ArticleError, clean_id, correction_note, make_article
from searchapp.ingest.dates import first_date
from searchapp.ingest.events import ArticleRead, Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.feeds import text_paragraphs
from searchapp.ingest.formats.jsonlines import article_from_object, checked_object, load_json
from searchapp.ingest.formats.single_article import ARTICLE_ERRORS, rejected_item
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article

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
    for key in ("body_text", "body_xhtml", "body_html"):
        if _string(loaded.get(key)).strip():
            return text_paragraphs(loaded[key])
    return text_paragraphs(_value_for_role(loaded.get("bodies"), "main", "text/plain", "text/html"))


def _ninjs_article(loaded: dict[str, Any], fallback_id: str) -> Article:
    date = first_date((k, _string(loaded.get(k))) for k in (*_NINJS_DATES, *_NINJS_VERSIONS))
    return make_article(
        _string(loaded.get("uri")) or _string(loaded.get("altids")) or fallback_id,
        title=_string(loaded.get("headline"))
        or _value_for_role(loaded.get("headlines"), "main")
        or _string(loaded.get("title")),
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=_ninjs_paragraphs(loaded),
        author=_string(loaded.get("byline")) or _string(loaded.get("by")),
        source=_string(loaded.get("source"))
        or _names(loaded.get("infosources", loaded.get("infoSources")))
        or _string(loaded.get("copyrightholder")),
        url=_string(loaded.get("located_url")) or _string(loaded.get("url")),
        language=_string(loaded.get("language")),
        section=_names(loaded.get("subject", loaded.get("subjects"))).partition(", ")[0],
        correction=correction_note(_string(loaded.get("ednote")) or _string(loaded.get("edNote"))),
    )


def _rendered(value: Any) -> str:
    return _string(value.get("rendered")) if isinstance(value, dict) else _string(value)


def _wordpress_article(loaded: dict[str, Any], fallback_id: str) -> Article:
    date = first_date((k, _string(loaded.get(k))) for k in ("date", "date_gmt", "modified"))
    link = _string(loaded.get("link"))
    return make_article(
        _rendered(loaded.get("guid")) or link or fallback_id,
        title=" ".join(text_paragraphs(_rendered(loaded["title"]) + "<br>")),
        date=date.date,
        date_evidence=date.evidence,
        paragraphs=text_paragraphs(_rendered(loaded["content"])),
        url=link,
    )


def _article(loaded: dict[str, Any], fallback_id: str) -> Article:
    """Return the article of an object in the format that its keys show.

    Raises ``ArticleError``.
    """
    if isinstance(loaded.get("title"), dict) and isinstance(loaded.get("content"), dict):
        return _wordpress_article(loaded, fallback_id)
    if _NINJS_KEYS & loaded.keys():
        return _ninjs_article(loaded, fallback_id)
    if not {"paragraphs", "body"} & loaded.keys():
        raise ArticleError(
            'its object has neither "paragraphs" nor "body" nor what ninjs or WordPress would'
            f" have; its keys are {', '.join(map(repr, list(loaded)[:8])) or 'none'}"
        )
    return article_from_object({"id": fallback_id, **loaded})


def _read_item(value: Any, fallback_id: str, location: SourceLocation) -> Event:
    try:
        return ArticleRead(_article(checked_object(value), fallback_id), location)
    except ARTICLE_ERRORS as error:
        raw_id = value.get("uri") or value.get("id") if isinstance(value, dict) else None
        id_ = getattr(error, "article_id", None) or clean_id(_string(raw_id)) or None
        return rejected_item(ArticleError(str(error), id_), location)


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
        event = _read_item(loaded, file.stem, SourceLocation(file.name))
        if isinstance(event, Rejected):
            event = Rejected(event.location, event.reason, Scope.FILE, event.article_id)
        yield event
        return
    if not loaded:
        yield Rejected(SourceLocation(file.name), "its list is empty", Scope.FILE)
    for number, value in enumerate(loaded, start=1):
        yield _read_item(value, f"{file.stem}-{number}", SourceLocation(file.name, number, "item"))
