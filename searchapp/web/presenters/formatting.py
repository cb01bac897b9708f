"""How templates write numbers, dates and addresses."""

from __future__ import annotations

import datetime
from typing import Any

from flask import Blueprint, request, url_for

from searchapp.common.markup import mark
from searchapp.models.articles import QuotationType

_QUOTATIONS: dict[QuotationType, str] = {
    "direct": "direct quotation",
    "mixed": "partly quoted",
    "indirect": "in other words",
}


def thousands(number: int) -> str:
    """Return *number* with thin separators: ``102,017``."""
    return f"{number:,}"


def count(number: int, noun: str) -> str:
    """Return *number* and *noun*, in the plural where it is due."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def long_date(date: datetime.date) -> str:
    """Return *date* as a newspaper writes it: ``10 March 2023``."""
    return f"{date.day} {date:%B} {date.year:04}"


def moment(time: datetime.datetime) -> str:
    """Return *time* in UTC, to the minute."""
    return f"{long_date(time.date())}, {time:%H:%M} UTC"


def moment_of(seconds: int) -> str:
    """Return the moment *seconds* after the beginning of 1970, in UTC, to the minute."""
    return moment(datetime.datetime.fromtimestamp(seconds, datetime.UTC))


def quotation_label(quotation: QuotationType) -> str:
    """Return a quotation type as a reader understands it."""
    return _QUOTATIONS[quotation]


def register(blueprint: Blueprint) -> None:
    """Give the templates of *blueprint* these filters, under names of their own.

    ``searchapp_url`` gives the address of a view of the Blueprint that answers, or, for
    an error that none answers, of *blueprint*.
    """

    def address(endpoint: str, **values: Any) -> str:
        return url_for(f"{request.blueprint or blueprint.name}.{endpoint}", **values)

    blueprint.add_app_template_global(address, "searchapp_url")
    for function in (thousands, count, long_date, moment, quotation_label, mark):
        blueprint.add_app_template_filter(function, f"searchapp_{function.__name__}")
