"""Unknown parameters of a request: checked before the view, noted in its response."""

from __future__ import annotations

from functools import wraps

from flask import g, request
from flask.typing import ResponseReturnValue

from searchapp.api_models.unknown_parameters import check_parameters
from searchapp.models.search import Notice
from searchapp.web.middleware.hosts_cors import View


def checked(view: View, known: frozenset[str]) -> View:
    """Return *view* for requests whose parameters are *known*.

    A request with others gets notices of them, or with ``strict=1`` raises ``ParameterError``.
    """

    @wraps(view)
    def answer(*args: object, **kwargs: object) -> ResponseReturnValue:
        g.searchapp_notices = tuple(check_parameters(request.args.items(multi=True), known))
        return view(*args, **kwargs)

    return answer


def unknown_parameters() -> tuple[Notice, ...]:
    """Return the notices of the request's unknown parameters."""
    notices: tuple[Notice, ...] = g.get("searchapp_notices", ())
    return notices
