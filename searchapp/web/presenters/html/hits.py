"""The list items of hits: who and when, the words, where they stand, what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask import Blueprint
from markupsafe import Markup

from searchapp.common.markup import SPEAKER_STYLES, escaped, mark
from searchapp.web.presenters.formatting import cut_long, long_date
from searchapp.web.presenters.hits import HitView
from searchapp.web.presenters.speakers import QuotedSpeaker
from searchapp.web.presenters.translation import markup_gettext, markup_ngettext


class _Labels(NamedTuple):
    """The texts that all hits share, in the language of the page."""

    declined: Markup
    undated: Markup
    whole_name: Markup
    whole_role: Markup
    corrected: Markup
    context: Markup
    cite: Markup
    similar: Markup
    why: Markup
    correct: Markup


def _labels() -> _Labels:
    return _Labels(
        declined=markup_gettext("declined to comment"),
        undated=markup_gettext("undated"),
        whole_name=markup_gettext("the whole name"),
        whole_role=markup_gettext("the whole role"),
        corrected=markup_gettext("corrected by an editor"),
        context=markup_gettext("Show context"),
        cite=markup_gettext("Cite"),
        similar=markup_gettext("More like this"),
        why=markup_gettext("Why this speaker?"),
        correct=markup_gettext("Correct this"),
    )


def hit_items(views: Iterable[HitView]) -> Markup:
    """Return a list item for each of *views*."""
    labels = _labels()
    items = "".join([_item(view, labels) for view in views])
    return Markup(items)  # noqa: S704 (of escaped values, as a test shows) # nosec B704


def _item(view: HitView, labels: _Labels) -> str:
    hit, url = view.hit, escaped(view.url)
    title = mark(hit.title, hit.title_matches)
    date = ""
    if hit.date:
        date = f'<time datetime="{hit.date}">{escaped(long_date(hit.date))}</time>'
    return f"""
<li class="hit">
  <div class="lead">
    <h3 dir="auto">{_sources(view, url, title, labels)}</h3>
    <p class="when">{date or labels.undated}</p>
  </div>
  {_words(view)}
  <p class="from">{_place(view, url, title, labels)}</p>
  {_missing(view)}
  {_notes(view)}
  {_plugin_links(view)}
  <p class="actions">{_actions(view, labels)}</p>
