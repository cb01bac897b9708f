"""Namesakes: names whose roles or times exclude each other, so that two speakers may have them.

A name is only flagged, and never split: a person can change office and employer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from searchapp.identity.evidence import office_words, role_words
from searchapp.identity.names import lexicon
from searchapp.models.identity import SpeakerForm

_MIN_ARTICLES = 2
"""Roles of fewer articles are left out: many are slips of who holds which office."""

_MAX_YEARS = 60
"""The most years between the first and the last article of one speaker."""


def namesake_reasons(form: SpeakerForm) -> tuple[str, ...]:
    """Return why the name of a person may be that of several, or an empty tuple."""
    if form.kind != "person" or "-" not in form.id:
        return ()
    return (*_exclusive_roles(form), *_exclusive_times(form))


def _exclusive_roles(form: SpeakerForm) -> Iterator[str]:
    """Yield a reason where roles share no word and no article.

    Roles count by the words that say where they are held; "chairman" alone fits any.
    """
    groups: list[tuple[set[str], set[str], list[str]]] = []
    for role, articles in sorted(form.role_articles.items()):
        words = set(_telling_words(role))
        if not words:
            continue
        group = (words, set(articles), [role])
        for other in [
            g for g in groups if not (g[0].isdisjoint(words) and g[1].isdisjoint(articles))
        ]:
            groups.remove(other)
            group = (group[0] | other[0], group[1] | other[1], [*other[2], *group[2]])
        groups.append(group)
    frequent = [group for group in groups if len(group[1]) >= _MIN_ARTICLES]
    if len(frequent) > 1:
        countries = [words & _nationalities() for words, _, _ in frequent]
        differ = all(countries) and not set.intersection(*countries)
        kind = "of different countries" if differ else "that share no word and no article"
        shown = (_most_frequent(form, roles) for _, _, roles in frequent)
        yield f"roles {kind}: {'; '.join(sorted(shown))}"


def _telling_words(role: str) -> frozenset[str]:
    return role_words((role,)) - office_words() - lexicon().role_nouns


@cache
def _nationalities() -> frozenset[str]:
    return lexicon().demonyms


def _most_frequent(form: SpeakerForm, roles: list[str]) -> str:
    return max(sorted(roles), key=lambda role: form.roles[role])


def _exclusive_times(form: SpeakerForm) -> Iterator[str]:
    years = (form.last_day - form.first_day) // 365
    if form.first_day and years > _MAX_YEARS:
        yield f"{years} years between the first and the last article"
