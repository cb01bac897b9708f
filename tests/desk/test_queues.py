"""Queues list what is doubtful and not answered, by filter, and part it among editors."""

import datetime

import pytest
from flask import Flask

from searchapp.desk.odd_names import looks_like_no_name
from searchapp.desk.queues import AttributionQueues, QueueFilter, QueueItem, next_item
from searchapp.editorial import Correction, append_corrections
from searchapp.models.articles import Speaker, SpeakerKind
from searchapp.search.service import SearchService
from tests.conftest import Write, invoke
from tests.desk.articles import doubtful_lines


@pytest.fixture
def service(app: Flask, write: Write) -> SearchService:
    write("a.jsonl", doubtful_lines(3))
    write("b.jsonl", doubtful_lines(1, "Courier").replace("mill-1", "courier-1"))
    assert invoke(app, "reindex")[0] == 0
    service: SearchService = app.extensions["searchapp"]
    return service


def articles(queues: AttributionQueues, **filters: object) -> list[str]:
    state = queues.state("doubtful", QueueFilter(below=0.9, **filters))  # type: ignore[arg-type]
    return sorted(item.article_id for item in state.open_items)


def test_filters_narrow_a_queue(service: SearchService) -> None:
    queues = AttributionQueues(service)
    assert queues.ready(60)
    assert articles(queues) == ["courier-1", "mill-1", "mill-2", "mill-3"]
    assert articles(queues, source="Courier") == ["courier-1"]
    assert articles(queues, first=datetime.date(2012, 5, 3)) == ["mill-2", "mill-3"]
    assert articles(queues, last=datetime.date(2012, 5, 2)) == ["courier-1", "mill-1"]
    assert queues.state("doubtful", QueueFilter(below=0.0)).total == 0
    assert queues.sources("doubtful") == ["Gazette", "Courier"]


def test_answered_questions_leave_before_the_index_shows_them(
    app: Flask, service: SearchService
) -> None:
    queues = AttributionQueues(service)
    queues.ready(60)
    append_corrections(
        service.settings.corpus_dir,
        [Correction("mill-2", 2, "“We will close mill 2 soon,” he said.", "Ana Ruiz")],
    )
    state = queues.state("doubtful", QueueFilter(below=0.9))
    assert (len(state.open_items), state.answered, state.total) == (3, 1, 4)
    assert invoke(app, "reindex")[0] == 0
    assert queues.ready(60)
    state = queues.state("doubtful", QueueFilter(below=0.9))
    assert (len(state.open_items), state.answered) == (3, 0)


def item(number: int) -> QueueItem:
    return QueueItem(f"a{number}", 1, "x", "X", "said", number / 100, "", None)


def test_editors_get_different_questions() -> None:
    items = [item(number) for number in range(40)]
    first = next_item(items, "ann", {"bo"}, ())
    second = next_item(items, "bo", {"ann"}, ())
    assert first is not None
    assert second is not None
    assert first != second
    assert next_item(items, "ann", {"ann"}, ()) == items[0]
    assert next_item([first], "bo", {"ann"}, ()) == first
    assert next_item([], "ann", (), ()) is None


def test_questions_that_were_put_off_come_last() -> None:
    items = [item(number) for number in range(3)]
    assert next_item(items, "ann", (), {items[0].hash}) == items[1]
    assert next_item(items[:1], "ann", (), {items[0].hash}) == items[0]


@pytest.mark.parametrize(
    ("name", "kind", "odd"),
    [
        ("Ana Ruiz", "person", False),
        ("Ludwig van den Berg", "person", False),
        ("Ali al-Khalifa al-Sabah", "person", False),
        ("Federal Savings and Loan Association of San Diego", "organization", False),
        ("E3", "organization", False),
        ("finance ministry", "organization", True),
        ("While Ana Ruiz", "person", True),
        ("Ana said Ruiz", "person", True),
        ("Ana 24", "person", True),
        ("--", "person", True),
        ("One of the many people who came here", "person", True),
        ("traders", "group", False),
    ],
)
def test_names_that_are_hardly_names_are_known(name: str, kind: SpeakerKind, *, odd: bool) -> None:
    assert looks_like_no_name(Speaker("x", name, kind)) is odd
