"""Requests to the cluster that one answer takes, with nothing cached on our side."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import line
from tests.opensearch.archives import Archive
from tests.opensearch.proxies import counting_proxy

QUOTE = "“Nobody in this town has any need of another four hundred tonnes of wet coal,”"

LOOKUPS_OF_THE_LIVE_GENERATION = ("/", "_mapping", "/_doc/table", "/_doc/part-0", "/_doc/days")
"""Made once by each process: at most once a second, and the tables of speakers, trails and days
with each generation."""


@pytest.fixture(scope="module")
def counted(
    tmp_path_factory: pytest.TempPathFactory, cluster_urls: Sequence[str]
) -> Iterator[tuple[Flask, list[str]]]:
    folder: Path = tmp_path_factory.mktemp("trips")
    with counting_proxy(cluster_urls[0]) as (url, paths):
        archive = Archive(folder, [url])
        notice = "The harbour of Port Ellory is closed until the ferry returns, a notice said."
        archive.write(
            "a.jsonl",
            [
                line("a", "Ann Lee, the harbour master, said nobody sails.", notice),
                line(
                    "b", "“No ferry,” said Bob Kay, the ferry captain.", notice, date="2021-05-06"
                ),
                line("d", f"{QUOTE} Ann Lee said.", date="2021-05-07"),
                line("e", f"{QUOTE} Ann Lee said again.", date="2021-05-08"),
                line("c", "Ann Lee said the harbour opens.", "Bob Kay said the ferry returns."),
            ],
        )
        archive.reindex()
        app = archive.app()
        yield app, paths
        app.extensions["searchapp"].close()


@pytest.mark.parametrize(
    ("url", "most"),
    [
        ("/api/v1/search?q=harbour", 2),
        ("/api/v1/search?q=harbour+ferry&sort=newest&copies=all", 2),
        ("/api/v1/search?q=said&group=article&speaker=ann-lee", 2),
        ("/api/v1/search?q=nosuchword", 2),
        # One more counts what near spellings, or fewer words, would find.
        ("/api/v1/search?q=harbuor", 3),
        # One more counts the copies of hits that lack words.
        ("/api/v1/search?q=ann+master", 2),
        ("/api/v1/search?q=bob+captain+harbour+returns", 4),
        ("/api/v1/search?q=nosuchword+ferry", 4),
        ("/search?q=harbour", 2),
        ("/search?q=ferry&speaker=bob-kay", 2),
        ("/search?q=ann+harbour+master", 3),
        ("/suggestions?q=har", 2),
        # The page shows a profile and a search.
        ("/speakers/ann-lee", 4),
        ("/api/v1/speakers/ann-lee", 2),
        ("/api/v1/compare?q=harbour&speaker=ann-lee&speaker=bob-kay", 2),
        ("/api/v1/timeline?q=harbour", 1),
        ("/api/v1/search?q=tonnes+coal", 2),
        ("/api/v1/search?q=tonnes+coal&first=1", 2),
        ("/api/v1/search?q=ann+opens", 2),
        ("/quotes", 2),
        ("/api/v1/quotes?conflict=1", 1),
    ],
)
def test_an_answer_takes_few_requests(
    counted: tuple[Flask, list[str]], url: str, most: int
) -> None:
    app, paths = counted
    app.extensions["searchapp"].close()
    paths.clear()
    response = app.test_client().get(url)
    assert response.status_code == 200, response.text
    sent = [path for path in paths if not path.endswith(LOOKUPS_OF_THE_LIVE_GENERATION)]
    assert 1 <= len(sent) <= most, sent
