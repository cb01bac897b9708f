"""What has been read of a segment's postings lately, ready for use.

Reading a term means unpacking its documents and keys, joining those of a stem's words,
or spreading an article's over its paragraphs. The commonest words are also laid out by
document, so that looking up a few documents, or all, costs one gather.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.arrayfile import Array
from searchapp.engine.embedded.format.fields import Field, Places, WordField
from searchapp.engine.embedded.format.postings import Keys, Postings
from searchapp.engine.embedded.format.term_dictionary import TermDictionary
from searchapp.engine.embedded.search.docid_sets import Documents, Scratch, rows_in

BYTES_A_DOCUMENT = 128
"""How much is kept: 128 MB in a segment of a million paragraphs."""

LEAST_BYTES = 4_000_000

SPREAD_SHARE = 32
"""A term that stands in more than one document in so many can be laid out by document."""

T = TypeVar("T", Postings, Keys, npt.NDArray[np.int32])


class Recent:
    """Keeps what was made last, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[tuple[str, str, int], tuple[Postings | Array, int]] = OrderedDict()

    def get(self, key: tuple[str, str, int], make: Callable[[], T]) -> T:
        """Return what is kept as *key*, else what *make* gives."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept[0]  # type: ignore[return-value]
        made = make()
        size = made.nbytes
        self._kept[key] = made, size
        self._bytes += size
        while self._bytes > self._most and len(self._kept) > 1:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._bytes -= dropped
        return made


class CachedField:
    """A field whose terms are kept as they are read. Not for use by two threads at once."""

    def __init__(
        self, name: str, field: Field, documents: int, recent: Recent, scratch: Scratch
    ) -> None:
        self.field = field
        self.lexicon: TermDictionary = field.lexicon
        self.counted = field.counted
        self._name = name
        self._documents = documents
        self._recent = recent
        self._scratch = scratch

    def postings(self, number: int) -> Postings:
        """Return the postings of a term."""
        return self._recent.get(
            (self._name, "postings", number), lambda: self.field.postings(number)
        )

    def places(self, number: int, documents: Documents) -> Places:
        """Return where a term stands in *documents*; see ``Field.places``."""
        field = self.field
        if not isinstance(field, WordField):
            return field.places(number, documents)
        postings = self.postings(number)
        rows, at = rows_in(documents, postings.documents, self._scratch)
        starts = self._recent.get((self._name, "starts", number), postings.starts)
        return field.places_at(number, rows, postings.keys.take(at), starts.take(at))

    def spread(self, number: int) -> Callable[[], Keys] | None:
        """Return what lays a term's keys out by document; None where it is too rare."""
        if len(self.postings(number)) * SPREAD_SHARE < self._documents:
            return None
        return lambda: self._recent.get(
            (self._name, "spread", number), lambda: self._spread(number)
        )

    def _spread(self, number: int) -> Keys:
        postings = self.postings(number)
        keys: Keys = np.zeros(self._documents, postings.keys.dtype)
        keys[postings.documents] = postings.keys
        return keys


class PostingsCache:
    """What has been read of one segment lately, and a scratch for its documents."""

    def __init__(self, documents: int) -> None:
        self._documents = documents
        self._recent = Recent(max(LEAST_BYTES, documents * BYTES_A_DOCUMENT))
        self._fields: dict[str, CachedField] = {}
        self.scratch = Scratch(documents)

    def field(self, name: str, field: Field) -> CachedField:
        """Return *field*, known as *name*."""
        if name not in self._fields:
            self._fields[name] = CachedField(
                name, field, self._documents, self._recent, self.scratch
            )
        return self._fields[name]
