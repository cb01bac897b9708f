"""JSON of the W3C Reconciliation Service API, version 0.2: a batch of queries and its results.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Struct

from searchapp.models.articles import SpeakerKind
from searchapp.models.fields import doc

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


class ReconciliationForm(Struct, frozen=True):
    """The form that is posted: a batch of queries, each with a key of its own."""

    queries: Annotated[
        str,
        doc("A JSON object of queries by key.", '{"q0": {"query": "Xi Jinping"}}'),
    ]


class EntityType(Struct, frozen=True):
    """A type of speakers: its kind, and the name to show."""

    id: Annotated[str, doc("The kind of speaker.", "person")]
    name: Annotated[str, doc("The name to show.", "Person")]


_TYPES = [{"id": "person", "name": "Person"}]


class ReconciliationCandidate(Struct, frozen=True):
    """A speaker that a query may mean."""

    id: Annotated[str, doc("The id of the speaker.", "xi-jinping")]
    name: Annotated[str, doc("The speaker's name.", "Xi Jinping")]
    description: Annotated[
        str,
        doc("What tells speakers of similar names apart.", "quoted in 3 paragraphs, 2023-03-10"),
    ]
    type: Annotated[tuple[EntityType, ...], doc("The types of the speaker.", _TYPES)]
    score: Annotated[float, doc("The similarity of the names, 0 to 100.", 100.0)]
    match: Annotated[bool, doc("Whether the archive has exactly this name.", True)]


class ReconciliationResult(Struct, frozen=True):
    """The candidates of one query."""

    result: Annotated[tuple[ReconciliationCandidate, ...], doc("The candidates, best first.", [])]


ResultBatch = dict[str, ReconciliationResult]
"""The result of each query of a batch, by its key."""


class ViewTemplate(Struct, frozen=True):
    """The address of an entity's page."""

    url: Annotated[
        str, doc("The address, with `{{id}}` for the id.", "https://example.org/speakers/{{id}}")
    ]


class ServiceManifest(Struct, frozen=True, rename="camel"):
    """What the reconciliation service is and where its entities are shown."""

    versions: Annotated[tuple[str, ...], doc("The versions of the API.", ["0.2"])]
    name: Annotated[str, doc("The name of the service.", "News archive")]
    identifier_space: Annotated[
        str, doc("The namespace of the ids.", "https://example.org/speakers/")
    ]
    schema_space: Annotated[str, doc("The namespace of the types.", "https://schema.org/")]
    default_types: Annotated[tuple[EntityType, ...], doc("Types to reconcile against.", _TYPES)]
    view: Annotated[
        ViewTemplate,
        doc("Where entities are shown.", {"url": "https://example.org/speakers/{{id}}"}),
    ]


def entity_type(kind: SpeakerKind) -> EntityType:
    """Return the type of the speakers of *kind*."""
    return EntityType(kind, TYPE_NAMES[kind])
