"""Readers of files that hold one article each."""

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

Parse = Callable[[InputFile], tuple[Article, str | None]]
"""Returns the article of a file, and a remark or None. Raises ``ArticleError``,
``ImpossibleDateError`` or ``MarkupError``."""

NO_ARTICLE = (ArticleError, ImpossibleDateError, MarkupError)
"""What a reader raises where something is no article; the message says why."""


def single(parse: Parse) -> Reader:
    """Return the reader of files that *parse* makes one article of."""

    def read(file: InputFile) -> Iterator[Event]:
        place = SourceLocation(file.name)
        try:
            article, remark = parse(file)
        except NO_ARTICLE as error:
            yield Rejected(place, str(error), Scope.FILE, file.article_id or None)
            return
        if remark:
            yield ReadWarning(place, remark)
        yield ArticleRead(article, place)

    return read


def rejected_item(error: Exception, place: SourceLocation) -> Rejected:
    """Return the rejection of one of a file's several articles."""
    article_id = getattr(error, "article_id", None)
    return Rejected(place, str(error), Scope.ARTICLE if article_id else Scope.LINE, article_id)
