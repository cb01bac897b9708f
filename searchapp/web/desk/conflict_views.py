"""Page of quotes that are credited to different speakers: two paragraphs, and the answers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from searchapp.desk.questions import JudgementError
from searchapp.desk.queues import next_item
from searchapp.desk.quote_conflicts import (
    CONFLICT_ANSWERS,
    QuoteConflict,
    attribution_key,
    settle,
)
from searchapp.editorial import EditorialError
from searchapp.engine.errors import NoIndexError
from searchapp.models.trails import Appearance
from searchapp.quotes.alignment import changes
from searchapp.text_reuse.words import words_with_offsets
from searchapp.web.desk import forms
from searchapp.web.desk.attribution_views import active_editors, problem_of, status_of
from searchapp.web.desk.desk import Desk
from searchapp.web.desk.login import signed_in_name
from searchapp.web.desk.question_views import QuestionView, question_view
from searchapp.web.presenters import urls
from searchapp.web.presenters.quotes import Stretch, stretches

TITLE = "Quotes credited to different speakers"


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A conflict as the page shows it: both paragraphs, and the words of both.

    ``difference`` is the second wording with its differences from the first.
    """

    conflict: QuoteConflict
    sides: tuple[QuestionView, QuestionView]
    difference: list[Stretch]
    trail_url: str

    @property
    def has_difference(self) -> bool:
        """Whether the words are not the same."""
        return any(stretch.change for stretch in self.difference)


def open_conflicts(desk: Desk) -> list[QuoteConflict]:
    """Return the open conflicts, none without an index. Raises ``EditorialError``."""
    try:
        return desk.conflicts.open_conflicts()
    except NoIndexError:
        return []


def conflicts(desk: Desk) -> ResponseReturnValue:
    """Answer ``/desk/conflicts``: the next conflict, and the answer to one."""
    if request.method != "POST":
        return _page(desk)
    chosen = request.form.get("conflict", "")
    try:
        if request.form.get("answer") == "later":
            forms.put_off(chosen)
        else:
            _settle(desk, chosen)
    except (JudgementError, EditorialError, OSError) as error:
        return _page(desk, problem_of(error)), status_of(error)
    return redirect(url_for(".desk_conflicts"), 303)


def _settle(desk: Desk, chosen: str) -> None:
    """Record the answer of the form. Raises ``JudgementError`` where it has none."""
    answer = next((a for a in CONFLICT_ANSWERS if a == request.form.get("answer")), None)
    if answer is None:
        raise JudgementError("The form has no answer.")
    conflict = next((c for c in open_conflicts(desk) if c.hash == chosen), None)
    states = request.form.get("state1", ""), request.form.get("state2", "")
    desk.remember(settle(desk.recorder, signed_in_name(), conflict, answer, states))


def _page(desk: Desk, problem: str = "") -> str:
    waiting = open_conflicts(desk)
    return desk.page(
        "conflicts.html",
        "queues",
        title=TITLE,
        view=_next_view(desk, waiting),
        total=len(waiting),
        put_off=len(forms.put_off_hashes().intersection(c.hash for c in waiting)),
        last=desk.last_change(),
        problem=problem,
    )


def _next_view(desk: Desk, waiting: list[QuoteConflict]) -> ConflictView | None:
    """Return the next conflict whose paragraphs the index still has."""
    items = list(waiting)
    while item := next_item(items, signed_in_name(), active_editors(desk), forms.put_off_hashes()):
        try:
            return _conflict_view(desk, item)
        except JudgementError:
            items.remove(item)
    return None


def _conflict_view(desk: Desk, conflict: QuoteConflict) -> ConflictView:
    """Return the view model of *conflict*. Raises ``JudgementError`` where it has changed."""
    first, second = conflict.first.passage, conflict.second.passage
    first_words, second_words = words_with_offsets(first), words_with_offsets(second)
    return ConflictView(
        conflict,
        (_side(desk, conflict.first), _side(desk, conflict.second)),
        stretches(second, changes(second_words, second, first_words, first)),
        urls.trail_url(conflict.trail.id),
    )


def _side(desk: Desk, appearance: Appearance) -> QuestionView:
    key = attribution_key(appearance)
    question = key.question(desk.service.article(key.article_id))
    return question_view(question, desk.recorder.state(question), appearance.spans)
