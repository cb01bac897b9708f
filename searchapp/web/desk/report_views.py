"""Reports from readers: the public form, which needs no account, and the editors' queue."""

from __future__ import annotations

from http import HTTPStatus

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from searchapp.desk.questions import JudgementError
from searchapp.editorial import EditorialError
from searchapp.editorial.change_log import read_changes, undone_ids
from searchapp.editorial.reader_reports import (
    MAX_TEXT_CHARACTERS,
    ReaderReport,
    ReportsFullError,
    append_report,
    read_reports,
)
from searchapp.models.articles import paragraph_id
from searchapp.models.search import SearchRequest
from searchapp.web.desk.attribution_views import problem_of, status_of
from searchapp.web.desk.desk import Desk
from searchapp.web.desk.login import signed_in_name
from searchapp.web.middleware.errors import paragraph_not_found
from searchapp.web.middleware.rate_limit import client_network
from searchapp.web.presenters import urls
from searchapp.web.presenters.translation import gettext

_HONEYPOT = "website"
"""A field that people do not see, and programs fill in."""

_REPORTS_ON_PAGE = 50
_MAX_FORM_BYTES = 20_000


def report(desk: Desk, article_id: str, number: int) -> ResponseReturnValue:
    """Answer ``/articles/ID/paragraphs/N/report``: the form, and the report that it sends."""
    context = desk.service.context(article_id, number, 0)
    if context is None:
        paragraph_not_found(desk.service, article_id, number)
    sent, problem, status = False, "", HTTPStatus.OK
    text = ""
    if request.method == "POST":
        if (request.content_length or 0) > _MAX_FORM_BYTES:
            abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        text = request.form.get("text", "").strip()[:MAX_TEXT_CHARACTERS]
        problem, status = _receive(desk, paragraph_id(article_id, number), text)
        sent = not problem
    page = render_template(
        "searchapp/report.html",
        q="",
        hit=context.paragraph,
        paragraph_url=urls.HitUrls(SearchRequest()).paragraph(article_id, number),
        text=text,
        most=MAX_TEXT_CHARACTERS,
        sent=sent,
        problem=problem,
    )
    return page, status


def _receive(desk: Desk, paragraph: str, text: str) -> tuple[str, HTTPStatus]:
    """Store the report of the form; return what is wrong with it, if anything, and the status."""
    if not text:
        return gettext("Say what is wrong first."), HTTPStatus.BAD_REQUEST
    if request.form.get(_HONEYPOT):
        return "", HTTPStatus.OK  # A program must not learn that its report was dropped.
    if desk.accounts.is_reporting_limited(client_network(request.remote_addr or "")):
        message = gettext("Too many reports have been sent. Try again in an hour.")
        return message, HTTPStatus.TOO_MANY_REQUESTS
    speaker = " ".join(request.form.get("speaker", "").split())[:200]
    try:
        append_report(desk.service.settings.corpus_dir, paragraph, text, speaker)
    except ReportsFullError:
        message = gettext("Too many reports have been sent. Try again in an hour.")
        return message, HTTPStatus.TOO_MANY_REQUESTS
    except (EditorialError, OSError):
        message = gettext("The report could not be stored. Try again later.")
        return message, HTTPStatus.SERVICE_UNAVAILABLE
    return "", HTTPStatus.OK


def open_reports(desk: Desk) -> list[ReaderReport]:
    """Return the reports that no editor has dealt with. Raises ``EditorialError``."""
    folder = desk.service.settings.corpus_dir
    changes = read_changes(folder)
    undone = undone_ids(changes)
    done = {c.subject for c in changes if c.action == "report" and c.id not in undone}
    return [report for report in read_reports(folder) if _subject(report) not in done]


def _subject(report: ReaderReport) -> str:
    return f"report {report.id} on {report.paragraph}"


def reports(desk: Desk) -> ResponseReturnValue:
    """Answer ``/desk/reports``: the reports of readers; each is settled or turned down."""
    waiting = open_reports(desk)
    if request.method != "POST":
        return _reports_page(desk, waiting)
    chosen = request.form.get("report", "")
    answer = request.form.get("answer", "")
    try:
        found = next((report for report in waiting if report.id == chosen), None)
        if found is None or answer not in ("settled", "turned down"):
            raise JudgementError("The report is not open any more.")
        desk.remember(desk.recorder.note(signed_in_name(), "report", _subject(found), answer))
    except (JudgementError, EditorialError, OSError) as error:
        return _reports_page(desk, waiting, problem_of(error)), status_of(error)
    return redirect(url_for(".desk_reports"), 303)


def _reports_page(desk: Desk, waiting: list[ReaderReport], problem: str = "") -> str:
    return desk.page(
        "reports.html",
        "queues",
        reports=waiting[:_REPORTS_ON_PAGE],
        total=len(waiting),
        last=desk.last_change(),
        problem=problem,
    )
