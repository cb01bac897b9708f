"""Filters by the kind of speaker, and refusals to comment, in every form of a search."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp import create_app
from tests.conftest import ids, invoke, line

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def mill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("mill")
    (folder / "a.jsonl").write_text(
        line(
            "mill",
            "Ana Ruiz, a director, declined to comment on the mill.",
            "“The mill closes,” John Lind said.",
            "The Labour Ministry said the mill was old.",
            date="2021-03-04",
        )
        + line(
            "strike",
            "Ana Ruiz said the strike at the mill was over.",
            "John Lind and the Labour Ministry were there.",
            date="2022-05-06",
        ),
        "utf-8",
    )
    app = create_app({"TESTING": True}, corpus_dir=folder, index_dir=folder / "index")
    assert invoke(app, "reindex")[0] == 0
    yield app
    app.extensions["searchapp"].close()


@pytest.fixture
def site(mill: Flask) -> FlaskClient:
    return mill.test_client()


def get(site: FlaskClient, path: str) -> Any:
    response = site.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.text
    return response.json


def values(answer: Any, facet: str) -> dict[str, int]:
    return {value["value"]: value["count"] for value in answer["facets"][facet]}


def text_of(site: FlaskClient, path: str) -> str:
    response = site.get(path)
    assert response.status_code == 200, response.text
    return response.text


def test_the_kind_of_speaker_filters_paragraphs_and_the_facet_of_speakers(
    site: FlaskClient,
) -> None:
    everything = get(site, "search?q=mill")
    assert values(everything, "kind") == {"person": 2, "organization": 1}
    answer = get(site, "search?q=mill&kind=person&sort=oldest")
    assert ids(answer) == ["mill#p2", "strike#p1"]
    assert answer["query"]["kind"] == ["person"]
    assert values(answer, "speaker") == {"Ana Ruiz": 1, "John Lind": 1}
    assert values(answer, "kind") == {"person": 2, "organization": 1}
    both = get(site, "search?q=mill&kind=person&kind=organization")
    assert len(ids(both)) == 3
    assert ids(get(site, "search?kind=person&quotation=direct")) == ["mill#p2"]
    assert ids(get(site, "search?kind=organization&speaker=john-lind")) == []


def test_refusals_are_left_out_unless_they_are_searched(site: FlaskClient) -> None:
    plain = get(site, "search?speaker=ana-ruiz")
    assert ids(plain) == ["strike#p1"]
    assert plain["query"]["act"] == ["speech"]
    assert get(site, "search?speaker=ana-ruiz&act=speech")["results"] == plain["results"]
    assert all(hit["refusals"] == [] for hit in get(site, "search?q=mill")["results"])
    answer = get(site, "search?act=refusal")
    [hit] = answer["results"]
    assert hit["id"] == "mill#p1"
    assert [(a["speaker"], a["act"]) for a in hit["refusals"]] == [("Ana Ruiz", "refusal")]
    assert hit["attributions"] == []
    assert values(answer, "speaker") == {"Ana Ruiz": 1}
    assert values(answer, "kind") == {"person": 1}
    assert values(answer, "role") == {"director": 1}


def test_speech_and_refusals_can_be_searched_together(site: FlaskClient) -> None:
    answer = get(site, "search?speaker=ana-ruiz&act=refusal&act=speech&sort=oldest")
    assert ids(answer) == ["mill#p1", "strike#p1"]
    assert answer["query"]["act"] == ["speech", "refusal"]
    assert values(answer, "speaker")["Ana Ruiz"] == 2
    assert len(ids(get(site, "search?act=speech&act=refusal"))) == 5


def test_a_paragraph_of_the_api_has_its_refusals(site: FlaskClient) -> None:
    paragraph = get(site, "articles/mill/paragraphs/1")["paragraph"]
    assert [a["speaker"] for a in paragraph["refusals"]] == ["Ana Ruiz"]


def test_timelines_and_comparisons_count_refusals_as_a_share_of_all_acts(
    site: FlaskClient,
) -> None:
    timeline = get(site, "timeline?speaker=ana-ruiz&act=refusal")["timeline"]
    assert [(b["count"], b["out_of"]) for b in timeline["buckets"]] == [(1, 1)]
    compared = get(site, "compare?speaker=ana-ruiz&speaker=john-lind&act=refusal")["series"]
    assert [(s["name"], s["count"], s["out_of"]) for s in compared] == [
        ("Ana Ruiz", 1, 2),
        ("John Lind", 0, 1),
    ]


def test_an_export_of_refusals_names_who_declined(site: FlaskClient) -> None:
    [row, end] = csv.DictReader(io.StringIO(text_of(site, "/api/v1/export?act=refusal")))
    assert (row["id"], row["refusals"], row["speakers"]) == ("mill#p1", "Ana Ruiz", "")
    assert end["id"] == "#end"
    assert "refusals" not in text_of(site, "/api/v1/export?q=mill").splitlines()[0]
    assert '"act":"refusal"' in text_of(site, "/api/v1/export?act=refusal&format=jsonl")


def test_a_feed_of_refusals_says_who_declined(site: FlaskClient) -> None:
    [entry] = ElementTree.fromstring(text_of(site, "/feed?act=refusal")).iter(f"{ATOM}entry")  # noqa: S314
    assert entry.findtext(f"{ATOM}title") == "Ana Ruiz declined to comment: About mill"
    assert [c.get("term") for c in entry.findall(f"{ATOM}category")] == ["ana-ruiz"]


def test_a_hit_says_who_declined_to_comment(site: FlaskClient) -> None:
    text = text_of(site, "/search?act=refusal")
    assert '<a class="name" href="/search?speaker=ana-ruiz&amp;act=refusal">Ana Ruiz</a>' in text
    hits = text.partition('<ol class="hitlist"')[2]
    assert hits.count("declined to comment</span>") == 1
    assert "with a refusal to comment" in text
    plain = text_of(site, "/search?q=mill").partition('<ol class="hitlist"')[2]
    assert "declined to comment</span>" not in plain
    embedded = text_of(site, "/embed?act=refusal")
    assert "declined to comment" in embedded


def test_filters_of_kind_and_act_are_links_and_chips_that_remove_them(site: FlaskClient) -> None:
    text = text_of(site, "/search?q=mill")
    for address in ("/search?q=mill&amp;kind=person", "/search?q=mill&amp;act=refusal"):
        assert f'<a href="{address}">' in text
    assert text.index("kind=person") < text.index("kind=organization")
    text = text_of(site, "/search?q=mill&kind=person&act=refusal")
    chips = re.findall(r'<li><a href="([^"]+)"><span class="visually-hidden">Remove the', text)
    assert chips == ["/search?q=mill&amp;act=refusal", "/search?q=mill&amp;kind=person"]
    for name, value in (("kind", "person"), ("act", "refusal")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in text
    everything = text_of(site, "/search/facets/kind?q=mill")
    assert "People" in everything


def test_the_form_of_a_comparison_keeps_the_other_filters(site: FlaskClient) -> None:
    text = text_of(site, "/compare?speaker=ana-ruiz&act=refusal&kind=person")
    assert '<input type="hidden" name="act" value="refusal">' in text
    assert '<input type="hidden" name="kind" value="person">' in text
    assert "Only paragraphs in which they decline to comment are counted." in text


def test_the_code_of_the_widget_has_kind_and_act(site: FlaskClient) -> None:
    text = text_of(site, "/embed/code?kind=person&kind=group&act=refusal")
    assert "kind=&#34;person|group&#34; act=&#34;refusal&#34;" in text


@pytest.mark.parametrize("query", ["kind=robot", "act=thought", "act=", "kind="])
def test_other_kinds_and_acts_are_refused_and_empty_ones_ignored(
    site: FlaskClient, query: str
) -> None:
    response = site.get(f"/api/v1/search?{query}")
    assert response.status_code == (200 if query.endswith("=") else 400)


def test_the_command_searches_by_kind_and_act(mill: Flask) -> None:
    code, output, _ = invoke(mill, "search", "--act", "refusal", "--kind", "person")
    assert code == 0
    assert "Ana Ruiz declined to comment" in output
    code, output, _ = invoke(mill, "search", "mill", "--kind", "organization")
    assert "1-1 of 1 paragraph\n" in output
    code, output, _ = invoke(mill, "search", "--act", "refusal", "--format", "csv")
    assert output.splitlines()[0].endswith(",refusals")
