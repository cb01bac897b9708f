"""Pages about the site itself: help and "About", and the files for crawlers."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from searchapp.search.service import SearchService
from searchapp.web.presenters.help_pages import OVERVIEW, help_page, page_names


def _site_url() -> str:
    return url_for(".home").rstrip("/")


def help_overview(_service: SearchService) -> str:
    """Answer ``GET /help``."""
    return _help(OVERVIEW)


def help_topic(_service: SearchService, name: str) -> ResponseReturnValue:
    """Answer ``GET /help/NAME`` with a page of the documentation."""
    if name == OVERVIEW:
        return redirect(url_for(".help"))
    if name not in page_names():
        abort(404, f"There is no help page {name!r}. The overview lists all pages.")
    return _help(name)


def _help(name: str) -> str:
    pages = [help_page(other, _site_url()) for other in page_names()]
    page = help_page(name, _site_url())
    return render_template("searchapp/help.html", page=page, pages=pages, q="")
