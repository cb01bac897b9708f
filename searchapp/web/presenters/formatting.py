"""Template filters for numbers, dates and URLs."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, request, url_for

from searchapp.common.markup import mark
from searchapp.common.messages import N_
from searchapp.models.articles import QuotationType, SpeakerKind
from searchapp.models.intervals import Interval
from searchapp.web.presenters.translation import current_language, gettext
from searchapp.web.presenters.urls import page_url, resource_url, with_language

_KINDS: dict[SpeakerKind, str] = {
    "person": N_("Person"),
    "organization": N_("Organization"),
    "group": N_("Group"),
    "unnamed": N_("Unnamed source"),
    "document": N_("Document"),
}
_KINDS_AFTER_NAMES: dict[SpeakerKind, str] = {
    "person": N_("person"),
    "organization": N_("organization"),
    "group": N_("group"),
    "unnamed": N_("unnamed source"),
    "document": N_("document"),
}
_QUOTATIONS: dict[QuotationType, str] = {
    "direct": N_("quoted"),
    "mixed": N_("partly quoted"),
    "indirect": N_("paraphrased"),
}
_PLURAL_KINDS: dict[SpeakerKind, str] = {
    "person": N_("People"),
    "organization": N_("Organizations"),
    "group": N_("Groups"),
    "unnamed": N_("Unnamed sources"),
    "document": N_("Documents"),
}
_DATE_EVIDENCE = {
    "date line": N_("date line"),
    "file name": N_("file name"),
    "page text": N_("page text"),
}
"""What dates are taken from; a field of a file is called by its own name."""
_NOT_PAGES = ("api_", "feed", "json_feed", "oembed", "opensearch", "static", "embed_script")
"""Prefixes of the endpoints whose URLs carry no language."""
_SHORT_CHARACTERS = 90
"""A longer name or role is cut at a word; the rest is shown on demand."""


def thousands(number: int) -> str:
    """Return *number* with thousands separators: ``102,017``."""
    return current_language().number(number)


def long_date(date: datetime.date) -> str:
    """Return *date* in words: ``10 March 2023``."""
    return current_language().date(date)


def interval_label(start: datetime.date, interval: Interval) -> str:
    """Return the label of an interval: ``March 2023``."""
    if interval == "decade":
        decade = f"{start.year // 10}0"
        return gettext("%(decade)ss", decade=decade)
    return current_language().interval(start, interval)


def moment(time: datetime.datetime) -> str:
    """Return *time* in UTC, to the minute."""
    clock = f"{time:%H:%M}"
    return gettext("%(date)s, %(time)s UTC", date=time.date(), time=clock)


def moment_of(seconds: int) -> str:
    """Return a Unix time in *seconds* as UTC, to the minute."""
    return moment(datetime.datetime.fromtimestamp(seconds, datetime.UTC))


def percent(confidence: float) -> str:
    """Return *confidence* (0 to 1) as a percentage, at most 99."""
    return current_language().percent(min(99, round(confidence * 100)) / 100)


def share(part: float) -> str:
    """Return *part* (0 to 1) as a percentage, with a decimal where it is below 1%."""
    return current_language().percent(part, decimals=1 if 0 < part < 0.01 else 0)


def enumeration(names: Iterable[str]) -> str:
    """Return *names* as a list in a sentence: ``Bush, Reagan and Volcker``."""
    return current_language().enumeration(tuple(names))


def kind_label(kind: SpeakerKind) -> str:
    """Return what a kind of speaker is called."""
    return gettext(_KINDS[kind])


def kind_after_name(kind: SpeakerKind) -> str:
    """Return what a kind of speaker is called after the speaker's name."""
    return gettext(_KINDS_AFTER_NAMES[kind])


def plural_kind_label(kind: SpeakerKind) -> str:
    """Return what several speakers of a kind are called."""
    return gettext(_PLURAL_KINDS[kind])


def quotation_label(quotation: QuotationType) -> str:
    """Return the label of a quotation type."""
    return gettext(_QUOTATIONS[quotation])


def date_evidence(evidence: str) -> str:
    """Return what a date was taken from."""
    kind, _, name = evidence.partition(" ")
    if kind == "field":
        return gettext("field %(name)s", name=name)
    return gettext(_DATE_EVIDENCE.get(evidence, evidence))


def cut_long(text: str, most: int = _SHORT_CHARACTERS) -> tuple[str, str]:
    """Return up to *most* characters of a name or role, cut at a word, and the rest of it."""
    if len(text) <= most:
        return text, ""
    start = text[:most].rsplit(" ", 1)[0]
    return start, text[len(start) :]


def register(blueprint: Blueprint, paths: Mapping[str, str]) -> None:
    """Register the filters, prefixed with ``searchapp_``, for the templates of *blueprint*.

    The global ``searchapp_url`` builds URLs of the Blueprint that handles the request, or of
    *blueprint* for an error outside of any. *paths* are those of endpoints without values,
    below the home page.
    """

    def address(endpoint: str, **values: Any) -> str:
        if endpoint in paths and not values and request.blueprint:
            path = paths[endpoint]
            return resource_url(path) if endpoint.startswith(_NOT_PAGES) else page_url(path)
        url = url_for(f"{request.blueprint or blueprint.name}.{endpoint}", **values)
        return url if endpoint.startswith(_NOT_PAGES) else with_language(url)

    blueprint.add_app_template_global(address, "searchapp_url")
    for function in (
        thousands,
        long_date,
        moment,
        quotation_label,
        kind_label,
        kind_after_name,
        percent,
        share,
        enumeration,
        cut_long,
        date_evidence,
        mark,
    ):
        blueprint.add_app_template_filter(function, f"searchapp_{function.__name__}")
