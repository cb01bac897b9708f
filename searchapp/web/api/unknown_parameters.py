"""Unknown parameters of a request: checked before the view, noted in its response."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import wraps

from flask import g, request
from flask.typing import ResponseReturnValue

from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.parameters import STRICT
from searchapp.models.search import Notice
from searchapp.web.middleware.hosts_cors import View

_TRACKING = re.compile("utm_.*|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|yclid")
"""Parameters that mailing lists, advertisements and social networks append to links.

They are ignored, even where a request is strict."""

_COMMON_MISTAKES = {"query": "q", "search": "q", "text": "q", "size": "limit", "per_page": "limit"}


def checked(view: View, known: frozenset[str]) -> View:
    """Return *view* for requests whose parameters are *known*.

    A request with others gets notices of them, or with ``strict=1`` raises ``ParameterError``.
    """

    @wraps(view)
    def answer(*args: object, **kwargs: object) -> ResponseReturnValue:
        g.searchapp_notices = tuple(_check_parameters(request.args.items(multi=True), known))
        return view(*args, **kwargs)

    return answer


def unknown_parameters() -> tuple[Notice, ...]:
    """Return the notices of the request's unknown parameters."""
    notices: tuple[Notice, ...] = g.get("searchapp_notices", ())
    return notices


def _unknown(names: Iterable[str], known: Iterable[str]) -> list[str]:
    known = {*known, STRICT.name}
    return [
        name for name in dict.fromkeys(names) if name not in known and not _TRACKING.fullmatch(name)
    ]


def _notice(name: str, known: Iterable[str]) -> Notice:
    known = sorted({*known, STRICT.name})
    nearest = [_COMMON_MISTAKES.get(name, ""), *get_close_matches(name, known, 1)]
    meant = next((candidate for candidate in nearest if candidate in known), None)
    hint = f"did you mean {meant!r}?" if meant else f"the parameters are {', '.join(known)}."
    message = f"The parameter {name[:60]!r} does not exist and was ignored; {hint}"
    return Notice("unknown_parameter", message, 0, 0)


def _check_parameters(pairs: Iterable[tuple[str, str]], known: Iterable[str]) -> list[Notice]:
    """Return a notice of each parameter of *pairs* that is not among *known*.

    It names the nearest known one. Raises ``ParameterError`` for the first of them where
    *pairs* have ``strict=1``.
    """
    pairs, known = list(pairs), tuple(known)
    strict = [STRICT.parse(name, value) for name, value in pairs if name == STRICT.name and value]
    unknown = _unknown((name for name, _ in pairs), known)
    if any(strict) and unknown:
        value = next(value for name, value in pairs if name == unknown[0])
        raise ParameterError(unknown[0][:60], value, _notice(unknown[0], known).message)
    return [_notice(name, known) for name in unknown]
