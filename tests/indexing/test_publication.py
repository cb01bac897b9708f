"""A publication of decisions gives the index that a run of ``reindex`` would give."""

from pathlib import Path

import pytest
from flask import Flask

from searchapp.attribution import ATTRIBUTION_VERSION
from searchapp.cli.blueprint import open_corpus
from searchapp.editorial import Correction, append_corrections
from searchapp.editorial.file_edits import edit_registry
from searchapp.editorial.pending import PendingDecisions
from searchapp.engine.factory import open_store
from searchapp.engine.protocol import identity
from searchapp.indexing.last_run import reindex_and_record
from searchapp.indexing.publication import Outcome, publish_pending
from searchapp.ingest import Event
from searchapp.models.articles import Article
from searchapp.search.service import SearchService
from tests.conftest import Write, invoke

DOUBTFUL = """2012-05-01

The mill

Ana Ruiz, the owner, met Bea Oban, the mayor, on Monday.

“We will close the old mill,” she said.
"""
OTHER = """2012-05-02

The bridge

“The bridge is safe now,” said A. Ruiz on Tuesday.
"""


@pytest.fixture
def service(app: Flask, write: Write) -> SearchService:
    write("one.txt", DOUBTFUL)
    write("two.txt", OTHER)
    assert invoke(app, "reindex")[0] == 0
    service: SearchService = app.extensions["searchapp"]
    return service


def correct(service: SearchService, speaker: str) -> None:
    """Write a correction of the second paragraph to its file and to the journal."""
    article = article_of(service)
    append_corrections(
        service.settings.corpus_dir,
        [Correction(article.id, 2, article.paragraphs[1].text, speaker)],
    )
    PendingDecisions(service.settings.index_dir).add("one#p2", article.id)


def article_of(service: SearchService, article_id: str = "one") -> Article:
    article = service.article(article_id)
    assert article is not None
    return article


def speakers(service: SearchService) -> list[str]:
    return [a.speaker.name for a in article_of(service).paragraphs[1].attributions]


def publish(service: SearchService) -> Outcome:
    return publish_pending(service.settings, service)


def pending(service: SearchService) -> int:
    return len(PendingDecisions(service.settings.index_dir).decisions())


def test_a_published_correction_is_what_a_run_would_index(
    app: Flask, service: SearchService
) -> None:
    before = service.info().version
    correct(service, "Cy Orr")
    assert publish(service) == "published"
    assert (speakers(service), pending(service)) == (["Cy Orr"], 0)
    published = article_of(service)
    assert service.info().version != before
    entries = dict(open_store(service.settings).entries())
    assert invoke(app, "reindex")[0] == 0
    assert dict(open_store(service.settings).entries()) == entries
    assert invoke(app, "reindex", "--full")[0] == 0
    assert article_of(service) == published
    assert {i: e.content_hash for i, e in open_store(service.settings).entries().items()} == {
        i: e.content_hash for i, e in entries.items()
    }


def test_without_decisions_nothing_is_written(service: SearchService) -> None:
    before = service.info().version
    assert publish(service) == "published"
    correct(service, "Cy Orr")
    publish(service)
    later = service.info().version
    PendingDecisions(service.settings.index_dir).add("one#p2", "one")
    PendingDecisions(service.settings.index_dir).add("gone#p2", "gone")
    assert publish(service) == "published"
    assert (service.info().version, pending(service)) == (later, 0)
    assert before != later


def test_a_removed_article_leaves_and_is_remembered(service: SearchService) -> None:
    PendingDecisions(service.settings.index_dir).add("two", "two", removed=True)
    assert publish(service) == "published"
    assert service.article("two") is None
    assert service.removed("two") is not None
    assert article_of(service).title == "The mill"


def test_a_decision_waits_while_another_process_writes(service: SearchService) -> None:
    with open_store(service.settings).writer(
        attribution=str(ATTRIBUTION_VERSION), full=False, prepare=identity, workers=1
    ):
        correct(service, "Cy Orr")
        assert publish(service) == "locked"
    assert pending(service) == 1
    assert publish(service) == "published"
    assert speakers(service) == ["Cy Orr"]


@pytest.mark.parametrize("in_journal", [True, False])
@pytest.mark.parametrize("full", [True, False])
def test_a_run_publishes_what_was_decided_while_it_was_reading(
    service: SearchService, *, in_journal: bool, full: bool
) -> None:
    outcomes = []

    def decide(event: Event | None) -> None:
        if event is None:
            correct(service, "Cy Orr")
            journal = PendingDecisions(service.settings.index_dir)
            outcomes.append(publish(service))
            if not in_journal:
                journal.discard(journal.decisions())

    corpus = open_corpus(service.settings)
    reindex_and_record(corpus, service.settings, full=full, progress=decide)
    assert outcomes == ["locked"]
    assert (speakers(service), pending(service)) == (["Cy Orr"], 0)


def test_an_index_that_must_be_rebuilt_is_left_to_a_run(app: Flask, service: SearchService) -> None:
    with open_store(service.settings).writer(
        attribution="an earlier version", full=True, prepare=identity, workers=1
    ) as writer:
        for article_id, entry in writer.entries.items():
            writer.add(article_of(service, article_id), entry)
        writer.commit()
    correct(service, "Cy Orr")
    assert publish(service) == "needs reindex"
    assert pending(service) == 1
    assert invoke(app, "reindex")[0] == 0
    assert (speakers(service), pending(service)) == (["Cy Orr"], 0)


@pytest.mark.parametrize("relation", ["same", "different"])
def test_a_decision_about_names_gives_the_table_of_a_run(
    app: Flask, service: SearchService, relation: str, corpus: Path
) -> None:
    correct(service, "Ana Ruiz")
    publish(service)
    if service.settings.engine != "embedded":
        pytest.skip("only the embedded engine has a table of speakers")
    with edit_registry(corpus) as edit:
        edit.set_pair("Ana Ruiz", "A. Ruiz", relation)  # type: ignore[arg-type]
    PendingDecisions(service.settings.index_dir).add("Ana Ruiz = A. Ruiz")
    assert publish(service) == "published"
    table = service.speaker_table()
    assert (table.speaker_of("a-ruiz") == "ana-ruiz") is (relation == "same")
    assert invoke(app, "reindex", "--full")[0] == 0
    assert service.speaker_table() == table
