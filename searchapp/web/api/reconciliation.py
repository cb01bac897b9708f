"""API view of the reconciliation service, for OpenRefine and other clients of that API."""

from __future__ import annotations

from urllib.parse import parse_qs

import msgspec
from flask import Response, abort, request, url_for

from searchapp.api_models.parameter_values import ParameterError
from searchapp.api_models.reconciliation import (
    ReconciliationCandidate,
    ReconciliationQuery,
    ReconciliationResult,
    ServiceManifest,
    ViewTemplate,
    entity_type,
)
from searchapp.search.reconciliation import ReconciledSpeaker
from searchapp.search.reconciliation import reconcile as reconcile_name
from searchapp.search.service import SearchService
from searchapp.web.api.responses import json_response
from searchapp.web.presenters.frame import SITE_NAME

_MAX_BODY_BYTES = 1_000_000
_MAX_QUERIES = 50
_MAX_FIELDS = 10
_EXPECTED = 'a JSON object such as {"q0": {"query": "Ann Lee"}}'
_MAX_NAME_CHARACTERS = 500
_DEFAULT_LIMIT = 5
_MAX_LIMIT = 50


def reconcile(service: SearchService) -> Response:
    """Answer ``GET`` and ``POST /reconcile``.

    ``GET`` without ``queries`` answers with the description of the service; with them, each
    has its candidates.
    """
    queries = _posted_queries() if request.method == "POST" else request.args.get("queries")
    if queries is None:
        return json_response(_manifest())
    batch = _read_batch(queries)
    response = json_response({key: _result(service, query) for key, query in batch.items()})
    response.headers["Cache-Control"] = "no-store"
    return response


def _posted_queries() -> str:
    body = request.stream.read(_MAX_BODY_BYTES + 1)
    if len(body) > _MAX_BODY_BYTES:
        abort(413, f"The body has more than {_MAX_BODY_BYTES:,} bytes, which is the most.")
    try:
        fields = parse_qs(body.decode(errors="replace"), max_num_fields=_MAX_FIELDS)
    except ValueError:
        raise ParameterError("queries", "a form of many fields", _EXPECTED) from None
    return fields.get("queries", [""])[0]


def _read_batch(queries: str) -> dict[str, ReconciliationQuery]:
    try:
        batch = msgspec.json.decode(queries, type=dict[str, ReconciliationQuery])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise ParameterError("queries", queries, _EXPECTED) from None
    if len(batch) > _MAX_QUERIES:
        raise ParameterError("queries", f"{len(batch)} queries", f"at most {_MAX_QUERIES}")
    return batch


def _result(service: SearchService, query: ReconciliationQuery) -> ReconciliationResult:
    limit = _DEFAULT_LIMIT if query.limit is None else query.limit
    reconciled = reconcile_name(
        service,
        query.query[:_MAX_NAME_CHARACTERS],
        query.kinds,
        min(max(limit, 0), _MAX_LIMIT),
    )
    return ReconciliationResult(tuple(map(_candidate, reconciled)))


def _candidate(reconciled: ReconciledSpeaker) -> ReconciliationCandidate:
    speaker = reconciled.speaker
    return ReconciliationCandidate(
        id=speaker.id,
        name=speaker.name,
        description=_description(reconciled),
        type=(entity_type(speaker.kind),),
        score=round(reconciled.score, 1),
        match=reconciled.certain,
    )


def _description(reconciled: ReconciledSpeaker) -> str:
    """Return a line that tells speakers of similar names apart."""
    speaker = reconciled.speaker
    quoted = f"quoted in {speaker.count:,} paragraph{'' if speaker.count == 1 else 's'}"
    days = dict.fromkeys(str(day) for day in (speaker.first_date, speaker.last_date) if day)
    return ", ".join((quoted, " to ".join(days))) if days else quoted


def _manifest() -> ServiceManifest:
    speakers = url_for(".speakers", _external=True)
    return ServiceManifest(
        versions=("0.2",),
        name=SITE_NAME,
        identifier_space=f"{speakers}/",
        schema_space="https://schema.org/",
        default_types=(entity_type("person"), entity_type("organization")),
        view=ViewTemplate(f"{speakers}/{{{{id}}}}"),
    )
