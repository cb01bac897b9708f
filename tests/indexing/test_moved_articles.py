"""Articles that get another id: rows of CSV without ids, and renamed files."""

from itertools import permutations
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Write
from tests.indexing.runs import TEXT, catalog, reindex_at, search
from tests.ingest.reading import articles_of, events_of, texts_of

ROWS = ("A,2024-01-02,One", "A,2024-01-02,Two", "B,,One", "A,2024-01-03,One")


def table(*rows: str) -> str:
    return "title,date,body\n" + "".join(f"{row}\n" for row in rows)


def row_ids(*rows: str) -> dict[tuple[str, ...], str]:
    """Return the id of each row by title, date and text."""
    return {
        (article.title, str(article.date), *texts_of(article)): article.id
        for article in articles_of("t.csv", table(*rows))
    }


def test_the_id_of_a_row_does_not_depend_on_the_other_rows() -> None:
    together = row_ids(*ROWS)
    assert len(set(together.values())) == len(ROWS)
    for rows in permutations(ROWS):
        assert row_ids(*rows) == together
        assert row_ids(*rows[1:]).items() <= together.items()


def test_equal_rows_are_numbered_and_an_address_is_an_id() -> None:
    first, second = (a.id for a in articles_of("t.csv", table(ROWS[0], ROWS[0])))
    assert second == f"{first}-2"
    [article] = articles_of("t.csv", "url,title,body\nhttps://a.example/x,T,One\n")
    assert article.id == "https-a.example-x"


@pytest.mark.parametrize(
    ("header", "origin"),
    [
        ("title,body", "; ids from the row's title, date and body"),
        ("Link,title,body", "; ids from 'Link', else the row's title, date and body"),
        ("id,title,body", "id from 'id', title from 'title', body from 'body'"),
    ],
)
def test_a_remark_says_where_ids_come_from(header: str, origin: str) -> None:
    row = ",".join("x" for _ in header.split(","))
    [remark, _] = events_of("t.csv", f"{header}\n{row}\n", csv_columns={"url": "Link"})
    assert str(getattr(remark, "text", "")).endswith(origin)


def location(app: Flask, path: str) -> tuple[int, str]:
    response = app.test_client().get(path)
    return response.status_code, response.headers.get("Location", "")


def test_rows_that_were_numbered_move_to_their_new_ids(app: Flask, write: Write) -> None:
    write("t.csv", "id,title,body\nt-2,A,An apple fell.\nt-3,B,A pear fell.\n")
    reindex_at(app, 1000)
    write("t.csv", "title,body\nC,A plum fell.\nA,An apple fell.\nB,A pear fell.\n")
    changes = reindex_at(app, 2000).changes
    assert (changes.moved.articles, changes.added.articles, changes.removed.articles) == (2, 1, 0)
    [pear] = search(app, "pear")
    new_id = pear.removesuffix("#p1")
    entries, removed = catalog(app)
    assert (entries[new_id].added, removed["t-3"].moved_to) == ([1000], new_id)
    assert location(app, "/articles/t-3?q=pear") == (308, f"/articles/{new_id}?q=pear")
    assert location(app, "/articles/t-3/paragraphs/1") == (308, f"/articles/{new_id}/paragraphs/1")
    assert location(app, "/similar/t-3%23p1") == (308, f"/similar/{new_id}%23p1")
    assert location(app, "/api/v1/articles/t-3") == (308, f"/api/v1/articles/{new_id}")
    reindex_at(app, 3000, full=True)
    assert location(app, "/articles/t-3") == (308, f"/articles/{new_id}")


def test_a_corrected_row_is_a_change_and_its_old_address_leads_to_it(
    app: Flask, write: Write
) -> None:
    rows = [f"Title {n},2024-01-02,Text {n}." for n in range(30)]
    write("t.csv", table(*rows))
    reindex_at(app, 1000)
    [old] = search(app, "title:7")
    corrected = [row.replace("Text", "Corrected text") for row in rows]
    write("t.csv", table(*corrected))
    changes = reindex_at(app, 2000).changes
    assert (changes.changed.articles, changes.added.articles, changes.removed.articles) == (
        *(30, 0, 0),
    )
    [new] = search(app, "title:7")
    assert new != old
    status, url = location(app, f"/articles/{old.removesuffix('#p1')}")
    assert (status, url) == (308, f"/articles/{new.removesuffix('#p1')}")


@pytest.mark.parametrize("row", ["A,2024-01-02,", "A,2024-01-02,x,x"])
def test_a_row_without_id_that_breaks_keeps_its_earlier_version(
    app: Flask, write: Write, row: str
) -> None:
    write("t.csv", table("A,2024-01-02,An apple fell.", "B,,A pear fell."))
    reindex_at(app, 1000)
    write("t.csv", table(row, "B,,A pear fell."))
    report = reindex_at(app, 2000)
    assert len(report.problems.retained) == 1
    assert len(search(app, "apple")) == 1


def test_the_old_address_of_a_renamed_file_leads_to_its_article(
    app: Flask, write: Write, corpus: Path
) -> None:
    write("a.txt", TEXT.format("apple"))
    reindex_at(app, 1000)
    (corpus / "a.txt").rename(corpus / "b.txt")
    reindex_at(app, 2000)
    (corpus / "b.txt").rename(corpus / "c.txt")
    reindex_at(app, 3000)
    client = app.test_client()
    response = client.get("/articles/a", follow_redirects=True)
    assert (response.status_code, response.request.path) == (200, "/articles/c")
    write("a.txt", TEXT.format("pear"))
    reindex_at(app, 4000)
    assert client.get("/articles/a").status_code == 200
