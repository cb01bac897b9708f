"""Page of the quote check: a form for a text or a file, and the report."""

from __future__ import annotations

from flask import abort, render_template, request
from werkzeug.datastructures import FileStorage

from searchapp.quotes import QuoteChecker
from searchapp.search.service import SearchService
from searchapp.web.presenters.quotes import report_view
from searchapp.web.presenters.translation import gettext

_MAX_BYTES_PER_CHARACTER = 4
_FORM_BYTES = 10_000


def check(service: SearchService) -> str:
    """Answer ``/check``: the form, and for a text that is sent with it, the report.

    Nothing of the text is stored.
    """
    most = service.settings.max_check_characters
    text = _text(most) if request.method == "POST" else request.args.get("q", "")
    report = QuoteChecker(service).check(text) if text.strip() else None
    return render_template(
        "searchapp/check.html",
        q="",
        text=text,
        most=most,
        empty=request.method == "POST" and report is None,
        report=report_view(report) if report else None,
    )


def _text(most: int) -> str:
    """Return the text of the file that was uploaded, or that of the form."""
    size = request.content_length
    if size is None or size > most * _MAX_BYTES_PER_CHARACTER + _FORM_BYTES:
        abort(
            413,
            gettext(
                "The text is too long: at most %(most)s characters are checked at a time.",
                most=most,
            ),
        )
    uploaded: FileStorage | None = request.files.get("file")
    if uploaded is not None and uploaded.filename:
        try:
            content: bytes = uploaded.read()
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            abort(400, gettext("The file is not plain text in UTF-8."))
    return str(request.form.get("text", ""))
