"""The page that writes the lines of a correction, for archives without a desk."""

from __future__ import annotations

import html
import re
import tomllib
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp import blueprint
from tests.conftest import REAL_ARTICLE

ADDRESS = f"/articles/{REAL_ARTICLE}/paragraphs/8/correct"


def lines(client: FlaskClient, **fields: str | int) -> dict[str, Any]:
    page = client.get(ADDRESS, query_string=fields)
    assert page.status_code == 200
    found = re.search(r"<pre[^>]*>(.*?)</pre>", page.text, re.DOTALL)
    assert found
    [table] = tomllib.loads(html.unescape(found[1]))["correction"]
    return dict(table)


def test_the_lines_name_the_right_speaker_or_nobody(client: FlaskClient) -> None:
    attribution = client.get(f"/api/v1/articles/{REAL_ARTICLE}").json["paragraphs"][7][  # type: ignore[index]
        "attributions"
    ][0]
    table = lines(client, name="Ana <b> Ruiz", which=0)
    assert table["paragraph"] == f"{REAL_ARTICLE}#p8"
    assert table["speaker"] == "Ana <b> Ruiz"
    assert table["cue"] == attribution["cue"]
    assert lines(client, name="")["nobody"] is True
    assert lines(client, name="...", which=99)["nobody"] is True


@pytest.mark.parametrize(
    "address",
    ["/search?q=said", f"/articles/{REAL_ARTICLE}", ADDRESS.removesuffix("/correct")],
)
def test_every_hit_and_paragraph_leads_to_its_correction(client: FlaskClient, address: str) -> None:
    page = client.get(address)
    links = re.findall(r'href="(/articles/[^"]*/correct)"', page.text)
    assert links
    for link in links[:3]:
        assert client.get(link).status_code == 200


@pytest.mark.parametrize("number", [0, 99])
def test_a_paragraph_that_does_not_exist_is_a_404(client: FlaskClient, number: int) -> None:
    address = f"/articles/{REAL_ARTICLE}/paragraphs/{number}/correct"
    assert client.get(address).status_code == 404


def test_an_archive_in_another_application_has_no_desk_to_lead_to(
    archive: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEARCHAPP_EDITORS", "/nowhere/editors.json")
    host = Flask("host")
    config = archive.config
    host.register_blueprint(
        blueprint(index_dir=config["SEARCHAPP_INDEX_DIR"], engine=config["SEARCHAPP_ENGINE"])
    )
    assert host.test_client().get(ADDRESS).status_code == 200
    assert host.test_client().get("/desk").status_code == 404
