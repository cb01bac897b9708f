"""All matches of a search, as files."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp.api_models import exports
from searchapp.engine.errors import NoIndexError
from searchapp.engine.protocol import Scan
from searchapp.models.search import Hit
from searchapp.search.service import SearchService
from tests.conftest import Write, ids, line


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def lines(text: str) -> list[Any]:
    return [json.loads(one) for one in text.splitlines()]


QUERY = "q=said&speaker=zhou-yunjie&speaker=li-dongsheng&sort=oldest"


def test_both_forms_have_all_matches_in_their_order(client: FlaskClient) -> None:
    found = client.get(f"/api/v1/search?{QUERY}&limit=100").json
    assert found is not None
    *hits, end = lines(client.get(f"/api/v1/export?{QUERY}&format=jsonl").text)
    assert [hit["id"] for hit in hits] == ids(found)
    assert end["end"] == {
        "complete": True,
        "count": len(hits),
        "total": found["total"]["value"],
        "index": found["index"],
        "reason": "",
    }
    response = client.get(f"/api/v1/export?{QUERY}&page=2&limit=1")
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    *table, last = rows(response.text)
    assert [row["id"] for row in table] == ids(found)
    assert (last["id"], last["title"]) == ("#end", "complete")
    assert table[0]["url"] == f"http://localhost{found['results'][0]['url']}"
    assert table[0]["speakers"] == found["results"][0]["attributions"][0]["speaker"]


def test_a_line_is_the_object_that_the_endpoint_gives(client: FlaskClient) -> None:
    exported = lines(client.get("/api/v1/export?q=internet&format=jsonl").text)[0]
    found = client.get("/api/v1/search?q=internet").json
    assert found is not None
    assert {**exported, "url": ""} == {**found["results"][0], "url": ""}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_cell_is_a_formula(app: Flask, write: Write, text: str) -> None:
    write("a.jsonl", line("a", "oil", title=text, source=text, author=text))
    app.test_cli_runner().invoke(args=["reindex"])
    [row, _] = rows(app.test_client().get("/api/v1/export").text)
    for cell in row.values():
        assert not cell.strip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert exports.safe_cell(text) == f"'{text}"
    assert exports.safe_cell("a=b") == "a=b"


@pytest.mark.parametrize("form", exports.FORMATS)
def test_a_stream_that_is_cut_says_so_at_its_end(
    app: Flask, client: FlaskClient, form: exports.Format
) -> None:
    service = client.application.extensions["searchapp"]
    assert isinstance(service, SearchService)
    whole = service.scan(service.request([("q", "said")]))

    def breaking() -> Iterator[Hit]:
        yield next(whole.hits)
        raise NoIndexError("A block is damaged.")

    class Plain:
        def paragraph(self, article_id: str, number: int) -> str:
            return f"/{article_id}/{number}"

        def next_page(self, _results: object) -> None:
            return None

    end = exports.End()
    text = "".join(exports.stream(Scan(whole.index, whole.total, breaking()), form, Plain(), end))
    assert (end.count, end.reason) == (1, "A block is damaged.")
    if form == "csv":
        last = rows(text)[-1]
        assert (last["id"], last["title"]) == ("#end", "cut")
        assert "A block is damaged" in last["text"]
    else:
        told = lines(text)[-1]["end"]
        assert (told["complete"], told["count"], told["total"]) == (False, 1, whole.total)


def test_a_wrong_format_is_named(client: FlaskClient) -> None:
    response = client.get("/api/v1/export?format=xlsx")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["parameter"] == "format"
    assert response.json["allowed"] == "one of csv, jsonl"


@pytest.mark.parametrize("form", exports.FORMATS)
def test_the_command_prints_what_the_endpoint_gives(archive: Flask, form: str) -> None:
    result = archive.test_cli_runner().invoke(args=["search", "said", "--format", form])
    assert result.exit_code == 0
    given = archive.test_client().get(f"/api/v1/export?q=said&format={form}").text
    assert result.output.splitlines() == given.replace("http://localhost", "").splitlines()
