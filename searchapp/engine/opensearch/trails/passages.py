"""Passages of reported speech in the documents of paragraphs, and the fingerprints of each.

A paragraph's document has the hashes of its passages (``passages``, in order) and all their
fingerprints. So the paragraphs with a passage, and those that share words with it, are found by
ordinary searches, and removing a paragraph removes its passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from searchapp.engine.common.trails import HASH_BITS
from searchapp.engine.opensearch.index_reader import RawHit
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

_FINGERPRINT_SIGN = 1 << 31


def passage_hash(passage: ReportedPassage) -> int:
    """Return the hash of a passage's words, as ids of trails have it: ``HASH_BITS``."""
    return text_hash(passage.key) >> (TEXT_BITS - HASH_BITS)


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


ArticlePassages = tuple[list[dict[str, Any]], bytes]
"""The fields of the passages of each paragraph of an article, and all their ``SHINGLE``s."""


def passage_fields(articles: Sequence[Sequence[Paragraph]]) -> list[ArticlePassages]:
    """Return the passages of *articles*, each given as its paragraphs.

    Several at a time are read faster than one by one.
    """
    of_paragraphs = [paragraph_passages(p) for paragraphs in articles for p in paragraphs]
    passages = [passage for some in of_paragraphs for passage in some]
    counts = [len(some) for some in of_paragraphs]
    hashes = [passage_hash(passage) for passage in passages]
    fingerprints = Fingerprints.of([passage.forms for passage in passages])
    own = np.repeat(np.arange(len(counts)), counts)[fingerprints.rows]
    order = np.argsort(own, kind="stable")
    shingles = _shingles(fingerprints, np.array(hashes, np.int64))[order]
    values = (shingles["hash"].astype(np.int64) - _FINGERPRINT_SIGN).tolist()
    starts = np.append(0, np.cumsum(np.bincount(own, minlength=len(counts)))).tolist()
    first_passages = np.append(0, np.cumsum(counts)).tolist()
    fields = [
        {
            "passages": hashes[first_passages[n] : first_passages[n + 1]],
            "fingerprints": values[starts[n] : starts[n + 1]],
        }
        if count
        else {}
        for n, count in enumerate(counts)
    ]
    ends = np.append(0, np.cumsum([len(paragraphs) for paragraphs in articles])).tolist()
    return [
        (fields[first:last], shingles[starts[first] : starts[last]].tobytes())
        for first, last in pairwise(ends)
    ]


def _shingles(fingerprints: Fingerprints, hashes: npt.NDArray[np.int64]) -> npt.NDArray[np.void]:
    sizes = np.bincount(fingerprints.rows, minlength=len(hashes))
    shingles = np.empty(len(fingerprints.hashes), SHINGLE)
    shingles["hash"] = fingerprints.hashes
    shingles["text"] = hashes[fingerprints.rows]
    shingles["size"] = np.minimum(sizes, MAX_FINGERPRINTS)[fingerprints.rows]
    return shingles
