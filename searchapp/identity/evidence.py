"""Evidence for a candidate pair from the archive: shared roles, articles, times and texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from searchapp.identity.candidates import Candidate, NameIndex
from searchapp.identity.names import JOINED_INITIALS, Words, lexicon
from searchapp.models.identity import ArchiveForms, SpeakerForm
from searchapp.models.normalize import slug

_MAX_TEXTS = 24
"""The most articles of a form whose texts are read: the first ones by id."""

# Log-odds before ``decision`` divides them, set by hand on the judged pairs that it describes.
_OFFICE_WEIGHT = 2.0
_NAME_WEIGHT = 4.0

_FUNCTION_WORDS = frozenset(["and", "former", "here", "s"])

_READ_IN_TEXTS = frozenset(
    ["last name", "short name", "cut name", "acronym", "legal form", "misspelling"]
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the archive shows of a candidate pair.

    ``shared_roles`` are words of roles that both have, the most telling first, and
    ``role_weight`` the sum of their weights; ``roles_differ`` says that both have roles and
    share no word. ``years_apart`` are the full years between the last article of the one and
    the first of the other.

    The following are about the texts of the articles in which the short form speaks:
    ``named`` is the share of them that have the full name; ``alone`` how often they have the
    short name and not as part of the full one; ``rivals`` are the other speakers that the
    short name could mean and that they name in full; ``declared`` says that one of them has the
    short name right after the full one, as in "... (SEC)", and ``declared_elsewhere`` that a
    text of the full form has.

    ``bearers`` is how many given names the archive has for the last name.
    """

    shared_roles: tuple[str, ...] = ()
    role_weight: float = 0.0
    roles_differ: bool = False
    shared_articles: int = 0
    years_apart: int = 0
    named: float = 0.0
    alone: int = 0
    declared: bool = False
    declared_elsewhere: bool = False
    rivals: tuple[str, ...] = ()
    bearers: int = 1


class EvidenceReader:
    """Reads the evidence of candidates from *archive*."""

    def __init__(self, archive: ArchiveForms, names: NameIndex) -> None:
        self._archive = archive
        self._names = names

    def read(self, candidate: Candidate) -> Evidence:
        """Return the evidence for *candidate*."""
        forms = self._archive.forms
        short, full = forms[candidate.short], forms[candidate.full]
        roles, others = role_words(short.roles), role_words(full.roles)
        shared = sorted(roles & others, key=lambda word: (-_role_weight(word), word))
        evidence = Evidence(
            shared_roles=tuple(shared),
            role_weight=sum(map(_role_weight, shared)),
            roles_differ=bool(roles and others and not shared),
            shared_articles=len(short.articles & full.articles),
            years_apart=_years_apart(short, full),
            bearers=self._bearers(full),
        )
        if candidate.relation in _READ_IN_TEXTS:
            return self._with_texts(candidate, evidence)
        return evidence

    def texts_of(self, candidates: Iterable[Candidate]) -> set[str]:
        """Return the articles whose texts ``read`` looks at for *candidates*."""
        return {
            article
            for candidate in candidates
            if candidate.relation in _READ_IN_TEXTS
            for form_id in self._forms_read(candidate)
            for article in self._first_articles(form_id)
        }

    def _forms_read(self, candidate: Candidate) -> tuple[str, ...]:
        """Return the forms in whose articles the evidence for *candidate* is."""
        if candidate.relation == "acronym":
            return candidate.short, candidate.full
        return (candidate.short,)

    def _bearers(self, full: SpeakerForm) -> int:
        """Return how many different first words the names with the last name of *full* have."""
        same_last = self._names.by_last.get(self._names.names[full.id].words[-1], ())
        return len({self._names.names[other].words[0] for other in same_last})

    def _with_texts(self, candidate: Candidate, evidence: Evidence) -> Evidence:
        texts = self._texts_of(candidate.short)
        short, full = (self._names.names[i] for i in (candidate.short, candidate.full))
        name = full.words if candidate.relation in ("cut name", "misspelling") else full.core
        if candidate.relation == "legal form":
            name = max(full.words, short.words, key=len)
        named = sum(phrase(name) in text for text in texts)
        alone = 0
        if candidate.relation == "cut name":
            alone = sum(
                text.count(phrase(short.words)) - text.count(phrase(name)) for text in texts
            )
        rivals = [
            rival
            for rival in self._rivals(candidate)
            if any(phrase(self._names.names[rival].core) in text for text in texts)
        ]
        return replace(
            evidence,
            named=named / len(texts),
            alone=alone,
            declared=candidate.relation == "acronym" and self._declared(candidate, texts),
            declared_elsewhere=(
                candidate.relation == "acronym"
                and self._declared(candidate, self._texts_of(candidate.full))
            ),
            rivals=tuple(sorted(rivals)),
        )

    def _declared(self, candidate: Candidate, texts: list[str]) -> bool:
        short, full = (self._names.names[i] for i in (candidate.short, candidate.full))
        beside = {phrase((*words, *short.words)) for words in (full.words, full.core)}
        return any(text in body for text in beside for body in texts)

    def _texts_of(self, form_id: str) -> list[str]:
        return [self._archive.text(article) for article in self._first_articles(form_id)]

    def _first_articles(self, form_id: str) -> list[str]:
        return sorted(self._archive.forms[form_id].articles)[:_MAX_TEXTS]

    def _rivals(self, candidate: Candidate) -> set[str]:
        """Return the other speakers that the short form could mean by name."""
        names = self._names
        short, full = names.names[candidate.short], names.names[candidate.full]
        if candidate.relation not in ("last name", "short name"):
            return set()
        word = short.words[-1]
        alike = {*names.by_core_word.get(word, ()), *names.by_last.get(word, ())}
        return {
            other
            for other in alike
            if names.names[other].core not in (short.core, full.core)
            and not set(names.names[other].core) <= set(full.core)
            and not self._is_fuller(other, candidate.full)
        }

    def _is_fuller(self, other: str, full: str) -> bool:
        """Whether *other* is a person's name *full* with a title or a middle name."""
        words, fuller = self._names.names[full].words, self._names.names[other].words
        return self._names.is_personal(full) and set(words) <= set(fuller)


@lru_cache(50_000)
def phrase(words: Words) -> str:
    """Return *words* as they stand in ``ArchiveForms.text``."""
    return "-" + "-".join("-".join(w) if w in JOINED_INITIALS else w for w in words) + "-"


def _years_apart(one: SpeakerForm, other: SpeakerForm) -> int:
    if not (one.first_day and other.first_day):
        return 0
    gap = max(other.first_day - one.last_day, one.first_day - other.last_day, 0)
    return gap // 365


def _role_weight(word: str) -> float:
    """Return how much a shared word of roles says: an office less than a name."""
    return _OFFICE_WEIGHT if word in office_words() else _NAME_WEIGHT


@cache
def office_words() -> frozenset[str]:
    """Return words of titles, which say what somebody is and not where."""
    words = lexicon()
    return words.title_words | words.title_modifiers | words.portfolios


def role_words(roles: Iterable[str]) -> frozenset[str]:
    """Return the folded words of *roles* without function words."""
    words = {word for role in roles for word in slug(role).split("-")}
    return frozenset(words - lexicon().articles - lexicon().prepositions - _FUNCTION_WORDS)
