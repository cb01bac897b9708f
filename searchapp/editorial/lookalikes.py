"""Near-duplicate names of speakers, for an editor to decide about; nothing is merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from searchapp.editorial.registry import SpeakerRegistry
from searchapp.models.articles import SpeakerKind
from searchapp.models.normalize import slug

_MIN_SPELLING_LENGTH = 8
"""Shorter names are not compared by spelling: one letter makes another name of them."""
_MAX_GROUP_SIZE = 200
"""Largest group of names that are compared pair by pair; a larger one shares a common name."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Two names that may mean one speaker, and the reason for thinking so."""

    first: str
    second: str
    reason: str


def find_lookalikes(
    speakers: Iterable[tuple[str, SpeakerKind]],
    registry: SpeakerRegistry,
    touched: Collection[str] | None = None,
) -> list[Lookalike]:
    """Return the pairs of *speakers* (names and kinds) that look alike, sorted.

    Persons are compared by last name and by spelling, organizations by spelling; other
    kinds have no names. With *touched*, only pairs with one of these ids are returned. A
    pair is left out where the registry has both names, in one entry or in two.
    """
    persons: dict[str, str] = {}
    organizations: dict[str, str] = {}
    for name, kind in sorted(speakers):
        if kind in ("person", "organization"):
            (persons if kind == "person" else organizations)[slug(name)] = name
    pairs: dict[tuple[str, str], Lookalike] = {}
    for pair in (*_by_last_name(persons), *_by_spelling({**organizations, **persons})):
        first, second = sorted((slug(pair.first), slug(pair.second)))
        settled = registry.entries_named(first) and registry.entries_named(second)
        if not settled and (touched is None or first in touched or second in touched):
            names = sorted((pair.first, pair.second))
            pairs.setdefault((first, second), Lookalike(names[0], names[1], pair.reason))
    return [pairs[ids] for ids in sorted(pairs)]


def _by_last_name(names: dict[str, str]) -> Iterator[Lookalike]:
    """Yield the pairs of *names* (by id) with one last name and first names that agree."""
    groups: dict[str, list[str]] = defaultdict(list)
    for id_ in names:
        groups[id_.rpartition("-")[2]].append(id_)
    for last, group in groups.items():
        if not 1 < len(group) <= _MAX_GROUP_SIZE:
            continue
        full_names = [id_ for id_ in group if id_ != last]
        if last in group and len(full_names) == 1:
            yield Lookalike(names[last], names[full_names[0]], "one is the last name of the other")
        for k, first in enumerate(full_names):
            for second in full_names[k + 1 :]:
                if _first_names_agree(first, second):
                    yield Lookalike(names[first], names[second], "same first and last name")


def _first_names_agree(first_id: str, second_id: str) -> bool:
    """Whether the first words of two ids are the same, or one is the other's initial."""
    first, second = first_id.partition("-")[0], second_id.partition("-")[0]
    return first == second or (
        (len(first) == 1 or len(second) == 1) and first.startswith(second[:1])
    )


def _by_spelling(names: dict[str, str]) -> Iterator[Lookalike]:
    """Yield the pairs of *names* (by id) with an edit distance of one.

    Candidates share a deletion neighbour, a spelling with one letter dropped; comparing
    all pairs would be quadratic.
    """
    by_deletion: dict[str, list[str]] = defaultdict(list)
    for id_ in names:
        if len(id_) >= _MIN_SPELLING_LENGTH:
            for k in range(len(id_)):
                by_deletion[id_[:k] + id_[k + 1 :]].append(id_)
            by_deletion[id_].append(id_)
    seen: set[tuple[str, str]] = set()
    for group in by_deletion.values():
        for k, first in enumerate(group[:_MAX_GROUP_SIZE]):
            for second in group[k + 1 : _MAX_GROUP_SIZE]:
                pair = (min(first, second), max(first, second))
                if pair not in seen and Levenshtein.distance(first, second, score_cutoff=1) == 1:
                    seen.add(pair)
                    yield Lookalike(names[first], names[second], "one letter is different")
