"""Readers of file formats that plugins bring, as readers of this package."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from searchapp.ingest.archive_limits import ArchiveTooLargeError
from searchapp.ingest.articles import ArticleError, make_article
from searchapp.ingest.events import Event, Rejected, Scope, SourceLocation
from searchapp.ingest.formats.single_article import ParsedArticle, Reader, item_events
from searchapp.ingest.input_file import InputFile
from searchapp.ingest.time_limit import ReadTooSlowError
from searchapp.plugins.indexing_plugins import FromPlugin
from searchapp.plugins.indexing_records import (
    FileReader,
    ReadArticle,
    SourceFile,
    UnreadableFileError,
)
from searchapp.plugins.loading import OUTPUT, PLUGIN_ERRORS, error_text

_log = logging.getLogger(__name__)

_END = object()


def plugin_reader(source: FromPlugin[FileReader]) -> Reader:
    """Return the reader of a plugin; what it raises rejects the file, with the plugin's name."""

    def read(file: InputFile) -> Iterator[Event]:
        location = SourceLocation(file.name)
        try:
            content = SourceFile(file.name, file.read_all())
            for number, article in enumerate(_articles(source.record, content), start=1):
                place = replace(location, line=number, unit="item")
                yield from item_events(partial(_parsed, article, file), place, file.stem)
        except (ReadTooSlowError, ArchiveTooLargeError):
            raise
        except (ArticleError, UnreadableFileError) as error:
            yield _rejected(file, str(error))
        except PLUGIN_ERRORS as error:
            _log.debug("Plugin %s failed on %s", source.plugin, file.name, exc_info=True)
            yield _rejected(file, f"plugin {source.plugin} failed on it ({error_text(error)})")

    return read


def _articles(reader: FileReader, content: SourceFile) -> Iterator[object]:
    """Yield what *reader* reads in *content*; what it prints goes to standard error."""
    with OUTPUT.to_stderr():
        articles = iter(reader.read(content))
    while True:
        with OUTPUT.to_stderr():
            article = next(articles, _END)
        if article is _END:
            return
        yield article


def _parsed(article: object, file: InputFile) -> ParsedArticle:
    """Return an article of a plugin. Raises ``ArticleError``, or ``TypeError`` for another type."""
    if not isinstance(article, ReadArticle):
        raise TypeError(f"its reader must yield ReadArticle (got {type(article).__name__})")
    return ParsedArticle(
        make_article(
            article.id or file.stem,
            title=article.title,
            date=article.date,
            paragraphs=article.paragraphs,
            author=article.author,
            source=article.source,
            section=article.section,
            url=article.url,
            language=article.language,
        )
    )


def _rejected(file: InputFile, reason: str) -> Rejected:
    return Rejected(SourceLocation(file.name), reason, Scope.FILE, file.article_id or None)
