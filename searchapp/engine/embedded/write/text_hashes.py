"""Text hashes: 64-bit polynomial hashes of the paragraphs' words, which tell duplicates.

Equal hashes stand for equal texts. Paragraphs of fewer than ``DUPLICATE_MIN_WORDS`` words have
none: "He did not elaborate." in two articles does not make them duplicates.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from searchapp.engine.embedded.format.postings import TokenStream, offsets
from searchapp.engine.schema import DUPLICATE_MIN_WORDS

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def text_hashes(stream: TokenStream, documents: int) -> npt.NDArray[np.uint64]:
    """Return for each of *documents* the hash of its folded words in *stream*, 0 for too few.

    The hash is the sum of ``h(w[i]) * m ** i`` modulo 2 ** 64 over the words: a polynomial in
    an odd m whose coefficients are random.
    """
    hashes = np.zeros(documents, np.uint64)
    terms, owners, sizes = stream.tokens()
    long = sizes >= DUPLICATE_MIN_WORDS
    if not long.any():
        return hashes
    powers = np.multiply.accumulate(np.full(int(sizes.max()), _MULTIPLIER))
    positions = np.arange(len(terms)) - np.repeat(offsets(sizes)[:-1], sizes)
    hashed = np.repeat(long, sizes)
    summands = _word_hashes(stream.vocabulary)[terms[hashed]] * powers[positions[hashed]]
    hashes[owners[long]] = np.add.reduceat(summands, offsets(sizes[long])[:-1])
    return hashes


def _word_hashes(vocabulary: Iterable[bytes]) -> npt.NDArray[np.uint64]:
    digests = b"".join(hashlib.blake2b(word, digest_size=8).digest() for word in vocabulary)
    return np.frombuffer(digests, "<u8").astype(np.uint64)
