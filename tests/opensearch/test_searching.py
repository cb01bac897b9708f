"""Searches that a small archive does not show to be hard."""

from itertools import product
from pathlib import Path

from tests.conftest import line
from tests.opensearch.archives import Archive
from tests.opensearch.cluster import Cluster

FIRST = ("Alexandra", "Bartholomew", "Christopher", "Dominique", "Evangeline", "Ferdinand")
LAST = ("Abercrombie", "Featherstonehaugh", "Hildebrandt", "Montgomery", "Wolverhampton")


def test_many_long_names_are_named(tmp_path: Path, cluster: Cluster) -> None:
    names = [f"{first} Maximilian {last}" for first, last in product(FIRST, LAST)]
    archive = Archive(tmp_path, cluster.urls)
    archive.write(
        "a.jsonl",
        (line(f"a{n}", f"{name} said the harbour is closed.") for n, name in enumerate(names)),
    )
    archive.reindex()
    answer = archive.app().test_client().get("/api/v1/search?q=harbour&copies=all")
    assert answer.json is not None, answer.text
    assert answer.json["total"]["value"] == len(names)
    shown = {value["value"] for value in answer.json["facets"]["speaker"]}
    assert shown <= set(names)
    assert len(shown) >= 10
