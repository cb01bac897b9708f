"""The entities of an article: its mentions gathered into persons and organizations.

A person is known by the longest form of the name. A lone name refers to the person with that
last name, or with that first name ("Zeng" for "Zeng Anmin", family name first). The short form
and the acronym of an organization refer to its full name.
"""

from __future__ import annotations

from msgspec import Struct

from searchapp.attribution.entities.clusters import Clusters
from searchapp.attribution.entities.lone_names import find_lone_names
from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.entities.names.variants import in_title_case
from searchapp.attribution.entities.occurrences import (
    drop_opening_words,
    find_occurrences,
    name_countries,
    restore_opening_titles,
    separate_generations,
    share_surnames,
)
from searchapp.attribution.entities.organizations import Organizations
from searchapp.attribution.entities.persons import Persons
from searchapp.attribution.entities.unknown_names import classify_unknown_names
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import Tokens
from searchapp.models.articles import SpeakerKind


class Entity(Struct, frozen=True, gc=False):
    """A person or an organization that an article names.

    ``gender`` is "m", "f" or "" if the article does not show it; ``titles`` are the role words,
    in lower case, that stand with any of the entity's names.
    """

    name: str
    kind: SpeakerKind
    gender: str
    titles: frozenset[str]


class Entities(Struct, frozen=True, gc=False):
    """The entities of an article and their mentions.

    ``at[p][start]`` is the index in ``all`` of the mention that begins at token *start* of
    paragraph *p*, both counted from 0. Mentions of no entity are absent.
    """

    all: tuple[Entity, ...]
    at: tuple[dict[int, int], ...]


def find_entities(
    paragraphs: list[Tokens],
    mentions: list[list[Mention]],
    headlines: list[bool],
    lowercase: frozenset[str],
    lexicon: Lexicon,
) -> Entities:
    """Return the entities of an article, given the tokens and the mentions of its paragraphs.

    *headlines* says of each paragraph whether it is set as a headline (``is_headline``);
    *lowercase* are the words that the article also writes in lower case.
    """
    occurrences = find_occurrences(paragraphs, mentions, headlines, lexicon)
    clusters = Clusters(paragraphs, occurrences, lexicon)
    lone_names = find_lone_names(clusters)
    drop_opening_words(occurrences, lexicon)
    restore_opening_titles(occurrences, paragraphs, lexicon)
    share_surnames(occurrences, paragraphs, lexicon)
    separate_generations(occurrences, lexicon)
    name_countries(occurrences, paragraphs, lexicon)
    classify_unknown_names(clusters, lone_names, lowercase)
    persons = Persons(clusters, lone_names, lowercase)
    organizations = Organizations(clusters)
    persons.gather_full_names()
    persons.gather_short_names()
    organizations.gather()
    persons.gather_lone_names(organizations)
    return Entities(
        tuple(_entity(clusters, index) for index in range(len(clusters.all))), clusters.at
    )


def _entity(clusters: Clusters, index: int) -> Entity:
    cluster = clusters.all[index]
    gender = clusters.gender(index) if cluster.kind == "person" else ""
    titles = set(cluster.titles)
    for title in cluster.titles:
        titles |= clusters.lexicon.title_expansions.get(title, frozenset())
    name = cluster.name()
    if cluster.kind == "person":
        name = in_title_case(name)
    return Entity(name, cluster.kind, gender, frozenset(titles))
