"""Passages that share fingerprints, found partition by partition on disk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.errors import IndexWriteError
from searchapp.engine.opensearch.trails.passages import SHINGLE
from searchapp.engine.opensearch.trails.shingle_file import ShingleFile
from searchapp.text_reuse.fingerprints import MAX_TEXTS, MIN_SHARED


def shingles(text: int, hashes: frozenset[int]) -> bytes:
    return np.array([(value, text, len(hashes)) for value in sorted(hashes)], SHINGLE).tobytes()


@pytest.fixture
def file(tmp_path: Path) -> Iterator[ShingleFile]:
    file = ShingleFile(tmp_path)
    yield file
    file.close()


def sharing(passages: Mapping[int, frozenset[int]]) -> list[list[int]]:
    """Return the pairs that share enough fingerprints, each pair looked at."""
    owners = Counter(value for hashes in passages.values() for value in hashes)
    rare = {value for value, count in owners.items() if count <= MAX_TEXTS}
    shared: defaultdict[tuple[int, int], int] = defaultdict(int)
    for one, other in combinations(sorted(passages), 2):
        shared[one, other] = len(passages[one] & passages[other] & rare)
    return [
        [one, other]
        for (one, other), count in shared.items()
        if count and count >= MIN_SHARED * min(len(passages[one]), len(passages[other]))
    ]


_HASHES = st.frozensets(st.integers(0, 7).map(lambda n: n * 0x20000001 % (1 << 32)), min_size=1)


@given(st.dictionaries(st.integers(-(2**63), 2**63 - 1), _HASHES, max_size=12))
def test_pairs_are_those_that_a_look_at_each_pair_finds(
    tmp_path_factory: pytest.TempPathFactory, passages: dict[int, frozenset[int]]
) -> None:
    file = ShingleFile(tmp_path_factory.getbasetemp())
    for text, hashes in passages.items():
        file.add(shingles(text, hashes))
    assert sorted(file.shared().pairs.tolist()) == sorted(sharing(passages))
    file.close()


def test_a_passage_of_several_paragraphs_is_repeated_and_no_pair(file: ShingleFile) -> None:
    for text in (5, 6, 5):
        file.add(shingles(text, frozenset([text, 2**31 + text])))
    shared = file.shared()
    assert (shared.pairs.tolist(), shared.repeated.tolist()) == ([], [5])


def test_fingerprints_of_set_phrases_do_not_count(file: ShingleFile) -> None:
    for text in range(MAX_TEXTS):
        file.add(shingles(text, frozenset([9])))
    assert len(file.shared().pairs) == MAX_TEXTS * (MAX_TEXTS - 1) / 2
    file.add(shingles(MAX_TEXTS, frozenset([9])))
    assert len(file.shared().pairs) == 0


def test_a_file_without_passages_shares_nothing(file: ShingleFile) -> None:
    file.add(b"")
    shared = file.shared()
    assert (len(shared.pairs), len(shared.repeated)) == (0, 0)


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    file = ShingleFile(tmp_path / "gone")
    file.add(shingles(1, frozenset([1])))
    with pytest.raises(IndexWriteError, match="gone"):
        file.shared()
