"""Reading a corpus folder in a test, and the events in a form that is easy to compare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from searchapp.ingest import ArticleRead, Corpus, Event, Rejected, Scope
from searchapp.ingest.formats import read_file
from searchapp.ingest.input_file import InputFile, ReadOptions
from searchapp.models.articles import Article


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


def events_of(name: str, data: str | bytes, **options: Any) -> list[Event]:
    """Return the events of a file with that name and content."""
    content = data.encode() if isinstance(data, str) else data
    return list(read_file(InputFile.from_bytes(name, content, ReadOptions(1_000_000, **options))))


def articles_of(name: str, data: str | bytes, **options: Any) -> list[Article]:
    """Return the articles of a file with that name and content."""
    return [e.article for e in events_of(name, data, **options) if isinstance(e, ArticleRead)]


def article_of(name: str, data: str | bytes, **options: Any) -> Article:
    """Return the only article of a file with that name and content."""
    [article] = articles_of(name, data, **options)
    return article


def texts_of(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]
