"""Template filters for numbers, dates and URLs."""

from __future__ import annotations

import datetime
from typing import Any

from flask import Blueprint, request, url_for

from searchapp.common.markup import mark
from searchapp.models.articles import QUOTATION_LABELS, QuotationType, SpeakerKind

_KINDS: dict[SpeakerKind, str] = {
    "person": "Person",
    "organization": "Organization",
    "group": "Group",
    "unnamed": "Unnamed source",
    "document": "Document",
}
_ROLE_CHARACTERS = 90
"""A longer role is cut at a word; the whole is shown on demand."""


def thousands(number: int) -> str:
    """Return *number* with thousands separators: ``102,017``."""
    return f"{number:,}"


def count(number: int, noun: str) -> str:
    """Return *number* and *noun*, pluralised."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def long_date(date: datetime.date) -> str:
    """Return *date* in words: ``10 March 2023``."""
    return f"{date.day} {date:%B} {date.year:04}"


def moment(time: datetime.datetime) -> str:
    """Return *time* in UTC, to the minute."""
    return f"{long_date(time.date())}, {time:%H:%M} UTC"


def moment_of(seconds: int) -> str:
    """Return a Unix time in *seconds* as UTC, to the minute."""
    return moment(datetime.datetime.fromtimestamp(seconds, datetime.UTC))


def percent(confidence: float) -> str:
    """Return *confidence* (0 to 1) as a percentage, at most 99."""
    return f"{min(99, round(confidence * 100))}%"


def kind_label(kind: SpeakerKind) -> str:
    """Return what a kind of speaker is called."""
    return _KINDS[kind]


def quotation_label(quotation: QuotationType) -> str:
    """Return the label of a quotation type."""
    return QUOTATION_LABELS[quotation]


def cut_role(role: str) -> tuple[str, str]:
    """Return the start of a long *role* and the rest of it; the rest of a short one is empty."""
    if len(role) <= _ROLE_CHARACTERS:
        return role, ""
    start = role[:_ROLE_CHARACTERS].rsplit(" ", 1)[0]
    return start, role[len(start) :]


def register(blueprint: Blueprint) -> None:
    """Register the filters, prefixed with ``searchapp_``, for the templates of *blueprint*.

    The global ``searchapp_url`` builds URLs of the Blueprint that handles the request, or of
    *blueprint* for an error outside of any.
    """

    def address(endpoint: str, **values: Any) -> str:
        return url_for(f"{request.blueprint or blueprint.name}.{endpoint}", **values)

    blueprint.add_app_template_global(address, "searchapp_url")
    for function in (
        thousands,
        count,
        long_date,
        moment,
        quotation_label,
        kind_label,
        percent,
        cut_role,
        mark,
    ):
        blueprint.add_app_template_filter(function, f"searchapp_{function.__name__}")