</li>
"""


def _sources(view: HitView, url: str, title: Markup, labels: _Labels) -> str:
    """Return who speaks or declines to comment; the headline where nobody does."""
    declined = [
        f'<span class="source"><a class="name" href="{escaped(link.url)}">{escaped(link.label)}</a>'
        f' <span class="role">{labels.declined}</span></span>'
        for link in view.declined
    ]
    sources = [*declined, *[_source(speaker, labels) for speaker in view.speakers]]
    return "".join(sources) or f'<a class="name" href="{url}" dir="auto">{title}</a>'


def _source(speaker: QuotedSpeaker, labels: _Labels) -> str:
    number = ""
    if speaker.number:
        style = (speaker.number - 1) % SPEAKER_STYLES + 1
        number = f'<span class="swatch s{style}" aria-hidden="true">{speaker.number}</span> '
    name = f'<a class="name" href="{escaped(speaker.url)}">{speaker.name}</a>'
    rest_of_name = _rest(speaker.rest_of_name, labels.whole_name)
    role = ""
    if speaker.role:
        start, rest = cut_long(speaker.role)
        rest_of_role = _rest(escaped(rest), labels.whole_role)
        role = f' <span class="role">{escaped(start)}{rest_of_role}</span>'
    return f'<span class="source">{number}{name}{rest_of_name}{role}</span>'


def _rest(rest: str, label: Markup) -> str:
    """Return the *rest* of a name or role, which is HTML, shown on demand."""
    if not rest:
        return ""
    return f'<details class="rest"><summary aria-label="{label}">…</summary>{rest}</details>'


def _words(view: HitView) -> str:
    if not view.quotes:
        return f'<p class="passage" dir="auto">{view.passage}</p>'
    several = len(view.quotes) > 1
    return "".join(
        f'<blockquote class="passage" dir="auto">{quote.words}'
        + (f' <span class="role">{quote.speaker.name}</span>' if several else "")
        + "</blockquote>"
        for quote in view.quotes
    )


def _place(view: HitView, url: str, title: Markup, labels: _Labels) -> str:
    """Return where the words stand, and how they are reported."""
    named = view.speakers or view.declined
    headline = f'<a href="{url}" dir="auto">{title}</a> · ' if named else ""
    source = f"<bdi>{escaped(view.hit.source)}</bdi> · " if view.hit.source else ""
    tags = "".join([f' <span class="tag">{escaped(label)}</span>' for label in view.reported_as])
    if view.corrected:
        tags += f' <span class="tag">{labels.corrected}</span>'
    if view.low_confidence:
        why = markup_gettext("%(percent)s confidence: why?", percent=view.low_confidence)
        tags += f' <a class="tag" href="{escaped(view.about_url)}#why">{why}</a>'
    return f'{headline}{source}<a href="{url}">{escaped(view.place)}</a>{tags}'


def _missing(view: HitView) -> str:
    """Return which words of the query the hit lacks."""
    if not view.hit.missing:
        return ""
    words = ", ".join(view.hit.missing)
    if view.hit.matched == "article":
        text = markup_gettext("Elsewhere in the article: %(words)s", words=words)
    else:
        text = markup_gettext("Lacks: %(words)s", words=words)
    return f'<p class="missing">{text}</p>'


def _notes(view: HitView) -> str:
    return "".join(
        [f'<p class="from" dir="auto">{escaped(note)}</p>' for note in view.plugin_notes]
    )


def _plugin_links(view: HitView) -> str:
    links = [
        f'<a href="{escaped(link.url)}" rel="nofollow" dir="auto">{escaped(link.label)}</a> '
        for link in view.plugin_links
    ]
    return f'<p class="actions">{"".join(links)}</p>' if links else ""


def _actions(view: HitView, labels: _Labels) -> str:
    about_url = escaped(view.about_url)
    actions = [
        f'<a href="{about_url}" data-open="context">{labels.context}</a>',
        f'<a href="{about_url}#cite" data-open="cite">{labels.cite}</a>',
        f'<a href="{escaped(view.similar_url)}">{labels.similar}</a>',
    ]
    if view.speakers:
        actions.append(f'<a href="{about_url}#why">{labels.why}</a>')
    actions.append(f'<a href="{escaped(view.correct_url)}" rel="nofollow">{labels.correct}</a>')
    return " ".join([*actions, *_relations(view)])


def _relations(view: HitView) -> Sequence[str]:
    """Return links to the same text, the same passage, and the article's other matches."""
    hit, relations = view.hit, []
    if hit.copies:
        copies = markup_ngettext(
            "Same text in %(num)s other article", "Same text in %(num)s other articles", hit.copies
        )
        relations.append(f'<a href="{escaped(view.copies_url)}">{copies}</a>')
    if hit.trail:
        articles = markup_ngettext(
            "In %(num)s article, %(wordings)s",
            "In %(num)s articles, %(wordings)s",
            hit.trail.articles,
            wordings=markup_ngettext("%(num)s wording", "%(num)s wordings", hit.trail.wordings),
        )
        relations.append(f'<a href="{escaped(view.trail_url)}">{articles}</a>')
    if view.collapsed:
        numbers = [
            f'<a href="{escaped(link.url)}">{escaped(link.label)}</a>' for link in view.collapsed
        ]
        label = markup_gettext("Also in paragraph")
        relations.append(f"<span>{label} {', '.join(numbers)}</span>")
    return relations


def register(blueprint: Blueprint) -> None:
    """Register ``searchapp_hit_items`` for templates."""
    blueprint.add_app_template_global(hit_items, "searchapp_hit_items")
