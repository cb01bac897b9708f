"""Pages of what the last run left open: removals held back, and files that were not read."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from searchapp.desk.open_problems import OpenProblem, open_problems
from searchapp.desk.questions import JudgementError
from searchapp.editorial import EditorialError
from searchapp.engine.errors import EngineError
from searchapp.web.desk.attribution_views import problem_of, status_of
from searchapp.web.desk.desk import Desk
from searchapp.web.desk.login import signed_in_name

PROBLEMS_ON_PAGE = 50


def removals(desk: Desk) -> ResponseReturnValue:
    """Answer ``/desk/removals``: articles whose files are gone; those marked are removed."""
    if request.method != "POST":
        return _page(desk, "removals.html", _held(desk))
    try:
        article_ids = request.form.getlist("article")[:PROBLEMS_ON_PAGE]
        if not article_ids:
            raise JudgementError("Mark the articles to remove first.")
        desk.remember(desk.recorder.remove(signed_in_name(), article_ids)[-1])
    except (JudgementError, EditorialError, EngineError, OSError) as error:
        page = _page(desk, "removals.html", _held(desk), problem_of(error))
        return page, status_of(error)
    return redirect(url_for(".desk_removals"), 303)


def unreadable(desk: Desk) -> ResponseReturnValue:
    """Answer ``/desk/unreadable``: what could not be read; a problem can be marked as seen."""
    if request.method != "POST":
        return _page(desk, "unreadable.html", _unread(desk))
    subject = request.form.get("subject", "")
    try:
        if all(problem.subject != subject for problem in _unread(desk)):
            raise JudgementError("The problem is not open any more.")
        desk.remember(desk.recorder.note(signed_in_name(), "seen", subject, "seen"))
    except (JudgementError, EditorialError, OSError) as error:
        page = _page(desk, "unreadable.html", _unread(desk), problem_of(error))
        return page, status_of(error)
    return redirect(url_for(".desk_unreadable"), 303)


def _held(desk: Desk) -> list[OpenProblem]:
    return [p for p in open_problems(desk.service.settings) if p.kind == "held"]


def _unread(desk: Desk) -> list[OpenProblem]:
    return [p for p in open_problems(desk.service.settings) if p.kind != "held"]


def _page(desk: Desk, template: str, problems: list[OpenProblem], problem: str = "") -> str:
    return desk.page(
        template,
        "queues",
        problems=problems[:PROBLEMS_ON_PAGE],
        total=len(problems),
        last=desk.last_change(),
        problem=problem,
    )
