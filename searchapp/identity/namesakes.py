"""Namesakes: names whose roles or times exclude each other, so that two speakers may have them.

A name is only flagged, and never split: a person can change office and employer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _RoleGroup:
    """Roles that share words or articles, directly or through others."""

    words: set[str]
    articles: set[str]
    roles: list[str]

    def add(self, other: _RoleGroup) -> None:
        self.words.update(other.words)
        self.articles.update(other.articles)
        self.roles.extend(other.roles)

    def keys(self) -> Iterator[tuple[str, str]]:
        """Yield what links the group to others."""
        yield from (("word", word) for word in self.words)
        yield from (("article", article) for article in self.articles)


def _exclusive_roles(form: SpeakerForm) -> Iterator[str]:
    """Yield a reason where roles share no word and no article.

    Roles count by the words that say where they are held; "chairman" alone fits any.
    """
    frequent = [group for group in _linked_roles(form) if len(group.articles) >= _MIN_ARTICLES]
    if len(frequent) > 1:
        countries = [group.words & _nationalities() for group in frequent]
        differ = all(countries) and not set.intersection(*countries)
        kind = "of different countries" if differ else "that share no word and no article"
        shown = (_most_frequent(form, group.roles) for group in frequent)
        yield f"roles {kind}: {'; '.join(sorted(shown))}"


def _linked_roles(form: SpeakerForm) -> list[_RoleGroup]:
    """Return the groups of the roles of a form, each role in one of them."""
    group_of: dict[tuple[str, str], _RoleGroup] = {}
    for role, articles in sorted(form.role_articles.items()):
        words = _telling_words(role)
        if not words:
            continue
        group = _RoleGroup(set(words), set(articles), [role])
        linked = {id(g): g for g in map(group_of.get, group.keys()) if g is not None}
        # The largest takes up the others, so that no key is renewed often.
        *others, largest = sorted([*linked.values(), group], key=lambda g: len(g.roles))
        for other in others:
            largest.add(other)
            group_of.update(dict.fromkeys(other.keys(), largest))
        group_of.update(dict.fromkeys(group.keys(), largest))
    return list({id(group): group for group in group_of.values()}.values())


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
