"""Names that look as if they meant one speaker. Nothing is merged: an editor decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from searchapp.editorial.registry import SpeakerRegistry
from searchapp.models.articles import SpeakerKind
from searchapp.models.normalize import slug

_SHORTEST_SPELLED = 8
_LARGEST_GROUP = 200
"""Names with one last name that are compared pair by pair; more say that it is a common one."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Two names, and in what they are alike."""

    one: str
    other: str
    reason: str


def _first_names_agree(one: list[str], other: list[str]) -> bool:
    first, second = one[0], other[0]
    return first == second or (
        (len(first) == 1 or len(second) == 1) and first.startswith(second[:1])
    )


def _by_last_name(names: dict[str, str]) -> Iterator[Lookalike]:
    groups: dict[str, list[str]] = defaultdict(list)
    for id_ in names:
        groups[id_.rpartition("-")[2]].append(id_)
    for last, group in groups.items():
        if not 1 < len(group) <= _LARGEST_GROUP:
            continue
        full = [id_ for id_ in group if id_ != last]
        if last in group and len(full) == 1:
            yield Lookalike(names[last], names[full[0]], "one is the other's last name")
        for k, one in enumerate(full):
            for other in full[k + 1 :]:
                if _first_names_agree(one.split("-"), other.split("-")):
                    yield Lookalike(names[one], names[other], "first and last name agree")


def _by_spelling(names: dict[str, str]) -> Iterator[Lookalike]:
    """Yield the names that are one letter apart, found by what is left when one is dropped."""
    shortened: dict[str, list[str]] = defaultdict(list)
    for id_ in names:
        if len(id_) >= _SHORTEST_SPELLED:
            for k in range(len(id_)):
                shortened[id_[:k] + id_[k + 1 :]].append(id_)
            shortened[id_].append(id_)
    seen: set[tuple[str, str]] = set()
    for group in shortened.values():
        for k, one in enumerate(group[:_LARGEST_GROUP]):
            for other in group[k + 1 : _LARGEST_GROUP]:
                pair = (min(one, other), max(one, other))
                if one != other and pair not in seen and _is_one_edit(one, other):
                    seen.add(pair)
                    yield Lookalike(names[one], names[other], "one letter differs")


def _is_one_edit(one: str, other: str) -> bool:
    """Whether one letter, added, dropped or changed, makes *other* of *one*."""
    if len(one) > len(other):
        one, other = other, one
    k = next((i for i, c in enumerate(one) if c != other[i]), len(one))
    return other[k + 1 :] == (one[k:] if len(one) < len(other) else one[k + 1 :])


def lookalikes(
    speakers: Iterable[tuple[str, SpeakerKind]],
    register: SpeakerRegistry,
    touched: Collection[str] | None = None,
) -> list[Lookalike]:
    """Return the pairs of *speakers*, names with kinds, that look alike, sorted.

    Persons are compared by last name and by spelling, organizations by spelling; others
    have no names. Where *touched* is given, only pairs with one of its ids. A pair whose
    two names the register has is settled: it is one entry's, or two.
    """
    persons: dict[str, str] = {}
    organizations: dict[str, str] = {}
    for name, kind in sorted(speakers):
        if kind in ("person", "organization"):
            (persons if kind == "person" else organizations)[slug(name)] = name
    found: dict[tuple[str, str], Lookalike] = {}
    for pair in (*_by_last_name(persons), *_by_spelling({**organizations, **persons})):
        one, other = sorted((slug(pair.one), slug(pair.other)))
        settled = register.called(one) and register.called(other)
        if not settled and (touched is None or one in touched or other in touched):
            shown = sorted((pair.one, pair.other))
            found.setdefault((one, other), Lookalike(shown[0], shown[1], pair.reason))
    return [found[key] for key in sorted(found)]
