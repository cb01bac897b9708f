import pytest
from flask import Flask

from searchapp.search.service import SearchService
from tests.conftest import REAL_ARTICLE, Write, line


def test_a_paragraph_comes_with_its_neighbours(archive: Flask) -> None:
    service: SearchService = archive.extensions["searchapp"]
    found = service.context(REAL_ARTICLE, 8, around=2)
    assert found is not None
    assert [hit.number for hit in found.before] == [6, 7]
    assert found.paragraph.id == f"{REAL_ARTICLE}#p8"
    assert [hit.number for hit in found.after] == [9, 10]
    assert found.index == service.info()


def test_the_first_paragraph_has_none_before_it(archive: Flask) -> None:
    service: SearchService = archive.extensions["searchapp"]
    found = service.context(REAL_ARTICLE, 1)
    assert found is not None
    assert (found.before, [hit.number for hit in found.after]) == ((), [2])


def test_there_is_no_context_of_what_is_not_there(archive: Flask) -> None:
    service: SearchService = archive.extensions["searchapp"]
    assert service.context(REAL_ARTICLE, 99) is None
    assert service.context("none", 1) is None


def test_an_answer_and_its_generation_belong_together(app: Flask, write: Write) -> None:
    service: SearchService = app.extensions["searchapp"]
    write("a.jsonl", line("a", "apple", date="2020-01-01"))
    app.test_cli_runner().invoke(args=["reindex"])
    asked = service.request([("q", "apple OR pear")])
    totals = []

    def timeline_before_a_reindex() -> int:
        totals.append(service.timeline(asked).total)
        if len(totals) == 1:
            write("b.jsonl", line("b", "pear", date="2020-01-02"))
            app.test_cli_runner().invoke(args=["reindex"])
        return totals[-1]

    total, index = service.read_consistently(timeline_before_a_reindex)
    assert totals == [1, 2]
    assert (total, index.paragraphs, index.version) == (2, 2, "2")


@pytest.mark.parametrize(
    ("q", "quoted"),
    [('oil "real economy"', True), ("‘real economy’", True), ("oil gas*", False), ("", False)],
)
def test_words_in_quotation_marks_are_known(archive: Flask, q: str, quoted: bool) -> None:
    service: SearchService = archive.extensions["searchapp"]
    assert service.has_phrase(q) is quoted
