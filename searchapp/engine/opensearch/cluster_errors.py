"""Translation of the client's errors into ours: what is refused, what is busy, what is down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from searchapp.engine.common.write_errors import worker_death_as_write_error
from searchapp.engine.errors import IndexWriteError, UnavailableError
from searchapp.query.errors import QueryError, QueryTooExpensiveError

_LIMITS = ("too_many", "too_complex", "TooManyClauses", "too many", "too large", "too complex")
"""Parts of the cluster's messages for queries beyond one of its limits."""


@contextmanager
def read_errors(action: str) -> Iterator[None]:
    """Raise the errors of the client as ours, without secrets.

    A request that the cluster refuses as wrong (400) raises ``QueryError``, or
    ``QueryTooExpensiveError`` where it is beyond a limit; all else ``UnavailableError``.
    *action* completes the sentence "The cluster could not ...".
    """
    from opensearchpy.exceptions import OpenSearchException, TransportError

    try:
        yield
    except TransportError as error:
        if error.status_code == 400:
            raise _refusal(error) from error
        raise UnavailableError(f"The cluster could not {action} ({_reason(error)}).") from error
    except OpenSearchException as error:
        name = type(error).__name__
        raise UnavailableError(f"The cluster could not {action} ({name}).") from error


@contextmanager
def write_errors() -> Iterator[None]:
    """Raise ``IndexWriteError`` for errors of the client and for the death of a worker process."""
    try:
        with worker_death_as_write_error(), read_errors("write the next generation"):
            yield
    except (UnavailableError, QueryError) as error:
        raise IndexWriteError(f"{error} The previous index is unchanged.") from error


def is_silence(error: BaseException) -> bool:
    """Return whether *error* is of the client, and says that no node answered."""
    from opensearchpy.exceptions import ConnectionError as NodeError

    return isinstance(error, NodeError)


def raise_failed(response: Mapping[str, Any]) -> None:
    """Raise the client's error for a *response* within a multi search, if it is one."""
    from opensearchpy.exceptions import HTTP_EXCEPTIONS, TransportError

    if "error" in response:
        status = response.get("status", 500)
        error = response["error"]
        kind = error.get("type", "error") if isinstance(error, Mapping) else str(error)
        raise HTTP_EXCEPTIONS.get(status, TransportError)(status, kind, response)


def _causes(error: Any) -> list[Mapping[str, Any]]:
    """Return what the cluster says of an error, the innermost cause first."""
    info = error.info if isinstance(error.info, Mapping) else {}
    described = info.get("error")
    if not isinstance(described, Mapping):
        return []
    failed_shards = [shard.get("reason", {}) for shard in described.get("failed_shards", ())]
    causes = [described, *described.get("root_cause", ()), *failed_shards]
    for cause in causes:
        inner = cause.get("caused_by")
        while isinstance(inner, Mapping):
            causes = [*causes, inner]
            inner = inner.get("caused_by")
    return causes[::-1]


def _refusal(error: Any) -> Exception:
    causes = _causes(error)
    descriptions = [f"{cause.get('type')}: {cause.get('reason')}" for cause in causes]
    text = (descriptions[0] if descriptions else str(error.error))[:300]
    if any(limit in each for each in descriptions for limit in _LIMITS):
        return QueryTooExpensiveError(
            f"The query exceeds a limit of the cluster ({text}). Use fewer patterns, or"
            " add letters to them."
        )
    return QueryError(f"The cluster refuses this query ({text}).")


def _reason(error: Any) -> str:
    from opensearchpy.exceptions import SSLError

    if isinstance(error, SSLError):
        return (
            "its certificate is not trusted; set SEARCHAPP_OPENSEARCH_CA_CERTS to a file"
            " with its certificate authority"
        )
    if error.status_code == "N/A":
        return "no node is responding"
    if error.status_code == "TIMEOUT":
        return "no node responded in time"
    if error.status_code in (401, 403):
        return (
            f"status {error.status_code}: user, password, API key, client certificate or"
            " signature are not accepted"
        )
    if error.status_code == 429:
        return f"it is overloaded: status 429, {error.error}"
    if any(cause.get("type") == "task_cancelled_exception" for cause in _causes(error)):
        return "it took too long and was cancelled"
    return f"status {error.status_code}, {error.error}"
