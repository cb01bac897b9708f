"""Copies: paragraphs of one and the same wording, as agencies' texts are in many papers.

Each paragraph of ``LEAST_WORDS`` or more has a 64-bit hash of its folded words in their
order; equal hashes are equal wordings. Shorter ones are no copies of one another, however
often "He did not elaborate." is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.postings import Documents, TokenStream, offsets

LEAST_WORDS = 8

Wordings = npt.NDArray[np.uint64]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def _word_hashes(vocabulary: Iterable[bytes]) -> Wordings:
    digests = b"".join(hashlib.blake2b(word, digest_size=8).digest() for word in vocabulary)
    return np.frombuffer(digests, "<u8").astype(np.uint64)


def wordings(stream: TokenStream, documents: int) -> Wordings:
    """Return for each document the hash of its words in *stream*, or 0 for too few.

    The sum of ``h(w[i]) * m ** i`` modulo 2 ** 64 over the words, which is a polynomial
    in an odd m whose coefficients are random.
    """
    found = np.zeros(documents, np.uint64)
    terms, owners, sizes = stream.tokens()
    long = sizes >= LEAST_WORDS
    if not long.any():
        return found
    longest = int(sizes.max())
    powers = np.multiply.accumulate(np.full(longest, _MULTIPLIER))
    positions = np.arange(len(terms)) - np.repeat(offsets(sizes)[:-1], sizes)
    kept = np.repeat(long, sizes)
    hashes = _word_hashes(stream.vocabulary)
    summands = hashes[terms[kept]] * powers[positions[kept]]
    found[owners[long]] = np.add.reduceat(summands, offsets(sizes[long])[:-1])
    return found


@dataclass(frozen=True, slots=True)
class SortedWordings:
    """The hashes of a segment's documents, ascending and without 0, and whose they are."""

    hashes: Wordings
    documents: Documents

    @classmethod
    def of(cls, hashes: Wordings) -> SortedWordings:
        """Return the *hashes* of the documents of a segment in order."""
        long = np.flatnonzero(hashes)
        order = long[np.argsort(hashes[long], kind="stable")]
        return cls(hashes[order], order.astype(np.int32))


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of a generation: ``group`` numbers each document's, -1 for one of its own."""

    group: npt.NDArray[np.int32]
    any: bool

    @classmethod
    def of(cls, parts: Sequence[SortedWordings], bases: Sequence[int]) -> Copies:
        """Return the copies among the documents of segments, by their wordings.

        The documents of segment i begin with number ``bases[i]``; the last base is how many
        there are.
        """
        group = np.full(bases[-1], -1, np.int32)
        if not parts:
            return cls(group, any=False)
        hashes = np.concatenate([part.hashes for part in parts])
        documents = np.concatenate(
            [part.documents + np.int32(base) for part, base in zip(parts, bases, strict=False)]
        )
        if len(parts) > 1:
            # Each segment's ascend, and a stable sort merges ascending runs.
            by_hash = np.argsort(hashes, kind="stable")
            hashes, documents = hashes[by_hash], documents[by_hash]
        same = np.zeros(len(hashes), np.bool_)
        equal = hashes[1:] == hashes[:-1]
        same[1:] = equal
        same[:-1] |= equal
        copied = documents[same]
        if len(copied):
            shared = hashes[same]
            starts = np.append(True, shared[1:] != shared[:-1])
            group[copied] = np.cumsum(starts) - 1
        return cls(group, bool(len(copied)))

    def of_one(self, document: int) -> Documents:
        """Return all copies of *document*, itself among them."""
        number = self.group[document]
        if number < 0:
            return np.array([document], np.int32)
        return np.flatnonzero(self.group == number).astype(np.int32)
