from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.embedded.format.arrayfile import ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.packed_ints import (
    AscendingRuns,
    AscendingRunsWriter,
    PackedInts,
    packed_type,
    write_packed,
)

_numbers = st.integers(0, 20) | st.integers(250, 260) | st.integers(65_530, 200_000)


@settings(deadline=None)
@given(values=st.lists(_numbers, max_size=40), data=st.data())
def test_packed_numbers_are_read_back_from_anywhere(
    tmp_path_factory: pytest.TempPathFactory, values: list[int], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("packed") / "a.arrays"
    file = ArrayFileWriter(path)
    write_packed(file, "n", np.array(values, np.int64))
    file.close()
    packed = PackedInts(ArrayFile(path), "n")
    start = data.draw(st.integers(0, len(values)))
    stop = data.draw(st.integers(start, len(values)))
    assert len(packed) == len(values)
    assert packed.slice(start, stop).tolist() == values[start:stop]


def test_numbers_are_bytes_while_few_of_them_are_large() -> None:
    assert packed_type(np.bincount([3] * 99 + [255])) == np.uint8
    assert packed_type(np.bincount([3] * 5 + [255])) == np.uint16


_runs = st.lists(
    st.sets(st.integers(0, 10) | st.integers(65_530, 65_540) | st.integers(0, 300_000), min_size=1),
    max_size=8,
)


@settings(deadline=None)
@given(runs=_runs, largest=st.sampled_from([300_000, 65_540, 10]), data=st.data())
def test_runs_are_read_back_from_where_one_begins(
    tmp_path_factory: pytest.TempPathFactory,
    runs: list[set[int]],
    largest: int,
    data: st.DataObject,
) -> None:
    ordered = [sorted(n for n in run if n <= largest) for run in runs]
    path = tmp_path_factory.mktemp("runs") / "a.arrays"
    file = ArrayFileWriter(path)
    writer = AscendingRunsWriter(file, "n", largest, sum(map(len, ordered)))
    half = len(ordered) // 2
    for part, base in ((ordered[:half], 0), (ordered[half:], half)):
        writer.append(
            np.array([n for run in part for n in run], np.int32),
            np.array([base + i for i, run in enumerate(part) for _ in run], np.int64),
        )
    writer.end()
    file.close()
    starts = np.cumsum([0, *map(len, ordered)])
    first = data.draw(st.integers(0, len(ordered)))
    last = data.draw(st.integers(first, len(ordered)))
    numbers = AscendingRuns(ArrayFile(path), "n").slice(int(starts[first]), int(starts[last]))
    assert numbers.dtype == np.int32
    assert numbers.tolist() == [n for run in ordered[first:last] for n in run]


def test_small_documents_take_two_bytes_each(tmp_path: Path) -> None:
    file = ArrayFileWriter(tmp_path / "a")
    writer = AscendingRunsWriter(file, "n", 65_535, 2)
    writer.append(np.array([1, 65_535]), np.array([0, 0]))
    writer.end()
    file.close()
    assert set(ArrayFile(tmp_path / "a").names()) == {"n"}
