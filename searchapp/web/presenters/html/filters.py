"""The list items of filters: values of a facet, and years with their months."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint
from markupsafe import Markup

from searchapp.common.markup import escaped
from searchapp.web.presenters.date_tree import YearLinks
from searchapp.web.presenters.formatting import thousands
from searchapp.web.presenters.links import Link


def value_items(links: Iterable[Link]) -> Markup:
    """Return a list item for each of *links*, with its count where there is one."""
    items = "\n".join([f"      <li>{_value(link)}</li>" for link in links])
    return Markup(items)  # noqa: S704 (of escaped values) # nosec B704


def year_items(years: Iterable[YearLinks]) -> Markup:
    """Return a list item for each of *years*, and one for each of its months."""
    items = []
    for entry in years:
        items.append(f"      <li>{_value(entry.year)}</li>")
        items += [f'      <li class="month">{_value(month)}</li>' for month in entry.months]
    return Markup("\n".join(items))  # noqa: S704 (of escaped values) # nosec B704


def _value(link: Link) -> str:
    current = ' aria-current="true"' if link.current else ""
    label = f'<span class="value">{escaped(link.label)}</span>'
    count = ""
    if link.count is not None:
        count = f' <span class="n">{escaped(thousands(link.count))}</span>'
    return f'<a href="{escaped(link.url)}"{current}>{label}{count}</a>'


def register(blueprint: Blueprint) -> None:
    """Register the functions for templates."""
    blueprint.add_app_template_global(value_items, "searchapp_value_items")
    blueprint.add_app_template_global(year_items, "searchapp_year_items")
