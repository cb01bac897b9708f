"""Vetoes: candidate pairs that are two speakers by their names alone.

They keep apart what must never be joined whatever the evidence: a public body that several
countries have, somebody's aide or spokesman, a common word that is no name.
"""

from __future__ import annotations

from functools import cache

from searchapp.identity.candidates import Candidate, NameIndex
from searchapp.identity.names import JOINED_INITIALS, NameForm, lexicon, listed

_OFFICES_WITH_BODY = frozenset(["director", "chairman", "secretary"])
"""Offices before "of" and a body, after which the holder's name may stand."""


def is_vetoed(names: NameIndex, candidate: Candidate) -> bool:
    """Whether the names of *candidate* say that the two are not one speaker."""
    short, full = names.names[candidate.short], names.names[candidate.full]
    if candidate.relation == "title before" and not short.family:
        return not _is_person_with_title(names, candidate, short, full)
    if short.dependent or full.dependent:
        return True
    if candidate.relation in ("last name", "short name"):
        if short.words[0] in common_words():
            return True
        return names.is_personal(candidate.full) and short.words[0] == full.words[0]
    if _is_body_of_any_country(short) or _is_body_of_any_country(full):
        return True
    return " ".join(short.words) in lexicon().places


def _is_person_with_title(
    names: NameIndex, candidate: Candidate, short: NameForm, full: NameForm
) -> bool:
    """Whether the words of *full* before the person's name *short* are a title or the like."""
    words = lexicon()
    before = full.words[: -len(short.words)]
    if len(short.words) == 1 or before[0] in words.prepositions:
        return True
    if before[-1] in words.prepositions:
        return False
    if not names.is_personal(candidate.short) or " ".join(short.words) in words.places:
        return False
    if full.dependent and before[0] not in _OFFICES_WITH_BODY:
        return False
    if len(before) == 1:
        return short.words[0] in words.given_names
    if names.forms[candidate.short].kind != "person":
        return False
    heads = (word for word in before if word in words.role_nouns or word in _joints())
    head = next(heads, "")
    return head in words.role_nouns or (not head and not words.portfolios.isdisjoint(before))


@cache
def _joints() -> frozenset[str]:
    """Words that part a noun from what follows it."""
    return lexicon().prepositions | {"and"}


def _is_body_of_any_country(name: NameForm) -> bool:
    """Whether a public body's name could be that of several countries: "Finance Ministry"."""
    words = lexicon()
    return not listed("public bodies").isdisjoint(name.words) and all(
        word not in words.demonyms and word not in words.place_words and word not in JOINED_INITIALS
        for word in name.words
    )


@cache
def common_words() -> frozenset[str]:
    """Words that do not name a speaker when they stand alone: places, offices, common nouns."""
    words = lexicon()
    return (
        words.places
        | words.demonyms
        | words.place_words
        | words.role_nouns
        | words.organization_nouns
        | words.proper_heads
        | words.public_heads
        | frozenset(["us", "uk", "un", "ec"])
    )
