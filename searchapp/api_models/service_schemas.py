"""JSON objects of health checks and errors, as types."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from searchapp.api_models.schemas import Index, Notice, described


class Health(TypedDict):
    """State of the service."""

    status: Annotated[str, described("`ok`, `degraded` or `no_index`.", "ok")]
    index: Annotated[
        Index | None,
        described("The live generation; null: none.", {"version": "7", "built_at": "…"}),
    ]
    held_removals: Annotated[
        int, described("Removals that the last `reindex` held back, since they were many.", 0)
    ]
    message: NotRequired[Annotated[str, described("What is wrong, and what to do.", "Run: …")]]


class Ready(TypedDict):
    """Readiness: the generation that answers searches."""

    index: Annotated[Index, described("The live generation.", {"version": "7", "built_at": "…"})]


class Problem(TypedDict):
    """Problem details of a request that failed (RFC 9457)."""

    type: Annotated[
        str, described("Always `about:blank`: the status says the kind.", "about:blank")
    ]
    title: Annotated[
        str, described("The kind of problem.", "A parameter has a value that it cannot take")
    ]
    status: Annotated[int, described("The HTTP status again.", 400)]
    detail: Annotated[
        str,
        described(
            "What is wrong and what would be right, as a sentence.",
            "The parameter 'limit' is '0'; allowed is a whole number from 1 to 100.",
        ),
    ]
    parameter: NotRequired[Annotated[str, described("The parameter at fault.", "limit")]]
    allowed: NotRequired[
        Annotated[str, described("What it may be.", "a whole number from 1 to 100")]
    ]
    notices: NotRequired[Annotated[list[Notice], described("What is wrong in `q`, and where.", [])]]
    restart: NotRequired[
        Annotated[
            str,
            described(
                "The first page, where a cursor's generation of the index is gone.",
                "/api/v1/search?q=oil",
                format="uri-reference",
            ),
        ]
    ]
