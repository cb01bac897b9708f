"""Pairs of names for editors: those that may be one speaker, and joined ones that may be two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from searchapp.editorial import read_overrides
from searchapp.editorial.speaker_decisions import SpeakerDecisions
from searchapp.models.identity import FormCount, Join
from searchapp.models.search import Hit, SearchRequest
from searchapp.search.service import SearchService

PairQueue = Literal["may-be-one", "may-be-two"]

_EXAMPLES = 2
_MAX_ROLES = 4


@dataclass(frozen=True, slots=True)
class NamedForm:
    """One name of a pair: its paragraphs, the roles of its speaker, and examples."""

    form: FormCount
    roles: tuple[str, ...]
    hits: tuple[Hit, ...]


def undecided_pairs(service: SearchService, queue: PairQueue = "may-be-one") -> list[Join]:
    """Return the pairs of *queue* that no editor has decided about, the most doubtful first.

    Raises ``NoIndexError``, and ``EditorialError`` where the registry is invalid.
    """
    table = service.speaker_table()
    decisions = read_overrides(service.settings.corpus_dir).decisions
    if queue == "may-be-two":
        joined = (join for join in table.joins if join.relation != "editor")
        open_joins = [join for join in joined if not _is_decided(join, decisions)]
        return sorted(open_joins, key=lambda join: (join.confidence, join))
    apart = (
        join
        for join in table.doubtful
        if table.speaker_of(join.first) != table.speaker_of(join.second)
    )
    open_joins = [join for join in apart if not _is_decided(join, decisions)]
    return sorted(open_joins, key=lambda join: (-join.confidence, join))


def _is_decided(join: Join, decisions: SpeakerDecisions) -> bool:
    ids = {join.first, join.second}
    return any(set(pair) == ids for pair in decisions.different) or any(
        ids <= set(group) for group in decisions.same
    )


def named_forms(service: SearchService, join: Join) -> Sequence[NamedForm]:
    """Return the two names of *join*, the more frequent first; fewer where one is gone."""
    named: list[NamedForm] = []
    for form_id in (join.first, join.second):
        profile = service.speaker(form_id)
        if profile is None:
            continue
        own = profile.summary
        forms = profile.forms or (FormCount(own.id, own.name, own.count),)
        form = next((form for form in forms if form.id == form_id), None)
        if form is not None:
            request = SearchRequest(speakers=(form.name,), limit=_EXAMPLES)
            roles = tuple(role.role for role in profile.roles[:_MAX_ROLES])
            named.append(NamedForm(form, roles, service.top_hits(request)))
    return sorted(named, key=lambda one: -one.form.count)
