"""Classification of unknown names of several words as persons or organizations.

One occurrence with a clear context decides for all occurrences of the name.
"""

from __future__ import annotations

from searchapp.attribution.entities.clusters import Clusters
from searchapp.attribution.entities.kinds import (
    MentionKind,
    has_adjacent_cue,
    has_organization_context,
    has_person_context,
    is_antecedent_of_it,
)
from searchapp.attribution.entities.lone_names import LoneNames
from searchapp.attribution.entities.organizations import company_beginnings

_FOREIGN_ARTICLES = frozenset(["el", "il", "la", "las", "los", "les", "der", "die", "das"])
_Keys = set[tuple[str, ...]]


def classify_unknown_names(
    clusters: Clusters, lone_names: LoneNames, lowercase: frozenset[str]
) -> None:
    """Set the kind of the occurrences of ``MAYBE_NAME`` for which the article shows one.

    *lowercase* are the words that the article also writes in lower case.
    """
    unknown = list(clusters.of_kind(MentionKind.MAYBE_NAME))
    beginnings = company_beginnings(clusters.occurrences, clusters.lexicon)
    organizations: _Keys = set()
    surely_persons: _Keys = set()
    maybe_persons: _Keys = set()
    things: _Keys = set()
    for occurrence in unknown:
        tokens, mention = clusters.tokens_of(occurrence), occurrence.mention
        keys, lexicon = occurrence.keys, clusters.lexicon
        last_name_speaks = keys[-1] in lone_names.speaking
        if has_organization_context(tokens, mention, lexicon) or keys in beginnings:
            organizations.add(keys)
        elif has_person_context(tokens, mention, lexicon):
            surely_persons.add(keys)
        elif lowercase.isdisjoint(map(str.lower, mention.words)) and (
            last_name_speaks
            or keys[0] in lone_names.speaking
            or has_adjacent_cue(tokens, mention, lexicon)
        ):
            # Persons are called by their last name alone, companies by their first.
            (surely_persons if last_name_speaks else maybe_persons).add(keys)
        if is_antecedent_of_it(tokens, mention):
            # "Oban Mills said it would": of a person "it" would refer to something else.
            things.add(keys)
    persons = (maybe_persons - things) | surely_persons
    _reclassify_firms(clusters, beginnings)
    full_names = {o.keys[-2:] for o in clusters.of_kind(MentionKind.PERSON) if len(o.keys) > 2}
    for occurrence in unknown:
        keys = occurrence.keys
        if keys[0] in _FOREIGN_ARTICLES and len(keys) == 2 and keys not in full_names:
            # "El Diario": a paper; but "La Ruiz" of "Ana La Ruiz".
            occurrence.kind = MentionKind.ORGANIZATION
        elif keys in organizations or (keys in things and keys not in persons):
            occurrence.kind = MentionKind.ORGANIZATION
        elif keys in persons:
            occurrence.kind = MentionKind.PERSON


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
