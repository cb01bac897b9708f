"""Choice of a page's language: from its URL, the setting, or ``Accept-Language``."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Flask, Response, g, request

from searchapp.search.service import SearchService
from searchapp.web.middleware.errors import for_program
from searchapp.web.presenters.languages import ENGLISH, Language, language_of
from searchapp.web.presenters.translation import (
    PARAMETER,
    current_language,
    restore_language,
    set_language,
)


def register(scaffold: Flask | Blueprint, service: SearchService) -> None:
    """Choose a language for the requests of *scaffold*."""
    scaffold.before_request(partial(_choose_language, service))
    scaffold.teardown_request(restore_language)


def _choose_language(service: SearchService) -> None:
    """Set the language of the page that is requested; English for programs.

    A language of the URL that has no catalogue is ignored. The language is loaded here, before
    the time of the request is limited.
    """
    g.searchapp_language_negotiated = False
    named = language_of(request.args.get(PARAMETER, ""))
    if for_program():
        set_language(ENGLISH, in_links=False)
    elif named is not None:
        set_language(named, in_links=True)
    elif service.settings.language:
        set_language(language_of(service.settings.language) or ENGLISH, in_links=False)
    else:
        g.searchapp_language_negotiated = True
        set_language(_preferred_language(), in_links=False)
    current_language().load()


def _preferred_language() -> Language:
    """Return the first language of ``Accept-Language`` that has a catalogue, else English.

    Lookup as RFC 4647 describes it, section 3.4, with a catalogue standing for its whole
    language: Werkzeug's ``best_match`` prefers the English in ``zh-CN, en;q=0.5``.
    """
    for tag, quality in request.accept_languages:
        language = language_of(tag) if quality > 0 else None
        if language is not None:
            return language
    return ENGLISH


def with_language_headers(response: Response) -> Response:
    """Let caches keep a page apart by ``Accept-Language`` where that chose its language."""
    if response.mimetype == "text/html" and g.get("searchapp_language_negotiated", False):
        response.vary.add("Accept-Language")
    return response
