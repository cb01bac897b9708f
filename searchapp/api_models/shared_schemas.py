"""What answers share: the index that they come from, notices, problems and health."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Struct, UnsetType

from searchapp.models.fields import doc
from searchapp.models.search import Index, Notice

AnsweringIndex = Annotated[
    Index,
    doc(
        "The index that the response comes from.",
        {"version": "7", "built_at": "2024-03-21T09:30:00Z"},
    ),
]

Notices = Annotated[
    tuple[Notice, ...] | UnsetType,
    doc("Parameters that are unknown and were ignored; missing where there are none.", []),
]


class Health(Struct, frozen=True):
    """State of the service."""

    status: Annotated[str, doc("`ok`, `degraded` or `no_index`.", "ok")]
    index: Annotated[
        Index | None,
        doc("The index in use; null if there is none.", {"version": "7", "built_at": "…"}),
    ]
    held_removals: Annotated[
        int,
        doc(
            "The number of removals that the last `reindex` held back because there were too many.",
            0,
        ),
    ]
    message: Annotated[str | UnsetType, doc("What is wrong and what to do about it.", "Run: …")] = (
        UNSET
    )


class Ready(Struct, frozen=True):
    """Readiness: the generation that answers searches."""

    index: AnsweringIndex


class Problem(Struct, frozen=True):
    """Problem details of a request that failed (RFC 9457)."""

    type: Annotated[str, doc("Always `about:blank`.", "about:blank")]
    title: Annotated[str, doc("The kind of error.", "Invalid parameter")]
    status: Annotated[int, doc("The HTTP status.", 400)]
    detail: Annotated[
        str,
        doc(
            "What is wrong, and which values are allowed.",
            "'limit' must be a whole number from 1 to 100 (got '0').",
        ),
    ]
    parameter: Annotated[str | UnsetType, doc("The name of the parameter.", "limit")] = UNSET
    allowed: Annotated[
        str | UnsetType, doc("The allowed values.", "a whole number from 1 to 100")
    ] = UNSET
    notices: Annotated[
        tuple[Notice, ...] | UnsetType, doc("What is wrong in `q`, with positions.", [])
    ] = UNSET
    restart: Annotated[
        str | UnsetType,
        doc(
            "If the cursor has expired: the URL of the first page.",
            "/api/v1/search?q=oil",
            format="uri-reference",
        ),
    ] = UNSET
