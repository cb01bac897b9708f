"""Reading a whole archive as rows of tables, all from one generation of the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from searchapp.datasets.tables import Row, Table, TableRows
from searchapp.engine.factory import open_store
from searchapp.models.search import IndexInfo
from searchapp.search.service import SearchService


class DatasetError(Exception):
    """A dataset that cannot be written; the message is a sentence for the user."""


class ArchiveChangedError(DatasetError):
    """A reindex finished while the archive was read, so that its parts may not agree."""


@dataclass(frozen=True, slots=True)
class ArchiveRows:
    """The rows of an archive, which can be read once.

    ``rows`` raises ``ArchiveChangedError`` at its end, or before, where the index is another
    one than ``index`` by then.
    """

    index: IndexInfo
    archive_id: str
    rows: Iterable[tuple[Table, Row]]


def read_archive(service: SearchService) -> ArchiveRows:
    """Return the rows of all articles, in the order of their ids. Raises ``EngineError``."""
    index = service.info()
    return ArchiveRows(index, service.archive_id, _rows(service, index))


def _rows(service: SearchService, index: IndexInfo) -> Iterator[tuple[Table, Row]]:
    tables = TableRows(service.speaker_table())
    for article_id in sorted(open_store(service.settings).entries()):
        article = service.article(article_id)
        if article is None:
            break
        yield from tables.add(article)
    if service.info() != index:
        raise ArchiveChangedError(
            "A reindex finished while the archive was read, so nothing was written. Run the"
            " command again."
        )
