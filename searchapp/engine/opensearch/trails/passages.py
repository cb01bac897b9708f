"""Passages of reported speech in the documents of paragraphs, and the fingerprints of each.

A paragraph's document has the hashes of its passages (``passages``, in order) and all their
fingerprints. So the paragraphs with a passage, and those that share words with it, are found by
ordinary searches, and removing a paragraph removes its passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.trails import HASH_BITS
from searchapp.engine.opensearch.index_reader import Body, RawHit
from searchapp.models.articles import Paragraph
from searchapp.text_reuse.fingerprints import Fingerprints
from searchapp.text_reuse.passages import (
    MAX_PASSAGES,
    TEXT_BITS,
    ReportedPassage,
    passages_of,
    text_hash,
)

MAX_FINGERPRINTS = 255
"""Passages with more fingerprints count as having this many."""

SHINGLE = np.dtype([("hash", "<u4"), ("text", "<i8"), ("size", "<u1")])
"""A fingerprint, the passage it is of, and the number of fingerprints of that passage."""

_SIGN = 1 << (TEXT_BITS - 1)
_FINGERPRINT_SIGN = 1 << 31
_ID_SHIFT = TEXT_BITS - HASH_BITS


def passage_hash(passage: ReportedPassage) -> int:
    """Return the hash of a passage's words as a signed number, the cluster's type ``long``."""
    return text_hash(passage.key) - _SIGN


def hash_of_id(passage: int) -> int:
    """Return the part of the hash of a *passage* that ids of trails have."""
    return (passage + _SIGN) >> _ID_SHIFT


def hashes_with_id(id_hash: int) -> Body:
    """Return the range of the hashes of passages that an id with *id_hash* may be of."""
    first = (id_hash << _ID_SHIFT) - _SIGN
    return {"gte": first, "lte": first + (1 << _ID_SHIFT) - 1}


def fingerprint_value(fingerprint: int) -> int:
    """Return a fingerprint as a signed number, the cluster's type ``integer``."""
    return fingerprint - _FINGERPRINT_SIGN


def stored_passages(raw: RawHit) -> Sequence[int]:
    """Return the hashes of the passages of a paragraph."""
    hashes: Sequence[int] = raw["_source"].get("passages", ())
    return hashes


def paragraph_passages(paragraph: Paragraph) -> tuple[ReportedPassage, ...]:
    """Return the passages of a paragraph that are indexed."""
    return passages_of(paragraph)[:MAX_PASSAGES]


def passage_fields(paragraphs: Sequence[Paragraph]) -> tuple[list[dict[str, Any]], bytes]:
    """Return the fields of the passages of each of *paragraphs*, and all their ``SHINGLE``s."""
    of_paragraphs = [paragraph_passages(paragraph) for paragraph in paragraphs]
    passages = [passage for some in of_paragraphs for passage in some]
    if not passages:
        return [{} for _ in paragraphs], b""
    fingerprints = Fingerprints.of([passage.forms for passage in passages])
    hashes = [passage_hash(passage) for passage in passages]
    paragraph_of = np.repeat(np.arange(len(paragraphs)), [len(some) for some in of_paragraphs])
    own = paragraph_of[fingerprints.rows]
    values = fingerprints.hashes.astype(np.int64) - _FINGERPRINT_SIGN
    fields: list[dict[str, Any]] = []
    first = 0
    for number, some in enumerate(of_paragraphs):
        last = first + len(some)
        fields.append(
            {
                "passages": hashes[first:last],
                "fingerprints": np.unique(values[own == number]).tolist(),
            }
            if some
            else {}
        )
        first = last
    return fields, _shingles(fingerprints, np.array(hashes, np.int64)).tobytes()


def _shingles(fingerprints: Fingerprints, hashes: npt.NDArray[np.int64]) -> npt.NDArray[np.void]:
    sizes = np.bincount(fingerprints.rows, minlength=len(hashes))
    shingles = np.empty(len(fingerprints.hashes), SHINGLE)
    shingles["hash"] = fingerprints.hashes
    shingles["text"] = hashes[fingerprints.rows]
    shingles["size"] = np.minimum(sizes, MAX_FINGERPRINTS)[fingerprints.rows]
    return shingles
