"""Helpers for tests of entities: the type of the ``entities`` fixture, and names by kind."""

from collections.abc import Callable

from searchapp.attribution.entities.entities import Entities
from searchapp.models.articles import SpeakerKind

Gather = Callable[..., Entities]
"""Gathers the entities of an article, given the texts of its paragraphs."""


def named(article: Entities, kind: SpeakerKind) -> list[str]:
    """Return the names of the entities of one kind, sorted."""
    return sorted(entity.name for entity in article.all if entity.kind == kind)
