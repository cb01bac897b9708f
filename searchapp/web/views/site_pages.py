"""Pages about the site itself: help, "About" and the icon."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from flask import Response, abort, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from searchapp.engine.errors import EngineError
from searchapp.models.analytics import SpeakersRequest
from searchapp.search.service import SearchService
from searchapp.web.presenters.help_pages import OVERVIEW, help_page, image_path, page_names
from searchapp.web.presenters.translation import gettext, language_pairs
from searchapp.web.presenters.urls import with_language

_ICON = Path(__file__).parents[1] / "static" / "favicon.ico"


def _site_url() -> str:
    return url_for(".home").rstrip("/")


def help_overview(_service: SearchService) -> str:
    """Answer ``GET /help``."""
    return _help(OVERVIEW)


def help_topic(_service: SearchService, name: str) -> ResponseReturnValue:
    """Answer ``GET /help/NAME`` with a page of the documentation, or one of its images."""
    if name == OVERVIEW:
        return redirect(with_language(url_for(".help")))
    image = image_path(name)
    if image is not None:
        return send_file(image, mimetype="image/svg+xml", conditional=True, max_age=86_400)
    if name not in page_names():
        message = gettext(
            "There is no help page %(name)s. The overview lists all pages.", name=repr(name[:80])
        )
        abort(404, message)
    return _help(name)


def _help(name: str) -> str:
    query = urlencode(language_pairs())
    pages = [help_page(other, _site_url(), query) for other in page_names()]
    page = help_page(name, _site_url(), query)
    return render_template("searchapp/help.html", page=page, pages=pages, q="")


def about(service: SearchService) -> str:
    """Answer ``GET /about``; without an index the page has no counts."""
    try:
        speakers = service.speakers(SpeakersRequest(limit=1)).total
    except EngineError:
        speakers = 0
    return render_template("searchapp/about.html", speakers=speakers, q="")


def icon(_service: SearchService) -> Response:
    """Answer ``GET /favicon.ico``, which clients ask for that read no HTML."""
    return send_file(_ICON, mimetype="image/x-icon", conditional=True, max_age=86_400)
