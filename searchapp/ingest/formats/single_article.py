"""Reader types, the events of one parsed article, and the reader of files that hold one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from searchapp.common.markup import MarkupError
from searchapp.ingest.articles import ArticleError, clean_id
from searchapp.ingest.dates import ImpossibleDateError
from searchapp.ingest.events import (
    ArticleRead,
    Event,
    ReadWarning,
    Rejected,
    Scope,
    SourceLocation,
    Version,
    Withdrawn,
)
from searchapp.ingest.input_file import InputFile
from searchapp.ingest.publication_status import WithdrawnError
from searchapp.models.articles import Article

Reader = Callable[[InputFile], Iterator[Event]]
"""Yields the articles of a file, and what could not be read of it."""


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article, its version if it has one, and remarks on how it was read."""

    article: Article
    remarks: tuple[str, ...] = ()
    version: Version | None = None


Parser = Callable[[InputFile], ParsedArticle]
"""Returns the article of a file. Raises one of ``ARTICLE_ERRORS``, or ``WithdrawnError``."""

ARTICLE_ERRORS = (ArticleError, ImpossibleDateError, MarkupError)
"""Errors for input that cannot become an article; their messages say why."""


def single_article_reader(parse: Parser) -> Reader:
    """Return a reader that yields the article of *parse*, or its rejection."""

    def read(file: InputFile) -> Iterator[Event]:
        location = SourceLocation(file.name)
        for event in item_events(lambda: parse(file), location, file.stem):
            if isinstance(event, Rejected):
                # The file holds nothing else, and its article has the id of its name.
                id_ = file.article_id or None
                yield Rejected(location, event.reason, Scope.FILE, id_)
            else:
                yield event

    return read


def item_events(
    parse: Callable[[], ParsedArticle], location: SourceLocation, raw_id: str = ""
) -> Iterator[Event]:
    """Yield the article that *parse* returns and remarks on it, or the reason for having none.

    *raw_id* is the id of the article where the error of *parse* does not give it.
    """
    try:
        parsed = parse()
    except WithdrawnError as error:
        id_ = clean_id(error.article_id or raw_id)
        yield Withdrawn(location, str(error), id_, error.version)
        return
    except ARTICLE_ERRORS as error:
        error_id = getattr(error, "article_id", None) or clean_id(raw_id) or None
        yield rejected_item(ArticleError(str(error), error_id), location)
        return
    for remark in parsed.remarks:
        yield ReadWarning(location, remark)
    yield ArticleRead(parsed.article, location, parsed.version)


def rejected_item(error: Exception, location: SourceLocation) -> Rejected:
    """Return the rejection of one of several articles in a file."""
    article_id = getattr(error, "article_id", None)
    return Rejected(location, str(error), Scope.ARTICLE if article_id else Scope.LINE, article_id)


def remarks(*texts: str | None) -> tuple[str, ...]:
    """Return those of *texts* that are not empty."""
    return tuple(text for text in texts if text)
