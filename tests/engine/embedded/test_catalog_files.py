"""Files of a catalog."""

import datetime
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.catalog import CatalogEntry, RemovedArticle, entry_for
from searchapp.engine.embedded.catalog_files import (
    CatalogError,
    CatalogFile,
    find_removed,
    read_catalog,
    write_catalog,
)
from searchapp.models.articles import Article, Paragraph

ARTICLE = Article("a", "Title", None, (Paragraph(1, "x"), Paragraph(2, "y")))


def entry(id_: str, now: int) -> CatalogEntry:
    return entry_for(replace(ARTICLE, id=id_), "f", 3, None, now)


def test_a_catalog_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    entries = {id_: entry(id_, 5) for id_ in "cab"}
    removed = {"z": RemovedArticle("z", "Gone — away", datetime.date(2020, 1, 2), 7)}
    files = write_catalog(tmp_path, 1, entries, removed)
    assert read_catalog(tmp_path, files) == (entries, removed)


def test_a_large_catalog_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    entries = {f"a{n}": entry(f"a{n}", n) for n in range(1_000)}
    removed = {f"r{n}": RemovedArticle(f"r{n}", "Gone", None, n) for n in range(300)}
    files = write_catalog(tmp_path, 1, entries, removed)
    assert [file.articles for file in files] == [1_300]
    assert read_catalog(tmp_path, files) == (entries, removed)


@settings(deadline=None)
@given(
    runs=st.lists(
        st.tuples(st.sets(st.sampled_from("abcdefgh")), st.sets(st.sampled_from("abcdefgh"))),
        min_size=1,
        max_size=8,
    )
)
def test_a_catalog_written_change_by_change_equals_one_written_whole(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[set[str], set[str]]]
) -> None:
    folder = tmp_path_factory.mktemp("catalog")
    entries: dict[str, CatalogEntry] = {}
    removed: dict[str, RemovedArticle] = {}
    files: tuple[CatalogFile, ...] = ()
    for number, (added, gone) in enumerate(runs, start=1):
        for id_ in added:
            entries[id_] = entry(id_, number)
            removed.pop(id_, None)
        for id_ in gone & entries.keys():
            del entries[id_]
            removed[id_] = RemovedArticle(id_, "Title", None, number)
        files = write_catalog(folder, number, entries, removed, earlier=files, changed=added | gone)
        assert read_catalog(folder, files) == (entries, removed)
        for id_ in "abcdefgh":
            assert find_removed(folder, files, id_) == removed.get(id_)
        assert {path.name for path in folder.iterdir()} == {file.name for file in files}


def test_small_changes_leave_the_large_file_alone_and_files_few(tmp_path: Path) -> None:
    entries = {str(n): entry(str(n), 1) for n in range(400)}
    files = write_catalog(tmp_path, 1, entries, {})
    for number in range(2, 90):
        entries[str(number)] = entry(str(number), number)
        files = write_catalog(tmp_path, number, entries, {}, earlier=files, changed=[str(number)])
        assert files[0].name == "catalog-1.jsonl.gz"
        assert len(files) <= 6


def test_a_damaged_or_missing_file_is_an_error(tmp_path: Path) -> None:
    [file] = write_catalog(tmp_path, 1, {"a": entry("a", 5)}, {})
    path = tmp_path / file.name
    whole = path.read_bytes()
    for damaged in (whole[:-10], whole[:40] + b"?" + whole[41:], b"", b"[]\n"):
        path.write_bytes(damaged)
        with pytest.raises(CatalogError):
            read_catalog(tmp_path, [file])
        sound = replace(file, sha256=hashlib.sha256(damaged).hexdigest())
        with pytest.raises(CatalogError):
            read_catalog(tmp_path, [sound] if damaged else [file])
    path.unlink()
    with pytest.raises(CatalogError):
        read_catalog(tmp_path, [file])
