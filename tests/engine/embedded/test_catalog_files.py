"""Files of a catalog."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.catalog import CatalogEntry, RemovedArticle, entry_for
from searchapp.engine.embedded.catalog_files import (
    Catalog,
    CatalogError,
    read_catalog,
    write_catalog,
)
from searchapp.engine.embedded.manifest import CatalogFile
from searchapp.engine.embedded.write.next_catalog import NextCatalog
from searchapp.models.articles import Article, Paragraph

ARTICLE = Article("a", "Title", None, (Paragraph(1, "x"), Paragraph(2, "y")))


def entry(id_: str, now: int) -> CatalogEntry:
    return entry_for(replace(ARTICLE, id=id_), "f", 3, None, now)


def contents(catalog: Catalog) -> tuple[dict[str, CatalogEntry], dict[str, RemovedArticle]]:
    assert len(catalog.entries) == len(dict(catalog.entries))
    assert len(catalog.removed) == len(dict(catalog.removed))
    return dict(catalog.entries), dict(catalog.removed)


def test_a_catalog_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    entries = {id_: entry(id_, 5) for id_ in "cab"}
    dated = RemovedArticle("z", "Gone — away", datetime.date(2020, 1, 2), 7)
    files = write_catalog(tmp_path, 1, [*entries.values(), dated])
    assert contents(read_catalog(tmp_path, files)) == (entries, {"z": dated})
    assert [file.articles for file in files] == [4]


IDS = st.sets(st.sampled_from("abcdefgh"))


@settings(deadline=None)
@given(runs=st.lists(st.tuples(IDS, IDS, st.booleans()), min_size=1, max_size=8))
def test_a_catalog_written_change_by_change_equals_one_in_memory(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[set[str], set[str], bool]]
) -> None:
    folder = tmp_path_factory.mktemp("catalog")
    entries: dict[str, CatalogEntry] = {}
    removed: dict[str, RemovedArticle] = {}
    files: tuple[CatalogFile, ...] = ()
    for number, (added, gone, one_by_one) in enumerate(runs, start=1):
        following = NextCatalog(read_catalog(folder, files))
        for id_ in added:
            entries[id_] = replace(entry(id_, number), date=datetime.date(2000, 1, ord(id_) - 96))
            following.add(entries[id_])
            removed.pop(id_, None)
        leaving = (gone - added) & entries.keys()
        if one_by_one:
            for id_ in entries.keys() - added - leaving:
                following.keep(entries[id_])
        else:
            following.keep_others(leaving)
        assert {article.article_id for article in following.unclaimed()} == leaving
        assert following.changed == added | leaving
        for id_ in leaving:
            removed[id_] = RemovedArticle.of(entries.pop(id_), number)
        files = following.write(folder, number, files, number)
        assert contents(read_catalog(folder, files)) == (entries, removed)
        assert (following.articles, following.paragraphs) == (len(entries), 2 * len(entries))
        dates = [date for article in entries.values() if (date := article.date)]
        assert following.dates == ((min(dates), max(dates)) if dates else (None, None))
        assert {path.name for path in folder.iterdir()} == {file.name for file in files}


def test_the_articles_of_a_file_or_archive_are_kept_together(tmp_path: Path) -> None:
    paths = {"a": "x.zip/1.txt", "b": "x.zip/2.txt", "c": "x.zip-2", "d": "x", "e": "x.zip/in/3"}
    first = [replace(entry(id_, 1), path=path) for id_, path in paths.items()]
    files = write_catalog(tmp_path, 1, first)
    moved, gone = replace(first[1], path="y.txt"), RemovedArticle.of(first[4], 2)
    files = write_catalog(tmp_path, 2, [moved, gone], earlier=files)
    catalog = read_catalog(tmp_path, files)
    assert [found.article_id for found in catalog.entries.in_path("x.zip")] == ["a"]
    assert [found.article_id for found in catalog.entries.in_path("y.txt")] == ["b"]
    assert not list(catalog.entries.in_path("none"))
    assert catalog.entries.paths() >= {"x", "x.zip-2", "x.zip/1.txt", "y.txt"}
    following = NextCatalog(catalog)
    kept = following.keep_path("x.zip")
    assert (kept.articles, kept.paragraphs) == (1, 2)
    assert set(following.leaving()) == set("bcd")
    assert following.keep_path("x.zip").articles == 0


def test_small_changes_leave_the_large_file_alone_and_files_few(tmp_path: Path) -> None:
    files = write_catalog(tmp_path, 1, [entry(str(n), 1) for n in range(400)])
    for number in range(2, 90):
        files = write_catalog(tmp_path, number, [entry(str(number), number)], earlier=files)
        assert files[0].name == "catalog-1.articles"
        assert len(files) <= 6


def test_a_damaged_or_missing_file_is_an_error(tmp_path: Path) -> None:
    [file] = write_catalog(tmp_path, 1, [entry("a", 5)])
    path = tmp_path / file.name
    whole = path.read_bytes()
    at = whole.index(b"Title")
    for damaged in (whole[:-10], whole[:at] + b"?" + whole[at + 1 :], b"", b"[]\n"):
        path.write_bytes(damaged)
        with pytest.raises(CatalogError, match=file.name):
            read_catalog(tmp_path, [file])
    path.unlink()
    with pytest.raises(CatalogError, match=file.name):
        read_catalog(tmp_path, [file])
