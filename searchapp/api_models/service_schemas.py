"""JSON objects of health checks and errors."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Struct, UnsetType

from searchapp.api_models.schemas import AnsweringIndex, Index, Notice, doc


class Health(Struct, frozen=True):
    """State of the service."""

    status: Annotated[str, doc("`ok`, `degraded` or `no_index`.", "ok")]
    index: Annotated[
        Index | None, doc("The live generation; null: none.", {"version": "7", "built_at": "…"})
    ]
    held_removals: Annotated[
        int, doc("Removals that the last `reindex` held back, since they were many.", 0)
    ]
    message: Annotated[str | UnsetType, doc("What is wrong, and what to do.", "Run: …")] = UNSET


class Ready(Struct, frozen=True):
    """Readiness: the generation that answers searches."""

    index: AnsweringIndex


class Problem(Struct, frozen=True):
    """Problem details of a request that failed (RFC 9457)."""

    type: Annotated[str, doc("Always `about:blank`: the status says the kind.", "about:blank")]
    title: Annotated[
        str, doc("The kind of problem.", "A parameter has a value that it cannot take")
    ]
    status: Annotated[int, doc("The HTTP status again.", 400)]
    detail: Annotated[
        str,
        doc(
            "What is wrong and what would be right, as a sentence.",
            "The parameter 'limit' is '0'; allowed is a whole number from 1 to 100.",
        ),
    ]
    parameter: Annotated[str | UnsetType, doc("The parameter at fault.", "limit")] = UNSET
    allowed: Annotated[str | UnsetType, doc("What it may be.", "a whole number from 1 to 100")] = (
        UNSET
    )
    notices: Annotated[
        tuple[Notice, ...] | UnsetType, doc("What is wrong in `q`, and where.", [])
    ] = UNSET
    restart: Annotated[
        str | UnsetType,
        doc(
            "The first page, where a cursor's generation of the index is gone.",
            "/api/v1/search?q=oil",
            format="uri-reference",
        ),
    ] = UNSET
