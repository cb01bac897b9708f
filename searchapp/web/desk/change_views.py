"""Pages of the desk about what was decided: the overview, the trace, its export, and undoing."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from searchapp.desk.name_pairs import PairQueue, undecided_pairs
from searchapp.desk.open_problems import open_problems
from searchapp.desk.questions import JudgementError
from searchapp.desk.queues import QueueFilter
from searchapp.editorial import EditorialError
from searchapp.editorial.change_log import CHANGES_FILE, Change, read_changes, undone_ids
from searchapp.engine.errors import NoIndexError
from searchapp.web.desk import conflict_views
from searchapp.web.desk.attribution_views import QUEUES, problem_of, status_of
from searchapp.web.desk.desk import Desk
from searchapp.web.desk.login import signed_in_name
from searchapp.web.desk.name_views import PAIR_QUEUES
from searchapp.web.desk.report_views import open_reports

_CHANGES_ON_PAGE = 50
_WAIT_SECONDS = 1.0


def overview(desk: Desk) -> str:
    """Answer ``GET /desk``: the queues, with how much is done."""
    is_ready = desk.queues.ready(_WAIT_SECONDS)
    states = [
        (name, title, desk.queues.state(name, QueueFilter()) if is_ready else None)
        for name, title in QUEUES.items()
    ]
    problems = open_problems(desk.service.settings)
    return desk.page(
        "overview.html",
        "queues",
        states=states,
        pairs=[(name, title, _count_pairs(desk, name)) for name, title in PAIR_QUEUES.items()],
        conflicts=(conflict_views.TITLE, len(conflict_views.open_conflicts(desk))),
        held=sum(problem.kind == "held" for problem in problems),
        unread=sum(problem.kind != "held" for problem in problems),
        reports=len(open_reports(desk)) if desk.service.settings.reports else None,
        pending=desk.pending_subjects(),
    )


def _count_pairs(desk: Desk, queue: PairQueue) -> int:
    """Return the number of open pairs of *queue*, none without an index."""
    try:
        return len(undecided_pairs(desk.service, queue))
    except NoIndexError:
        return 0


def changes(desk: Desk, problem: str = "") -> str:
    """Answer ``GET /desk/changes``: who decided what, the latest first."""
    every = read_changes(desk.service.settings.corpus_dir)
    wanted = request.args.get("who", "")
    shown = [change for change in reversed(every) if wanted in ("", change.who)]
    page = max(request.args.get("page", 1, type=int), 1)
    start = (page - 1) * _CHANGES_ON_PAGE
    return desk.page(
        "changes.html",
        "changes",
        changes=shown[start : start + _CHANGES_ON_PAGE],
        undone=undone_ids(every),
        by_id={change.id: change for change in every},
        pending=desk.pending_subjects(),
        editors=sorted({change.who for change in every}),
        who=wanted,
        page=page,
        total=len(shown),
        has_more=len(shown) > start + _CHANGES_ON_PAGE,
        problem=problem,
    )


def undo(desk: Desk) -> ResponseReturnValue:
    """Answer ``POST /desk/undo``: undo a change and return to where the editor was."""
    try:
        change = desk.recorder.undo(signed_in_name(), request.form.get("change", ""))
    except (JudgementError, EditorialError, OSError) as error:
        return changes(desk, problem_of(error)), status_of(error)
    desk.remember(change)
    return redirect(_return_url(), 303)


def _return_url() -> str:
    """Return the page of the desk that the form names, or the trace."""
    wanted = request.form.get("return", "")
    home = url_for(".desk")
    if wanted.startswith(f"{home}/") and "\\" not in wanted and "//" not in wanted:
        return wanted
    return url_for(".desk_changes")


def export(desk: Desk) -> Response:
    """Answer ``GET /desk/changes.jsonl``: the log as it is, one JSON object a line."""
    from msgspec.json import Encoder

    encode = Encoder().encode
    lines: list[Change] = read_changes(desk.service.settings.corpus_dir)
    response = Response(
        b"".join(encode(change) + b"\n" for change in lines), mimetype="application/x-ndjson"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{CHANGES_FILE}"'
    return response
