import os
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from searchapp.engine.embedded.format.arrayfile import ArrayFileError
from searchapp.engine.embedded.whoosh.codec import ArraySegment
from searchapp.engine.embedded.whoosh.toc import INDEX_NAME, newest_toc, read_segments
from searchapp.engine.schema import paragraph_schema


def write_toc(folder: Path, segments: object, generation: int = 1) -> Path:
    TOC(paragraph_schema(), segments, generation).write(FileStorage(str(folder)), INDEX_NAME)
    return folder


def segment(documents: int, deleted: set[int] | frozenset[int] = frozenset()) -> ArraySegment:
    segment = ArraySegment(INDEX_NAME)
    segment.set_doc_count(documents)
    segment.deleted = frozenset(deleted)
    return segment


def test_the_newest_table_of_contents_is_read_as_whoosh_wrote_it(tmp_path: Path) -> None:
    assert newest_toc(tmp_path) == 0
    write_toc(tmp_path, [segment(1)])
    written = [segment(5, {1, 4}), segment(7)]
    written[1].deleted |= {0}
    write_toc(tmp_path, written, 12)
    assert newest_toc(tmp_path) == 12
    segments = read_segments(tmp_path)
    assert [vars(read) for read in segments] == [vars(segment) for segment in written]


class Hostile:
    """Runs a function when it is unpickled."""

    def __init__(self, function: Any, *arguments: object) -> None:
        self.function, self.arguments = function, arguments

    def __reduce__(self) -> Any:
        return self.function, self.arguments


@pytest.mark.parametrize("inside", [False, True])
def test_a_pickle_that_names_a_function_runs_nothing(tmp_path: Path, inside: bool) -> None:
    marker = tmp_path / "was-here"
    hostile: object = Hostile(os.mkdir, str(marker))
    if inside:
        hostile = [segment(5), hostile]
    write_toc(tmp_path, hostile)
    with pytest.raises(ArrayFileError, match="mkdir"):
        read_segments(tmp_path)
    assert not marker.exists()
    pickle.loads(pickle.dumps(hostile))  # noqa: S301 (shows that it would run otherwise)
    assert marker.exists()


@pytest.mark.parametrize("segments", [{}, [1], [None], segment(5), [[segment(5)]]])
def test_anything_but_a_list_of_segments_is_an_error(tmp_path: Path, segments: object) -> None:
    with pytest.raises(ArrayFileError, match=r"_MAIN_1\.toc is not a list of segments"):
        read_segments(write_toc(tmp_path, segments))


def test_a_segment_id_with_a_path_is_an_error(tmp_path: Path) -> None:
    stray = segment(5)
    stray.segid = "../../other"
    with pytest.raises(ArrayFileError, match="is called"):
        read_segments(write_toc(tmp_path, [stray]))


def test_a_folder_without_a_table_of_contents_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArrayFileError, match="not a list of segments"):
        read_segments(tmp_path)


def test_damage_anywhere_is_an_error_or_leaves_a_list_of_segments(tmp_path: Path) -> None:
    whole = (write_toc(tmp_path, [segment(5)]) / "_MAIN_1.toc").read_bytes()
    folder = tmp_path / "damaged"
    errors = 0
    for at in range(0, len(whole), max(1, len(whole) // 400)):
        folder.mkdir()
        (folder / "_MAIN_1.toc").write_bytes(
            whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        )
        try:
            assert all(type(read) is ArraySegment for read in read_segments(folder))
        except ArrayFileError:
            errors += 1
        shutil.rmtree(folder)
        if at:
            folder.mkdir()
            (folder / "_MAIN_1.toc").write_bytes(whole[:at])
            with pytest.raises(ArrayFileError):
                read_segments(folder)
            shutil.rmtree(folder)
    assert errors > 0
