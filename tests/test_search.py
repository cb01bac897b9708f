from flask import Flask

from searchapp.search import SearchService
from tests.conftest import REAL_ARTICLE


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
