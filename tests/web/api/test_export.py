"""Exports of all matches of a search, as CSV and JSON Lines."""

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
    return [json.loads(record) for record in text.splitlines()]


QUERY = "q=said&speaker=zhou-yunjie&speaker=li-dongsheng&sort=oldest"


def test_both_formats_have_all_matches_in_order(client: FlaskClient) -> None:
    results = client.get(f"/api/v1/search?{QUERY}&limit=100").json
    assert results is not None
    *hits, end = lines(client.get(f"/api/v1/export?{QUERY}&format=jsonl").text)
    assert [hit["id"] for hit in hits] == ids(results)
    assert end["end"] == {
        "complete": True,
        "count": len(hits),
        "total": results["total"]["value"],
        "index": results["index"],
        "reason": "",
    }
    response = client.get(f"/api/v1/export?{QUERY}&page=2&limit=1")
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    *table, last = rows(response.text)
    assert [row["id"] for row in table] == ids(results)
    assert (last["id"], last["title"]) == ("#end", "complete")
    assert table[0]["url"] == f"http://localhost{results['results'][0]['url']}"
    assert table[0]["speakers"] == results["results"][0]["attributions"][0]["speaker"]


def test_a_line_is_a_hit_of_the_search_api(client: FlaskClient) -> None:
    exported = lines(client.get("/api/v1/export?q=internet&format=jsonl").text)[0]
    results = client.get("/api/v1/search?q=internet").json
    assert results is not None
    assert {**exported, "url": ""} == {**results["results"][0], "url": ""}


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
def test_an_incomplete_stream_says_so_in_its_last_record(
    app: Flask, client: FlaskClient, form: exports.Format
) -> None:
    service = client.application.extensions["searchapp"]
    assert isinstance(service, SearchService)
    whole = service.scan(service.parser.request([("q", "said")]))

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
        end = lines(text)[-1]["end"]
        assert (end["complete"], end["count"], end["total"]) == (False, 1, whole.total)


def test_an_invalid_format_is_a_400_that_names_it(client: FlaskClient) -> None:
    response = client.get("/api/v1/export?format=xlsx")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["parameter"] == "format"
    assert response.json["allowed"] == "one of csv, jsonl"


@pytest.mark.parametrize("form", exports.FORMATS)
def test_the_command_prints_the_export_of_the_api(archive: Flask, form: str) -> None:
    result = archive.test_cli_runner().invoke(args=["search", "said", "--format", form])
    assert result.exit_code == 0
    response_text = archive.test_client().get(f"/api/v1/export?q=said&format={form}").text
    assert result.output.splitlines() == response_text.replace("http://localhost", "").splitlines()
