import datetime
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.catalog import (
    CatalogEntry,
    CatalogError,
    Chapter,
    RemovedArticle,
    content_hash,
    entry_for,
    read_catalog,
    write_catalog,
)
from searchapp.models.articles import Article, Paragraph


def article(*texts: str) -> Article:
    paragraphs = tuple(Paragraph(n, text) for n, text in enumerate(texts, 1))
    return Article("a", "Title", datetime.date(2023, 3, 10), paragraphs)


def test_any_change_of_what_an_article_says_changes_its_hash() -> None:
    first = article("one", "two")
    changes = [
        {"title": "Other"},
        {"date": None},
        {"author": "x"},
        {"source": "x"},
        {"url": "x"},
        {"language": "x"},
        {"paragraphs": article("one two").paragraphs},
    ]
    hashes = {content_hash(replace(first, **change)) for change in changes}  # type: ignore[arg-type]
    assert len(hashes | {content_hash(first)}) == len(changes) + 1


def test_a_paragraph_keeps_the_time_it_entered() -> None:
    first = entry_for(article("one", "two", "two"), "f", 1, None, now=100)
    second = entry_for(article("new", "two", "two", "two", "one"), "f", 1, first, now=200)
    assert [p.added_at for p in second.paragraphs] == [200, 100, 100, 200, 100]


def entry(id_: str, now: int) -> CatalogEntry:
    return entry_for(replace(article("x", "y"), id=id_, date=None), "f", 3, None, now)


def test_a_catalog_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    entries = {id_: entry(id_, 5) for id_ in "cab"}
    removed = {"z": RemovedArticle("z", "Gone — away", datetime.date(2020, 1, 2), 7)}
    chapters = write_catalog(tmp_path, 1, entries, removed)
    assert read_catalog(tmp_path, chapters) == (entries, removed)


def test_a_large_catalog_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    entries = {f"a{n}": entry(f"a{n}", n) for n in range(1_000)}
    removed = {f"r{n}": RemovedArticle(f"r{n}", "Gone", None, n) for n in range(300)}
    chapters = write_catalog(tmp_path, 1, entries, removed)
    assert [chapter.articles for chapter in chapters] == [1_300]
    assert read_catalog(tmp_path, chapters) == (entries, removed)


@settings(deadline=None)
@given(
    runs=st.lists(
        st.tuples(st.sets(st.sampled_from("abcdefgh")), st.sets(st.sampled_from("abcdefgh"))),
        min_size=1,
        max_size=8,
    )
)
def test_a_catalog_that_grows_by_changes_is_what_one_written_whole_would_be(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[set[str], set[str]]]
) -> None:
    folder = tmp_path_factory.mktemp("catalog")
    entries: dict[str, CatalogEntry] = {}
    removed: dict[str, RemovedArticle] = {}
    chapters: tuple[Chapter, ...] = ()
    for number, (added, gone) in enumerate(runs, start=1):
        for id_ in added:
            entries[id_] = entry(id_, number)
            removed.pop(id_, None)
        for id_ in gone & entries.keys():
            del entries[id_]
            removed[id_] = RemovedArticle(id_, "Title", None, number)
        chapters = write_catalog(
            folder, number, entries, removed, before=chapters, changed=added | gone
        )
        assert read_catalog(folder, chapters) == (entries, removed)
        assert {path.name for path in folder.iterdir()} == {c.name for c in chapters}


def test_a_small_change_writes_a_small_file_and_files_stay_few(tmp_path: Path) -> None:
    entries = {str(n): entry(str(n), 1) for n in range(400)}
    chapters = write_catalog(tmp_path, 1, entries, {})
    for number in range(2, 90):
        entries[str(number)] = entry(str(number), number)
        chapters = write_catalog(
            tmp_path, number, entries, {}, before=chapters, changed=[str(number)]
        )
        assert chapters[0].name == "catalog-1.jsonl.gz"
        assert len(chapters) <= 6


def test_a_catalog_that_is_damaged_is_not_believed(tmp_path: Path) -> None:
    [chapter] = write_catalog(tmp_path, 1, {"a": entry("a", 5)}, {})
    path = tmp_path / chapter.name
    whole = path.read_bytes()
    for damaged in (whole[:-10], whole[:40] + b"?" + whole[41:], b"", b"[]\n"):
        path.write_bytes(damaged)
        with pytest.raises(CatalogError):
            read_catalog(tmp_path, [chapter])
        sound = replace(chapter, sha256=hashlib.sha256(damaged).hexdigest())
        with pytest.raises(CatalogError):
            read_catalog(tmp_path, [sound] if damaged else [chapter])
    path.unlink()
    with pytest.raises(CatalogError):
        read_catalog(tmp_path, [chapter])
