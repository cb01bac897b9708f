"""The table of trails of a generation, which each process reads once for each generation.

It answers what hits show of trails without a request.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from searchapp.engine.opensearch.index_reader import Body
from searchapp.engine.opensearch.trails.documents import CountedTrail, Part, part_key
from searchapp.models.search import TrailOfHit

if TYPE_CHECKING:
    from opensearchpy import OpenSearch


class TrailTable:
    """The counts of trails by their passages, and the filter of first appearances.

    *index* is the index of trails, empty for a generation of an earlier format, without trails.
    """

    def __init__(self, index: str = "", parts: Sequence[Part] = ()) -> None:
        self.index = index
        self._parts = len(parts)
        texts = np.array([text for part in parts for text in part.texts], np.int64)
        trails: dict[CountedTrail, int] = {}
        numbers = [trails.setdefault(t, len(trails)) for part in parts for t in part.trails]
        order = np.argsort(texts)
        self._texts = texts[order]
        self._numbers = np.array(numbers, np.int32)[order]
        self._counts = tuple(TrailOfHit(*trail) for trail in trails)

    def count_of(self, texts: Sequence[int]) -> TrailOfHit | None:
        """Return the counts of the trail in most articles that has one of the passages *texts*.

        Of several in equally many articles, that of the first passage; None where there is none.
        """
        counts: list[TrailOfHit] = []
        for text in texts:
            place = int(np.searchsorted(self._texts, text))
            if place < len(self._texts) and self._texts[place] == text:
                counts.append(self._counts[self._numbers[place]])
        return max(counts, key=lambda count: count.articles, default=None)

    def first_appearances(self) -> Body | None:
        """Return the clause of the paragraphs that repeat no earlier article; None for all."""
        if not self.index:
            return None
        lookups = [
            {"terms": {"_id": {"index": self.index, "id": part_key(n), "path": "part.later"}}}
            for n in range(self._parts)
        ]
        return {"bool": {"must_not": lookups}}


def read_parts(client: OpenSearch, index: str) -> list[Part]:
    """Return all parts in the index of trails *index*. Raises the errors of the client."""
    parts = [_read_part(client, index, 0)]
    parts += (_read_part(client, index, number) for number in range(1, parts[0].parts))
    return parts


def _read_part(client: OpenSearch, index: str, number: int) -> Part:
    stored = client.get(index=index, id=part_key(number))["_source"]["part"]
    return msgspec.convert(stored, Part)


def read_trail_table(client: OpenSearch, index: str) -> TrailTable:
    """Return the table in the index of trails *index*. Raises the errors of the client."""
    return TrailTable(index, read_parts(client, index))
