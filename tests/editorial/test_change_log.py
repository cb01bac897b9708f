"""The log of changes and the journal of pending decisions survive what processes leave behind."""

import datetime
from pathlib import Path

from searchapp.editorial.change_log import (
    CHANGES_FILE,
    Change,
    append_change,
    new_change_id,
    read_changes,
    undone_ids,
)
from searchapp.editorial.pending import PENDING_FILE, PendingDecisions

NOON = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)


def change(number: int, **values: str) -> Change:
    return Change(f"c{number}", NOON, "ann", "correct", f"a#p{number}", **values)  # type: ignore[arg-type]


def test_changes_are_read_in_the_order_in_which_they_were_made(tmp_path: Path) -> None:
    changes = [change(1, answer="right"), change(2), change(3, undoes="c1")]
    for one in changes:
        append_change(tmp_path, one)
    assert read_changes(tmp_path) == changes
    assert undone_ids(changes) == {"c1"}


def test_a_line_that_a_killed_process_left_unfinished_costs_only_itself(tmp_path: Path) -> None:
    append_change(tmp_path, change(1))
    path = tmp_path / CHANGES_FILE
    path.write_bytes(path.read_bytes() + b'{"id": "half')
    append_change(tmp_path, change(2))
    assert [c.id for c in read_changes(tmp_path)] == ["c1", "c2"]


def test_ids_of_changes_sort_by_time() -> None:
    later = NOON + datetime.timedelta(seconds=1)
    assert new_change_id(NOON) < new_change_id(later)
    assert new_change_id(NOON) != new_change_id(NOON)


def test_the_journal_loses_only_what_was_published(tmp_path: Path) -> None:
    journal = PendingDecisions(tmp_path / "index")
    assert journal.decisions() == []
    first = journal.add("a#p1", "a")
    second = journal.add("b", "b", removed=True)
    journal.discard([first])
    assert journal.decisions() == [second]
    path = tmp_path / "index" / PENDING_FILE
    path.write_text(path.read_text() + "{not JSON\n")
    assert journal.decisions() == [second]
