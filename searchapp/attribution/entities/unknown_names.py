"""Classification of unknown names of several words as persons or organizations.

One occurrence with a clear context decides for all occurrences of the name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from searchapp.attribution.entities.clusters import Clusters
from searchapp.attribution.entities.contexts import (
    has_adjacent_cue,
    has_organization_context,
    has_person_context,
    is_antecedent_of_it,
)
from searchapp.attribution.entities.kinds import MentionKind
from searchapp.attribution.entities.lone_names import LoneNames
from searchapp.attribution.entities.occurrences import Occurrence
from searchapp.attribution.entities.organizations import company_beginnings

_FOREIGN_ARTICLES = frozenset(["el", "il", "la", "las", "los", "les", "der", "die", "das"])
_Keys = set[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Signs:
    """The names, by their keys, that some occurrence shows to be a person's or another's."""

    organizations: _Keys = field(default_factory=set)
    surely_persons: _Keys = field(default_factory=set)
    maybe_persons: _Keys = field(default_factory=set)
    things: _Keys = field(default_factory=set)

    @property
    def persons(self) -> _Keys:
        return (self.maybe_persons - self.things) | self.surely_persons


def classify_unknown_names(
    clusters: Clusters, lone_names: LoneNames, lowercase: frozenset[str]
) -> None:
    """Set the kind of the occurrences of ``MAYBE_NAME`` for which the article shows one.

    *lowercase* are the words that the article also writes in lower case.
    """
    unknown = list(clusters.of_kind(MentionKind.MAYBE_NAME))
    beginnings = company_beginnings(clusters.occurrences, clusters.lexicon)
    signs = _find_signs(unknown, clusters, lone_names, lowercase, beginnings)
    persons = signs.persons
    _reclassify_firms(clusters, beginnings)
    full_names = {o.keys[-2:] for o in clusters.of_kind(MentionKind.PERSON) if len(o.keys) > 2}
    for occurrence in unknown:
        keys = occurrence.keys
        if keys[0] in _FOREIGN_ARTICLES and len(keys) == 2 and keys not in full_names:
            # "El Diario": a paper; but "La Ruiz" of "Ana La Ruiz".
            occurrence.kind = MentionKind.ORGANIZATION
        elif keys in signs.organizations or (keys in signs.things and keys not in persons):
            occurrence.kind = MentionKind.ORGANIZATION
        elif keys in persons:
            occurrence.kind = MentionKind.PERSON


def _find_signs(
    unknown: Sequence[Occurrence],
    clusters: Clusters,
    lone_names: LoneNames,
    lowercase: frozenset[str],
    beginnings: _Keys,
) -> _Signs:
    """Return what the contexts of *unknown* show; *beginnings* begin the names of companies."""
    signs, lexicon = _Signs(), clusters.lexicon
    for occurrence in unknown:
        tokens, mention, keys = clusters.tokens_of(occurrence), occurrence.mention, occurrence.keys
        last_name_speaks = keys[-1] in lone_names.speaking
        if has_organization_context(tokens, mention, lexicon) or keys in beginnings:
            signs.organizations.add(keys)
        elif has_person_context(tokens, mention, lexicon):
            signs.surely_persons.add(keys)
        elif lowercase.isdisjoint(map(str.lower, mention.words)) and (
            last_name_speaks
            or keys[0] in lone_names.speaking
            or has_adjacent_cue(tokens, mention, lexicon)
        ):
            # Persons are called by their last name alone, companies by their first.
            (signs.surely_persons if last_name_speaks else signs.maybe_persons).add(keys)
        if is_antecedent_of_it(tokens, mention):
            # "Oban Mills said it would": of a person "it" would refer to something else.
            signs.things.add(keys)
    return signs


def _reclassify_firms(clusters: Clusters, beginnings: _Keys) -> None:
    """Reclassify as organizations the names that begin a firm's and have no sign of a person.

    ``Morgan Grenfell said``, where the article names Morgan Grenfell Group.
    """
    lexicon = clusters.lexicon
    alike = [
        o for o in clusters.of_kind(MentionKind.PERSON) if len(o.keys) > 1 and o.keys in beginnings
    ]
    persons = {
        o.keys
        for o in alike
        if o.mention.titles or has_person_context(clusters.tokens_of(o), o.mention, lexicon)
    }
    for occurrence in alike:
        if occurrence.keys not in persons:
            occurrence.kind = MentionKind.ORGANIZATION
