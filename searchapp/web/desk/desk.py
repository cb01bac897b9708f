"""The desk of one application: its logins, its queues, and the recorder of decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, render_template, session

from searchapp.desk.decisions import DecisionRecorder
from searchapp.desk.publisher import Publisher
from searchapp.desk.queues import AttributionQueues
from searchapp.desk.quote_conflicts import ConflictQueue
from searchapp.editorial.change_log import Change, read_changes, undone_ids
from searchapp.editorial.pending import PendingDecisions
from searchapp.search.service import SearchService
from searchapp.settings import SettingError
from searchapp.web.desk.accounts import Accounts
from searchapp.web.desk.login import current_editor

_LAST_CHANGE = "last"


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change of this session, for a note above the next question.

    ``pending`` is true while readers do not see it yet.
    """

    change: Change
    pending: bool
    undone: bool


class Desk:
    """The parts of the desk over *service*, which its views take. Raises ``SettingError``."""

    def __init__(self, app: Flask, service: SearchService) -> None:
        self.service = service
        self.accounts = Accounts(app, service.settings)
        self.publisher = Publisher(service.settings, service)
        self.recorder = DecisionRecorder(service, self.publisher)
        self.queues = AttributionQueues(service)
        self.conflicts = ConflictQueue(service)
        self._pending = PendingDecisions(service.settings.index_dir)

    def pending_subjects(self) -> frozenset[str]:
        """Return the subjects of decisions that readers do not see yet, and publish those."""
        subjects = frozenset(decision.subject for decision in self._pending.decisions())
        if subjects:
            self.publisher.wake()
        return subjects

    def remember(self, change: Change) -> None:
        """Let the next page of this session offer to undo *change*."""
        session[_LAST_CHANGE] = change.id

    def last_change(self) -> LastChange | None:
        """Return the change that this session made last, or None."""
        change_id = session.get(_LAST_CHANGE)
        if not change_id:
            return None
        changes = read_changes(self.service.settings.corpus_dir)
        change = next((c for c in reversed(changes) if c.id == change_id), None)
        if change is None:
            return None
        pending = change.subject in self.pending_subjects()
        return LastChange(change, pending, change_id in undone_ids(changes))

    def page(self, template: str, section: str, **variables: Any) -> str:
        """Render a page of the desk; *section* is the entry of its navigation."""
        return render_template(
            f"searchapp/desk/{template}",
            q="",
            editor=current_editor(),
            section=section,
            publishing_problem=self.publisher.problem,
            **variables,
        )


def open_desk(app: Flask, service: SearchService) -> Desk | None:
    """Return the desk of *app*, or None where the settings ask for none.

    Raises ``SettingError`` where they cannot be used.
    """
    settings = service.settings
    if settings.editors is not None:
        return Desk(app, service)
    if settings.reports:
        raise SettingError("SEARCHAPP_REPORTS needs SEARCHAPP_EDITORS: somebody has to read them.")
    return None
