"""Decisions are written to their files, logged, published, and can be undone."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from searchapp.desk.decisions import AttributionKey, ConflictError, DecisionRecorder
from searchapp.desk.publisher import Publisher
from searchapp.desk.questions import Judgement, JudgementError
from searchapp.editorial import read_corrections
from searchapp.editorial.change_log import CHANGES_FILE, read_changes
from searchapp.models.articles import Article
from searchapp.search.service import SearchService
from tests.conftest import Write, invoke
from tests.desk.articles import DOUBTFUL


@pytest.fixture
def service(app: Flask, write: Write) -> SearchService:
    write("one.txt", DOUBTFUL)
    assert invoke(app, "reindex")[0] == 0
    service: SearchService = app.extensions["searchapp"]
    return service


@pytest.fixture
def publisher(service: SearchService) -> Iterator[Publisher]:
    publisher = Publisher(service.settings, service)
    yield publisher
    publisher.wait()


@pytest.fixture
def recorder(service: SearchService, publisher: Publisher) -> DecisionRecorder:
    return DecisionRecorder(service, publisher)


def article_of(service: SearchService) -> Article:
    article = service.article("one")
    assert article is not None
    return article


def key(service: SearchService) -> AttributionKey:
    """Return the key of what the second paragraph says, or of its silence."""
    attributions = article_of(service).paragraphs[1].attributions
    if not attributions:
        return AttributionKey("one", 2)
    return AttributionKey("one", 2, attributions[0].speaker.id, attributions[0].cue)


def shown(service: SearchService, publisher: Publisher) -> list[tuple[str, str, str]]:
    publisher.wait()
    return [(a.speaker.name, a.act, a.role) for a in article_of(service).paragraphs[1].attributions]


def tables(service: SearchService) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(
        (service.settings.corpus_dir / "corrections.toml").read_text()
    ).get("correction", [])
    return found


def test_each_answer_is_public_and_undone_again(
    service: SearchService, publisher: Publisher, recorder: DecisionRecorder
) -> None:
    before = shown(service, publisher)
    [(name, act, role)] = before
    answers = {
        Judgement("right"): [(name, act, role)],
        Judgement("nobody"): [],
        Judgement("wrong"): [],
        Judgement("refusal"): [(name, "refusal", role)],
        Judgement("speaker", "Cy Orr", "person", "clerk"): [("Cy Orr", "speech", "clerk")],
    }
    for judgement, expected in answers.items():
        change = recorder.judge("ann", key(service), judgement)
        assert shown(service, publisher) == expected, judgement
        assert article_of(service).paragraphs[1].corrected
        recorder.undo("bo", change.id)
        assert shown(service, publisher) == before
        assert tables(service) == []
    changes = read_changes(service.settings.corpus_dir)
    assert [(c.who, c.action) for c in changes] == [("ann", "correct"), ("bo", "undo")] * 5
    assert changes[0].evidence["speaker"] == name
    assert changes[0].evidence["confidence"] < 1


def test_a_second_decision_takes_the_place_of_the_first(
    service: SearchService, publisher: Publisher, recorder: DecisionRecorder
) -> None:
    original = article_of(service).paragraphs[1].attributions[0]
    first = recorder.judge("ann", key(service), Judgement("speaker", "Cy Orr"))
    publisher.wait()
    second = recorder.judge("bo", key(service), Judgement("speaker", "Di Poe"))
    assert shown(service, publisher)[0][0] == "Di Poe"
    [table] = tables(service)
    assert (table["instead_of"], table["cue"]) == (original.speaker.id, original.cue)
    with pytest.raises(JudgementError, match="bo has decided this in the meantime"):
        recorder.undo("ann", first.id)
    recorder.undo("ann", second.id)
    assert shown(service, publisher)[0][0] == "Cy Orr"
    recorder.undo("ann", first.id)
    assert shown(service, publisher)[0][0] == original.speaker.name
    with pytest.raises(JudgementError, match="undone already"):
        recorder.undo("ann", first.id)


def test_an_undoing_can_be_undone(
    service: SearchService, publisher: Publisher, recorder: DecisionRecorder
) -> None:
    change = recorder.judge("ann", key(service), Judgement("nobody"))
    undoing = recorder.undo("ann", change.id)
    recorder.undo("ann", undoing.id)
    assert shown(service, publisher) == []


def test_a_speaker_is_added_where_an_editor_removed_all(
    service: SearchService, publisher: Publisher, recorder: DecisionRecorder
) -> None:
    recorder.judge("ann", key(service), Judgement("nobody"))
    publisher.wait()
    recorder.judge("ann", key(service), Judgement("speaker", "Cy Orr"))
    assert shown(service, publisher) == [("Cy Orr", "speech", "")]
    assert len(tables(service)) == 1


def test_two_editors_do_not_overwrite_one_another(
    service: SearchService, recorder: DecisionRecorder
) -> None:
    question = key(service).question(article_of(service))
    state = recorder.state(question)
    recorder.judge("ann", key(service), Judgement("nobody"), state)
    with pytest.raises(ConflictError, match="ann has decided this in the meantime"):
        recorder.judge("bo", AttributionKey("one", 2, *_ids(question)), Judgement("right"), state)
    assert len(tables(service)) == 1


def _ids(question: Any) -> tuple[str, str]:
    return question.attribution.speaker.id, question.attribution.cue


@pytest.mark.parametrize(
    ("number", "judgement"),
    [(2, Judgement("speaker", " ")), (1, Judgement("right")), (9, Judgement("nobody"))],
)
def test_an_answer_that_means_nothing_changes_nothing(
    service: SearchService, recorder: DecisionRecorder, number: int, judgement: Judgement
) -> None:
    attribution = key(service) if number == 2 else AttributionKey("one", number)
    with pytest.raises(JudgementError):
        recorder.judge("ann", attribution, judgement)
    assert read_corrections(service.settings.corpus_dir) == ()
    assert read_changes(service.settings.corpus_dir) == []


def test_a_decision_without_a_trace_is_not_made(
    service: SearchService, recorder: DecisionRecorder
) -> None:
    log = service.settings.corpus_dir / CHANGES_FILE
    log.mkdir()
    with pytest.raises(OSError, match=CHANGES_FILE):
        recorder.judge("ann", key(service), Judgement("nobody"))
    assert tables(service) == []


def test_a_decision_about_names_is_undone(
    service: SearchService, recorder: DecisionRecorder
) -> None:
    path = service.settings.corpus_dir / "speakers.toml"
    first = recorder.relate("ann", "Ana Ruiz", "A. Ruiz", "different")
    assert tomllib.loads(path.read_text())["speaker"][0]["different"] == ["A. Ruiz"]
    second = recorder.relate("ann", "A. Ruiz", "Ana Ruiz", "same")
    with pytest.raises(JudgementError, match="in the meantime"):
        recorder.undo("ann", first.id)
    recorder.undo("ann", second.id)
    recorder.undo("ann", first.id)
    assert tomllib.loads(path.read_text()) == {}
    with pytest.raises(JudgementError, match="two different names"):
        recorder.relate("ann", "Ana Ruiz", "ana ruiz", "same")


def test_an_article_is_removed_only_while_its_file_is_gone(
    service: SearchService, publisher: Publisher, recorder: DecisionRecorder
) -> None:
    with pytest.raises(JudgementError, match="is in the corpus folder again"):
        recorder.remove("ann", ["one"])
    (service.settings.corpus_dir / "one.txt").unlink()
    [change] = recorder.remove("ann", ["one"])
    publisher.wait()
    assert service.article("one") is None
    with pytest.raises(JudgementError, match="cannot be undone here"):
        recorder.undo("ann", change.id)
    with pytest.raises(JudgementError, match="not in the index any more"):
        recorder.remove("ann", ["one"])


def test_the_log_is_not_read_as_an_article(
    app: Flask, service: SearchService, recorder: DecisionRecorder, publisher: Publisher
) -> None:
    recorder.judge("ann", key(service), Judgement("right"))
    publisher.wait()
    assert (service.settings.corpus_dir / CHANGES_FILE).exists()
    assert invoke(app, "reindex")[0] == 0
    assert service.info().articles == 1


def test_a_publisher_says_why_it_cannot_publish(
    service: SearchService, recorder: DecisionRecorder, publisher: Publisher
) -> None:
    recorder.judge("ann", key(service), Judgement("right"))
    publisher.wait()
    (service.settings.corpus_dir / "speakers.toml").write_text("speaker = 1\n")
    recorder.judge("ann", key(service), Judgement("nobody"))
    publisher.wait()
    assert "speakers.toml has [speaker]" in publisher.problem
    Path(service.settings.corpus_dir, "speakers.toml").write_text("")
    publisher.wake()
    assert shown(service, publisher) == []
    assert publisher.problem == ""
