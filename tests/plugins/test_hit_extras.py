"""Extras of hits: the example with links to a press archive, and what a plugin may break."""

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp.plugins import HitExtras, HitLink
from tests.conftest import Write, invoke, line
from tests.plugins.conftest import WritePlugin

EXTRAS = """
from searchapp.plugins import *
@hookimpl
def searchapp_hit_extras(hits):
    {body}
"""


@pytest.fixture
def client(app: Flask, write: Write) -> FlaskClient:
    """An index of a dated and an undated paragraph."""
    write("a.jsonl", line("a", "The mill will close, said Ann Lee.", date="2024-03-05"))
    write("b.jsonl", line("b", "The mill is old."))
    assert invoke(app, "reindex")[0] == 0
    return app.test_client()


def test_hits_have_no_key_for_plugins_without_any(client: FlaskClient) -> None:
    assert all("plugins" not in hit for hit in results(client).values())


def results(client: FlaskClient) -> dict[str, dict[str, object]]:
    """The hits of a search by their id."""
    answer = client.get("/api/v1/search?q=mill").get_json()
    return {hit["id"]: hit for hit in answer["results"]}


def test_the_api_has_the_extras_of_a_hit_under_the_name_of_the_plugin(
    client: FlaskClient, examples: None
) -> None:
    hits = results(client)
    assert hits["a#p1"]["plugins"] == {
        "press-links": {
            "links": [
                {"label": "Press of that day", "url": "https://press.example.org/2024/03/05"}
            ],
            "notes": ["Printed in week 10 of 2024"],
            "data": {"week": 10},
        }
    }
    assert "plugins" not in hits["b#p1"]


def test_pages_show_links_and_notes_below_the_hit(client: FlaskClient, examples: None) -> None:
    page = client.get("/search?q=mill").text
    link = '<a href="https://press.example.org/2024/03/05" rel="nofollow" dir="auto">'
    assert page.count(f"{link}Press of that day</a>") == 1
    assert page.count("Printed in week 10 of 2024") == 1


def test_the_command_search_has_the_extras(app: Flask, client: FlaskClient, examples: None) -> None:
    assert '"press-links": {"links"' in invoke(app, "search", "mill", "--json")[1]


def test_answers_are_others_once_a_plugin_is_installed(
    client: FlaskClient, write_plugin: WritePlugin
) -> None:
    before = client.get("/api/v1/search?q=mill").headers["ETag"]
    write_plugin("notes", EXTRAS.format(body="return {}"), "searchapp.results")
    assert client.get("/api/v1/search?q=mill").headers["ETag"] != before


def test_markup_in_extras_is_shown_as_text(client: FlaskClient, write_plugin: WritePlugin) -> None:
    body = (
        "return {h.id: HitExtras(links=(HitLink('<b>x</b>', '/\"onclick=\"alert(1)'),),"
        " notes=('<script>x</script>',)) for h in hits}"
    )
    write_plugin("notes", EXTRAS.format(body=body), "searchapp.results")
    page = client.get("/search?q=mill").text
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert 'href="/&#34;onclick=&#34;alert(1)"' in page


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("raise KeyError('week')", "searchapp_hit_extras failed (KeyError: 'week')"),
        ("raise SystemExit", "searchapp_hit_extras failed (SystemExit)"),
        ("return [1]", "it must return a dict of HitExtras by the id of a hit (got list)"),
        ("return {'x#p1': HitExtras()}", "'x#p1' is not the id of one of the hits"),
        ("return {h.id: 'note' for h in hits}", "it must return HitExtras for a hit (got str)"),
        ("return {h.id: HitExtras(notes=('',)) for h in hits}", "notes must be text of 1 to 200"),
        ("import time; time.sleep(0.51); return {}", "took longer than 0.5 seconds"),
    ],
)
def test_what_a_plugin_breaks_is_logged_once_and_costs_its_extras(
    client: FlaskClient,
    write_plugin: WritePlugin,
    caplog: pytest.LogCaptureFixture,
    body: str,
    problem: str,
) -> None:
    write_plugin("broken", EXTRAS.format(body=body), "searchapp.results")
    good = "return {h.id: HitExtras(notes=('A good note',)) for h in hits}"
    write_plugin("good", EXTRAS.format(body=good), "searchapp.results")
    with caplog.at_level(logging.WARNING, "searchapp.plugins"):
        first = client.get("/search?q=mill")
        second = client.get("/api/v1/search?q=mill")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.text.count("A good note") == 2
    assert set(second.get_json()["results"][0]["plugins"]) == {"good"}
    messages = [record.getMessage() for record in caplog.records]
    assert len([m for m in messages if m.startswith("plugin broken: ") and problem in m]) == 1


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//example.org", "ftp://x/y", "https://", "/a b", "", "/\\x"]
)
def test_links_lead_to_web_addresses_or_paths_only(url: str) -> None:
    with pytest.raises(ValueError, match=r"url must be an http\(s\) URL or a path"):
        HitLink("Label", url)


@pytest.mark.parametrize(
    ("extras", "message"),
    [
        ({"links": tuple([HitLink("x", "/")] * 6)}, "at most 5 HitLink"),
        ({"links": ("x",)}, "links must hold HitLink"),
        ({"notes": ("x",) * 4}, "at most 3 str"),
        ({"notes": ("x" * 201,)}, "1 to 200 characters"),
        ({"data": {"x": object()}}, "data must be JSON"),
        ({"data": {"x": float("nan")}}, "data must be JSON"),
        ({"data": {"x": "y" * 4096}}, "at most 4,096 bytes"),
        ({"data": [1]}, "data must be a dict"),
    ],
)
def test_extras_have_limits(extras: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        HitExtras(**extras)  # type: ignore[arg-type]
