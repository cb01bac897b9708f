"""An archive of three articles whose tables are written."""

import pytest
from flask import Flask

from searchapp.datasets import ArchiveRows, read_archive
from searchapp.search.service import SearchService
from tests.conftest import Write, invoke, line


@pytest.fixture
def service(app: Flask, write: Write) -> SearchService:
    write("a.txt", "2012-05-01\n\nHeadline\n\nThe mill will close, said Ann Lee.\n\nIt rained.\n")
    write("b.jsonl", line("b", '"It is full," said Mayor Ann Lee.', date="2014-01-01"))
    write("c.jsonl", line("c", "The Board of Ponds declined to comment."))
    write("speakers.toml", '[[speaker]]\nname = "Ann Lee"\nsame_as = ["https://example.org/ann"]\n')
    code, _, err = invoke(app, "reindex")
    assert code == 0, err
    service: SearchService = app.extensions["searchapp"]
    return service


@pytest.fixture
def archive(service: SearchService) -> ArchiveRows:
    return read_archive(service)
