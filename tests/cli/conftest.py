"""An index of three small articles, for the commands that look at an index."""

import pytest
from flask import Flask

from tests.conftest import Write, invoke, line


@pytest.fixture
def indexed(app: Flask, write: Write) -> Flask:
    write("a.txt", "2012-05-01\n\nHeadline\n\nThe mill will close, said Ann Lee.\n\nIt rained.\n")
    write("b.jsonl", line("b", "The pond is full, said Ann B. Lee.", date="2014-01-01"))
    write("c.jsonl", line("c", "Nothing."))
    assert invoke(app, "reindex")[0] == 0
    return app
