"""Whoosh matcher over the postings of one term, on which all of Whoosh's queries build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh import formats
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.system import pack_uint

from searchapp.engine.embedded.format.fields import POSITION_BITS, Field


class PostingsMatcher(LeafMatcher):  # type: ignore[misc]
    """Iterates over the documents of a term in order.

    It does not support block quality, so that Whoosh's collectors skip no document and their
    totals are exact.
    """

    def __init__(
        self, field: Field, number: int, format_: Any, term: tuple[str, bytes], scorer: Any
    ) -> None:
        self._field = field
        self._number = number
        self.format = format_
        self._term = term
        self.scorer = scorer
        self._postings = field.postings(number)
        self._documents = self._postings.documents
        self._row = 0

    def supports_block_quality(self) -> bool:
        return False

    def copy(self) -> PostingsMatcher:
        twin = PostingsMatcher(self._field, self._number, self.format, self._term, self.scorer)
        twin._row = self._row
        return twin

    def reset(self) -> None:
        self._row = 0

    def is_active(self) -> bool:
        return self._row < len(self._documents)

    def id(self) -> int:
        return int(self._documents[self._row])

    def next(self) -> bool:
        if not self.is_active():
            raise ReadTooFar
        self._row += 1
        return True

    def skip_to(self, id: int) -> bool:  # noqa: A002 (Whoosh's own name)
        if not self.is_active():
            raise ReadTooFar
        if id > self.id():
            self._row += int(np.searchsorted(self._documents[self._row :], id))
        return True

    def all_ids(self) -> Iterator[int]:
        return iter(self._documents[self._row :].tolist())

    def weight(self) -> float:
        return float(self._postings.keys[self._row] >> np.uint32(8))

    def positions(self) -> list[int]:
        """Return the term's positions in the current document."""
        document = self._documents[self._row : self._row + 1]
        places = self._field.places(self._number, document)
        positions: list[int] = (places & ((1 << POSITION_BITS) - 1)).tolist()
        return positions

    def value(self) -> bytes:
        if isinstance(self.format, formats.Positions):
            encoded: bytes = self.format.encode(self.positions())
            return encoded
        if isinstance(self.format, formats.Frequency):
            packed: bytes = pack_uint(int(self.weight()))
            return packed
        return b""

    def value_as(self, astype: str) -> Any:
        if astype == "positions" and isinstance(self.format, formats.Positions):
            return self.positions()
        if astype in ("frequency", "weight"):
            return self.weight()
        return super().value_as(astype)
