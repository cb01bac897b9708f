"""Reader types, and the reader of formats with one article a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from searchapp.common.markup import MarkupError
from searchapp.ingest.articles import ArticleError
from searchapp.ingest.dates import ImpossibleDateError
from searchapp.ingest.events import ArticleRead, Event, ReadWarning, Rejected, Scope, SourceLocation
from searchapp.ingest.input_file import InputFile
from searchapp.models.articles import Article

Reader = Callable[[InputFile], Iterator[Event]]
"""Yields the articles of a file, and what could not be read of it."""

Parser = Callable[[InputFile], tuple[Article, str | None]]
"""Returns the article of a file, and the text of a warning or None.

Raises one of ``ARTICLE_ERRORS``.
"""

ARTICLE_ERRORS = (ArticleError, ImpossibleDateError, MarkupError)
"""Errors for input that cannot become an article; their messages say why."""


def single_article_reader(parse: Parser) -> Reader:
    """Return a reader that yields the article of *parse*, or its rejection."""

    def read(file: InputFile) -> Iterator[Event]:
        location = SourceLocation(file.name)
        try:
            article, warning = parse(file)
        except ARTICLE_ERRORS as error:
            yield Rejected(location, str(error), Scope.FILE, file.article_id or None)
            return
        if warning:
            yield ReadWarning(location, warning)
        yield ArticleRead(article, location)

    return read


def rejected_item(error: Exception, location: SourceLocation) -> Rejected:
    """Return the rejection of one of several articles in a file."""
    article_id = getattr(error, "article_id", None)
    return Rejected(location, str(error), Scope.ARTICLE if article_id else Scope.LINE, article_id)
