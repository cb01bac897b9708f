import os
import subprocess
import sys
import zlib
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.embedded.format.arrayfile import (
    BLOCK_BYTES,
    FOOTER,
    ArrayFile,
    ArrayFileError,
    ArrayFileWriter,
)

NUMBERS = np.arange(100_000, dtype=np.int32)
BYTES = np.arange(300, dtype=np.uint16).astype(np.uint8)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    writer = ArrayFileWriter(tmp_path / "a.arrays")
    writer.put("numbers", NUMBERS)
    writer.put("narrowed", NUMBERS[:9], np.uint16)
    writer.put("nothing", NUMBERS[:0])
    writer.begin("pieces", np.uint8)
    for at in range(0, 300, 7):
        writer.append(BYTES[at : at + 7])
    writer.end()
    writer.close({"documents": 3})
    return tmp_path / "a.arrays"


def test_arrays_are_read_back_as_they_were_written(path: Path) -> None:
    file = ArrayFile(path)
    assert file.extra == {"documents": 3}
    assert np.array_equal(file.array("numbers"), NUMBERS)
    assert np.array_equal(file.array("narrowed"), NUMBERS[:9])
    assert file.array("narrowed").dtype == np.uint16
    assert len(file.array("nothing")) == 0
    assert np.array_equal(file.array("pieces"), BYTES)
    assert list(file.slice("numbers", 5, 8)) == [5, 6, 7]
    assert file.length("numbers") == 100_000
    assert "numbers" in file
    assert "absent" not in file


@settings(deadline=None)
@given(
    sizes=st.lists(st.integers(0, 100), min_size=1, max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_arrays_that_are_open_together_take_their_values_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], order: Random
) -> None:
    turns = [n for n, size in enumerate(sizes) for _ in range(size)]
    order.shuffle(turns)
    path = tmp_path_factory.mktemp("arrays") / "a.arrays"
    writer = ArrayFileWriter(path)
    begun = [
        writer.reserve(f"{n}", np.int32 if n % 2 else np.uint8, size)
        for n, size in enumerate(sizes)
    ]
    for position, n in enumerate(turns):
        begun[n].append(np.array([turns[:position].count(n) + 1], np.uint8))
    for appender in begun:
        appender.end()
    writer.put("last", BYTES)
    writer.close()
    file = ArrayFile(path)
    file.verify()
    for n, size in enumerate(sizes):
        assert file.array(f"{n}").tolist() == list(range(1, size + 1))
    assert np.array_equal(file.array("last"), BYTES)


def test_arrays_cannot_be_written_to(path: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        ArrayFile(path).array("numbers")[0] = 1


def test_damage_to_a_block_is_an_error_when_it_is_read(path: Path) -> None:
    data = bytearray(path.read_bytes())
    place = data.index(NUMBERS[50_000:50_004].tobytes())
    data[place] ^= 1
    path.write_bytes(data)
    file = ArrayFile(path)
    block = 50_000 * 4 // BLOCK_BYTES
    assert list(file.slice("numbers", 0, 10)) == list(range(10))
    with pytest.raises(ArrayFileError, match=f"between its bytes {block * BLOCK_BYTES:,}"):
        file.slice("numbers", 49_999, 50_001)
    with pytest.raises(ArrayFileError, match="numbers"):
        file.verify()


def test_verifying_a_file_that_was_cut_short_meanwhile_is_an_error(path: Path) -> None:
    file = ArrayFile(path)
    os.truncate(path, 1000)
    with pytest.raises(ArrayFileError, match="damaged between its bytes"):
        file.verify()
    with pytest.raises(ArrayFileError, match="damaged between its bytes"):
        list(file.verify_steps(2))


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_no_damage_goes_unnoticed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("damage") / "a.arrays"
    writer = ArrayFileWriter(path)
    writer.put("a", NUMBERS[:1000])
    writer.put("b", BYTES)
    writer.close()
    whole = path.read_bytes()
    if data.draw(st.booleans()):
        damaged = whole[: data.draw(st.integers(0, len(whole) - 1))]
    else:
        at = data.draw(st.integers(0, len(whole) - 1))
        flipped = whole[at] ^ data.draw(st.integers(1, 255))
        damaged = whole[:at] + bytes([flipped]) + whole[at + 1 :]
    path.write_bytes(damaged)
    try:
        file = ArrayFile(path)
        file.verify()
    except ArrayFileError:
        return
    # The only bytes without a checksum are those that fill up to an array's start.
    assert np.array_equal(file.array("a"), NUMBERS[:1000])
    assert np.array_equal(file.array("b"), BYTES)


def test_a_file_of_another_version_is_refused(path: Path) -> None:
    content = path.read_bytes().replace(b'{"version": 2', b'{"version": 3')
    offset, length, _, magic = FOOTER.unpack(content[-FOOTER.size :])
    crc = zlib.crc32(content[offset : offset + length])
    path.write_bytes(content[: -FOOTER.size] + FOOTER.pack(offset, length, crc, magic))
    with pytest.raises(ArrayFileError, match="has the version 3; expected 2"):
        ArrayFile(path)


def test_files_that_are_cut_short_while_they_are_verified_do_not_end_the_process(
    path: Path,
) -> None:
    """A mapped file that another program cuts short ends its reader by SIGBUS."""
    script = """
import sys
from pathlib import Path
from threading import Thread
from searchapp.engine.embedded.format.arrayfile import ArrayFile, ArrayFileError

path = Path(sys.argv[1])
content = path.read_bytes()

def rewrite():
    for _ in range(2_000):
        path.write_bytes(content)

writer = Thread(target=rewrite)
writer.start()
while writer.is_alive():
    try:
        ArrayFile(path).verify()
    except ArrayFileError:
        pass
ArrayFile(path).verify()
"""
    command = [sys.executable, "-c", script, str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
