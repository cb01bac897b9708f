"""Notes: an archive of articles of one paragraph, to see which of them a word finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from searchapp import create_app
from tests.conftest import line


@contextmanager
def notes(folder: Path, texts: Mapping[str, str]) -> Iterator[FlaskClient]:
    """Index *texts*, by the id of their article, in *folder*; give a client of the app."""
    (folder / "corpus").mkdir()
    lines = "".join(line(name, text, title="Note") for name, text in texts.items())
    (folder / "corpus" / "a.jsonl").write_text(lines, "utf-8")
    app = create_app({"TESTING": True}, corpus_dir=folder / "corpus", index_dir=folder / "index")
    assert app.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
    yield app.test_client()
    app.extensions["searchapp"].close()


def found(client: FlaskClient, q: str) -> set[str]:
    """Return the ids of the articles with all the words of *q*."""
    answer: Any = client.get("/api/v1/search", query_string={"q": q, "strict": "1"}).json
    return {hit["article"]["id"] for hit in answer["results"]}
