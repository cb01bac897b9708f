"""Searches whose requests to the cluster grow with the archive."""

from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.conftest import line
from tests.opensearch.archives import Archive

FIRST_NAMES = ("Alexandra", "Bartholomew", "Christopher", "Dominique", "Evangeline", "Ferdinand")
LAST_NAMES = ("Abercrombie", "Featherstonehaugh", "Hildebrandt", "Montgomery", "Wolverhampton")
LONG_NAMES = [f"{first} Maximilian {last}" for first, last in product(FIRST_NAMES, LAST_NAMES)]

ARTICLES = 24
"""The articles of a crowd; “often” and “seldom” are ids of two shards."""
SPEAKERS = 45
"""The speakers of an article: more in each of two shards than one lists for a facet."""

ENDINGS = ("ander", "berg", "croft", "dale", "elman", "ford", "gate", "holm", "ing")
STARTS = ("Ash", "Birk", "Cold", "Dun", "East")


def crowd(article: int) -> Iterator[str]:
    """Yield paragraphs in which the ``SPEAKERS`` speakers of an article speak once."""
    letter = "abcdefghijklmnopqrstuvwx"[article]
    for start in STARTS:
        yield " ".join(f"Ann{letter} {start}{end} said the ferry is late." for end in ENDINGS)


@pytest.fixture(scope="module")
def client(
    tmp_path_factory: pytest.TempPathFactory, cluster_urls: Sequence[str]
) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("searching")
    archive = Archive(folder, cluster_urls, {"SEARCHAPP_OPENSEARCH_SHARDS": "2"})
    last = "Zed Young said the ferry sails."
    archive.write(
        "a.jsonl",
        [
            *(line(f"a{i}", f"{n} said the quay is closed.") for i, n in enumerate(LONG_NAMES)),
            line("often", *[f"{last} It is boat {n}." for n in range(9)]),
            line("seldom", last),
            *(line(f"c{n}", *crowd(n)) for n in range(ARTICLES)),
        ],
    )
    archive.reindex()
    app = archive.app()
    yield app.test_client()
    app.extensions["searchapp"].close()
    archive.delete()


def test_the_speaker_facet_shows_names_that_exceed_one_pattern(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?q=quay&copies=all")
    assert response.json is not None, response.text
    assert response.json["total"]["value"] == len(LONG_NAMES)
    shown = {value["value"] for value in response.json["facets"]["speaker"]}
    assert shown <= set(LONG_NAMES)
    assert len(shown) >= 10


def test_a_facet_counts_what_a_shard_left_out_of_its_list(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?q=ferry&copies=all")
    assert response.json is not None, response.text
    first, second, *_ = response.json["facets"]["speaker"]
    assert (first["id"], first["count"]) == ("zed-young", 10)
    assert second["count"] == 1
