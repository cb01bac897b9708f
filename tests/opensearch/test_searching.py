"""Searches whose requests to the cluster grow with the archive."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path

from tests.conftest import line
from tests.opensearch.archives import Archive

FIRST_NAMES = ("Alexandra", "Bartholomew", "Christopher", "Dominique", "Evangeline", "Ferdinand")
LAST_NAMES = ("Abercrombie", "Featherstonehaugh", "Hildebrandt", "Montgomery", "Wolverhampton")


def test_the_speaker_facet_shows_names_that_exceed_one_pattern(
    tmp_path: Path, cluster_urls: Sequence[str]
) -> None:
    names = [f"{first} Maximilian {last}" for first, last in product(FIRST_NAMES, LAST_NAMES)]
    archive = Archive(tmp_path, cluster_urls)
    archive.write(
        "a.jsonl",
        (line(f"a{n}", f"{name} said the harbour is closed.") for n, name in enumerate(names)),
    )
    archive.reindex()
    response = archive.app().test_client().get("/api/v1/search?q=harbour&copies=all")
    assert response.json is not None, response.text
    assert response.json["total"]["value"] == len(names)
    shown = {value["value"] for value in response.json["facets"]["speaker"]}
    assert shown <= set(names)
    assert len(shown) >= 10
