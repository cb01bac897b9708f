"""Routes of the desk, which an application has only where ``SEARCHAPP_EDITORS`` is set."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from searchapp.editorial import EditorialError
from searchapp.web.desk import (
    attribution_views,
    change_views,
    conflict_views,
    login,
    name_views,
    problem_views,
    report_views,
)
from searchapp.web.desk.desk import Desk
from searchapp.web.desk.sessions import PATH
from searchapp.web.middleware.hosts_cors import ALL_METHODS, limited_to, methods_of

View = Callable[..., ResponseReturnValue]

ROUTES: tuple[tuple[str, str, View], ...] = (
    ("", "desk", change_views.overview),
    ("/queues/<queue>", "desk_queue", attribution_views.queue),
    (
        "/articles/<article_id>/paragraphs/<int(max=9999999):number>",
        "desk_paragraph",
        attribution_views.paragraph,
    ),
    ("/names/<queue>", "desk_names", name_views.names),
    ("/conflicts", "desk_conflicts", conflict_views.conflicts),
    ("/removals", "desk_removals", problem_views.removals),
    ("/unreadable", "desk_unreadable", problem_views.unreadable),
    ("/changes", "desk_changes", change_views.changes),
    ("/changes.jsonl", "desk_export", change_views.export),
    ("/undo", "desk_undo", change_views.undo),
)
"""Path below the desk, endpoint and view. ``hosts_cors`` lists the endpoints that take POST."""

REPORT_ROUTES: tuple[tuple[str, str, View], ...] = (
    (
        "/articles/<article_id>/paragraphs/<int(max=9999999):number>/report",
        "report",
        report_views.report,
    ),
    (f"{PATH}/reports", "desk_reports", report_views.reports),
)
"""Path, endpoint and view of what ``SEARCHAPP_REPORTS`` adds; the first is public."""

ACCOUNT_ROUTES: tuple[tuple[str, str, View], ...] = (
    ("/login", login.LOGIN, login.login),
    ("/logout", "desk_logout", login.logout),
)


def register_desk(blueprint: Blueprint, desk: Desk) -> None:
    """Add the routes of *desk* to *blueprint*, and the check of each of their requests."""
    for rule, endpoint, view in ROUTES:
        _add(blueprint, f"{PATH}{rule}", endpoint, _bound(view, desk))
    for rule, endpoint, view in ACCOUNT_ROUTES:
        _add(blueprint, f"{PATH}{rule}", endpoint, _bound(view, desk.accounts))
    if desk.service.settings.reports:
        for rule, endpoint, view in REPORT_ROUTES:
            _add(blueprint, rule, endpoint, _bound(view, desk))
    blueprint.before_request(partial(login.check_request, desk.accounts))
    blueprint.after_request(login.without_caching)


def _bound(view: View, first: object) -> View:
    """Return *view* with its first argument; an invalid editorial file is answered with 503."""

    @wraps(view)
    def answer(*args: object, **kwargs: object) -> ResponseReturnValue:
        try:
            return view(first, *args, **kwargs)
        except EditorialError as error:
            abort(503, str(error))

    return answer


def _add(blueprint: Blueprint, rule: str, endpoint: str, view: View) -> None:
    blueprint.add_url_rule(
        rule,
        endpoint,
        limited_to(methods_of(endpoint), view),
        methods=ALL_METHODS,
        provide_automatic_options=False,
    )
