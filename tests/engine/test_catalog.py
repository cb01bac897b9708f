import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from searchapp.engine.catalog import (
    CatalogError,
    RemovedArticle,
    content_hash,
    entry_for,
    read_catalog,
    write_catalog,
)
from searchapp.records import Article, Paragraph


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


def test_a_catalog_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    entries = [entry_for(replace(article("x"), id=i, date=None), "f", 3, None, 5) for i in "cab"]
    removed = [RemovedArticle("z", "Gone — away", datetime.date(2020, 1, 2), 7)]
    digest = write_catalog(tmp_path / "c", entries, removed)
    assert read_catalog(tmp_path / "c", digest) == (
        {e.article_id: e for e in entries},
        {"z": removed[0]},
    )


def test_a_catalog_that_is_damaged_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "c"
    digest = write_catalog(path, [entry_for(article("x"), "f", 3, None, 5)], [])
    whole = path.read_bytes()
    for damaged in (whole[:-10], whole.replace(b"Title", b"Titel"), b"", b"[]\n", b"{}\n"):
        path.write_bytes(damaged)
        with pytest.raises(CatalogError):
            read_catalog(path, digest)
    path.unlink()
    with pytest.raises(CatalogError):
        read_catalog(path, digest)
