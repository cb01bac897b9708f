"""JSON of the W3C Reconciliation Service API, version 0.2: a batch of queries and its results.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from searchapp.models.articles import SpeakerKind

TYPE_NAMES: Mapping[SpeakerKind, str] = {
    "person": "Person",
    "organization": "Organization",
    "group": "Group",
    "unnamed": "Unnamed source",
    "document": "Document",
}


class ReconciliationQuery(Struct, frozen=True):
    """One query of a batch: a name, and the ids of the types that are asked for.

    Keys that this service has no use for, such as ``properties``, are ignored.
    """

    query: str
    type: str | tuple[str, ...] = ()
    limit: int | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The ids of the types, empty for all."""
        return (self.type,) if isinstance(self.type, str) else self.type


class EntityType(Struct, frozen=True):
    """A type of speakers: its kind, and the name to show."""

    id: str
    name: str


class ReconciliationCandidate(Struct, frozen=True):
    """A speaker that a query may mean; ``score`` is 0 to 100, ``match`` whether it is certain."""

    id: str
    name: str
    description: str
    type: tuple[EntityType, ...]
    score: float
    match: bool


class ReconciliationResult(Struct, frozen=True):
    """The candidates of one query, the best first."""

    result: tuple[ReconciliationCandidate, ...]


class ViewTemplate(Struct, frozen=True):
    """The address of an entity's page, with ``{{id}}`` for the id."""

    url: str


class ServiceManifest(Struct, frozen=True, rename="camel"):
    """What the service is and where its entities are shown."""

    versions: tuple[str, ...]
    name: str
    identifier_space: str
    schema_space: str
    default_types: tuple[EntityType, ...]
    view: ViewTemplate


def entity_type(kind: SpeakerKind) -> EntityType:
    """Return the type of the speakers of *kind*."""
    return EntityType(kind, TYPE_NAMES[kind])
