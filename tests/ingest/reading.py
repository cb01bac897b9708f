"""Reading a corpus folder in a test, and the events in a form that is easy to compare."""

from __future__ import annotations

from pathlib import Path

from searchapp.ingest import ArticleRead, Corpus, Event, Rejected, Scope


def read(corpus: Path, max_article_bytes: int = 100_000) -> list[Event]:
    return list(Corpus(corpus, max_article_bytes=max_article_bytes).read())


def articles(events: list[Event]) -> list[tuple[str, str]]:
    """Return the id and the location of each article."""
    return [(e.article.id, str(e.location)) for e in events if isinstance(e, ArticleRead)]


def article_ids(events: list[Event]) -> list[str]:
    return [id_ for id_, _ in articles(events)]


def rejections(events: list[Event]) -> list[tuple[str, str]]:
    """Return the location and the reason of each rejection."""
    return [(str(e.location), e.reason) for e in events if isinstance(e, Rejected)]


def scopes(events: list[Event]) -> list[Scope]:
    return [e.scope for e in events if isinstance(e, Rejected)]
