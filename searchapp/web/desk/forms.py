"""Fields of the desk's forms: filters of queues, answers, and where to go next."""

from __future__ import annotations

import datetime
from typing import get_args
from urllib.parse import urlencode

from flask import request, session, url_for

from searchapp.desk.decisions import AttributionKey
from searchapp.desk.questions import ANSWERS, Judgement, JudgementError
from searchapp.desk.queues import DEFAULT_CONFIDENCE, MAX_CONFIDENCE, QueueFilter
from searchapp.models.articles import Speaker, SpeakerKind

_MAX_NAME_CHARACTERS = 200
_MAX_LATER = 60
_LATER = "later"
_AS_CANDIDATE = "as:"


def queue_filter() -> QueueFilter:
    """Return the filter in the URL; a value that is none is ignored."""
    return QueueFilter(
        source=request.values.get("source", "")[:_MAX_NAME_CHARACTERS],
        first=_day("from"),
        last=_day("to"),
        below=_confidence(request.values.get("below", "")),
    )


def filter_pairs(filter_: QueueFilter) -> list[tuple[str, str]]:
    """Return *filter_* as parameters of a URL, without those that have their defaults."""
    pairs = [
        ("source", filter_.source),
        ("from", filter_.first.isoformat() if filter_.first else ""),
        ("to", filter_.last.isoformat() if filter_.last else ""),
        ("below", f"{filter_.below:g}" if filter_.below != DEFAULT_CONFIDENCE else ""),
    ]
    return [pair for pair in pairs if pair[1]]


def queue_url(queue: str, filter_: QueueFilter | None = None) -> str:
    """Return the URL of a queue."""
    url = url_for(".desk_queue", queue=queue)
    query = urlencode(filter_pairs(filter_)) if filter_ else ""
    return f"{url}?{query}" if query else url


def _day(name: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(request.values.get(name, ""))
    except ValueError:
        return None


def _confidence(text: str) -> float:
    try:
        return min(max(float(text), 0.0), MAX_CONFIDENCE)
    except ValueError:
        return DEFAULT_CONFIDENCE


def attribution_key() -> AttributionKey:
    """Return the attribution that a form is about. Raises ``JudgementError``."""
    number = request.form.get("number", "")
    if not (number.isascii() and number.isdigit() and len(number) < 8):
        raise JudgementError("The form names no paragraph.")
    return AttributionKey(
        request.form.get("article", ""),
        int(number),
        request.form.get("speaker_id", ""),
        request.form.get("cue", ""),
    )


def judgement(candidates: list[Speaker]) -> Judgement:
    """Return the answer of the form. Raises ``JudgementError`` where it has none."""
    answer = request.form.get("answer", "")
    if answer.startswith(_AS_CANDIDATE):
        chosen = next((c for c in candidates if c.id == answer[len(_AS_CANDIDATE) :]), None)
        if chosen is None:
            raise JudgementError("The speaker is not one of the article any more.")
        return Judgement("speaker", chosen.name, chosen.kind)
    if answer == "speaker":
        return _named(candidates)
    for known in ANSWERS:
        if answer == known:
            return Judgement(known)
    raise JudgementError("The form has no answer.")


def _named(candidates: list[Speaker]) -> Judgement:
    """Return the answer that names a speaker, with the kind of a known one by default."""
    name = " ".join(request.form.get("name", "").split())[:_MAX_NAME_CHARACTERS]
    role = " ".join(request.form.get("role", "").split())[:_MAX_NAME_CHARACTERS]
    wanted = request.form.get("kind", "")
    known = next((c.kind for c in candidates if c.name == name), "person")
    kinds: tuple[SpeakerKind, ...] = get_args(SpeakerKind)
    kind = next((kind for kind in kinds if kind == wanted), known)
    if not all(character.isprintable() for character in name + role):
        raise JudgementError("A name has characters that cannot be shown.")
    return Judgement("speaker", name, kind, role)  # type: ignore[arg-type]


def put_off(item_hash: str) -> None:
    """Let a question come last for this session."""
    later = [h for h in session.get(_LATER, []) if h != item_hash]
    session[_LATER] = [*later, item_hash[:16]][-_MAX_LATER:]


def put_off_hashes() -> frozenset[str]:
    """Return the hashes of the questions that this session put off."""
    return frozenset(session.get(_LATER, []))
