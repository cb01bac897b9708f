"""Translation of the interface: gettext in the language of the page.

A request without a language, such as one to the API, gets English.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Blueprint, g, request
from markupsafe import Markup, escape

from searchapp.common.messages import LIST_SEPARATOR, Message, Month, filled
from searchapp.web.presenters.languages import ENGLISH, LANGUAGES, Language

PARAMETER = "lang"
"""The parameter of pages that chooses the language; links of the page keep it."""


class _Choice(NamedTuple):
    """The language of a page, and the parameter with which its links carry it."""

    language: Language
    pairs: tuple[tuple[str, str], ...] = ()


_NO_CHOICE = _Choice(ENGLISH)

# A page asks for its language some three hundred times, and ``flask.g`` takes a microsecond.
_choice: ContextVar[_Choice] = ContextVar("searchapp_language", default=_NO_CHOICE)


def set_language(language: Language, *, in_links: bool) -> None:
    """Set the language of the request's page, and whether its links carry it."""
    token = _choice.set(_Choice(language, ((PARAMETER, language.tag),) if in_links else ()))
    g.setdefault("searchapp_language_before", token)


def restore_language(_error: BaseException | None = None) -> None:
    """Restore the language from before the request."""
    token = g.pop("searchapp_language_before", None)
    if token is not None:
        _choice.reset(token)


def current_language() -> Language:
    """Return the language of the page."""
    return _choice.get().language


def language_pairs() -> tuple[tuple[str, str], ...]:
    """Return the language as a parameter of links and forms; empty unless the URL names it."""
    return _choice.get().pairs


def gettext(msgid: str, **values: Any) -> str:
    """Return *msgid* in the language of the page, with *values* as it writes them."""
    return _filled(current_language().gettext(msgid), values)


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """Return the form for *num* in the language of the page; ``%(num)s`` is *num*."""
    template = current_language().ngettext(singular, plural, num)
    return _filled(template, {"num": num, **values})


def translated(text: str) -> str:
    """Return *text* in the language of the page if it is a ``Message``, else unchanged."""
    if not isinstance(text, Message):
        return text
    return _filled(current_language().gettext(text.msgid), text.values)


def _filled(template: str, values: Any) -> str:
    return filled(template, values, _value)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return translated(value)
    if isinstance(value, tuple) and not isinstance(value, Month):
        return gettext(LIST_SEPARATOR).join(map(_value, value))
    return current_language().value(value)


def _escaped(value: Any) -> str:
    return str(escape(value if hasattr(value, "__html__") else _value(value)))


def markup_gettext(msgid: str, **values: Any) -> Markup:
    """Return ``gettext`` as HTML: *msgid* may have tags, and *values* are escaped."""
    if not values:
        return _constant_markup(current_language(), msgid)
    return Markup(filled(current_language().gettext(msgid), values, _escaped))  # noqa: S704 # nosec B704


@lru_cache(maxsize=4096)
def _constant_markup(language: Language, msgid: str) -> Markup:
    """Return a text without values as HTML; templates have some five hundred."""
    return Markup(language.gettext(msgid))  # noqa: S704 # nosec B704


def markup_ngettext(singular: str, plural: str, num: int, **values: Any) -> Markup:
    """Return ``ngettext`` as HTML: the forms may have tags, and *values* are escaped."""
    template = current_language().ngettext(singular, plural, num)
    return Markup(filled(template, {"num": num, **values}, _escaped))  # noqa: S704 # nosec B704


def language_field() -> Markup:
    """Return the hidden field with which a GET form keeps the language of the URL."""
    fields = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup("").join(fields.format(name, tag) for name, tag in language_pairs())


def language_choices() -> list[tuple[Language, str]]:
    """Return each language with the URL of this page in it, relative to its path."""
    query = query_without_language()
    before = f"?{query}&" if query else "?"
    return [(language, f"{before}{PARAMETER}={language.tag}") for language in LANGUAGES]


def query_without_language() -> str:
    """Return the query string of the request without the language."""
    pairs = request.query_string.decode("utf-8", "replace").split("&")
    return "&".join(pair for pair in pairs if pair and pair.partition("=")[0] != PARAMETER)


def register(blueprint: Blueprint) -> None:
    """Register the functions for templates, with names of their own in a host's Jinja."""
    for name, function in (
        ("gettext", markup_gettext),
        ("ngettext", markup_ngettext),
        ("language", current_language),
        ("languages", language_choices),
        ("language_field", language_field),
        ("query_string", query_without_language),
    ):
        blueprint.add_app_template_global(function, f"searchapp_{name}")
    blueprint.add_app_template_filter(translated, "searchapp_translated")
