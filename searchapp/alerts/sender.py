"""Sender of alerts: finds what is new for each, and delivers it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import msgspec

from searchapp.alerts.definitions import INTERVALS, Alert, read_alerts
from searchapp.alerts.delivery import DeliveryError, deliver
from searchapp.alerts.digest import Digest, digest_paragraph
from searchapp.alerts.outbox import Outbox, Progress
from searchapp.api_models.parameter_values import ParameterError
from searchapp.models.search import Hit, SearchRequest
from searchapp.query.errors import QueryError
from searchapp.search.permalinks import permalink_path
from searchapp.search.service import SearchService

_MAX_PARAGRAPHS = 100
"""Paragraphs in one digest; the rest are counted."""

_PAGE = 100
_MAX_PAGES = 100
_DIGESTS = uuid.uuid5(uuid.NAMESPACE_URL, "searchapp:digest")


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """What became of an alert: ``problem`` is why nothing was delivered, or empty.

    ``paragraphs`` is the number of new paragraphs in the digest.
    """

    alert: str
    target: str
    paragraphs: int = 0
    problem: str = ""


class AlertSender:
    """The alerts of one archive."""

    def __init__(self, service: SearchService) -> None:
        self._service = service
        self._settings = service.settings
        self._outbox = Outbox(service.settings.index_dir)
        self.alerts = read_alerts(service.settings.corpus_dir)
        """The alerts; the constructor raises ``EditorialError`` where their file is wrong."""

    def send(self, now: datetime.datetime | None = None) -> list[DeliveryOutcome]:
        """Make the digests of all alerts that are due, and deliver what is in the outbox.

        A new alert begins with what is added from now on. One process at a time may call this.
        Raises ``EngineError``, and ``sqlite3.Error`` where the outbox cannot be written.
        """
        now = now or datetime.datetime.now(datetime.UTC)
        outcomes = [outcome for alert in self.alerts if (outcome := self._collect(alert, now))]
        return [*outcomes, *self._deliver(now)]

    def preview(self, alert: Alert) -> Digest | None:
        """Return the digest that would be sent now, or None where nothing is new.

        Raises ``ParameterError`` and ``QueryError`` for a search that is not possible, and
        ``EngineError``.
        """
        made = self._digest(alert, self._outbox.progress(alert.name), _now())
        return made[0] if made else None

    def has_begun(self, alert: Alert) -> bool:
        """Whether *alert* has seen the archive; a new one begins with the next ``send``."""
        return self._outbox.progress(alert.name) is not None

    def test(self, alert: Alert) -> None:
        """Send the newest paragraphs of *alert* to its target; they stay new.

        Raises ``DeliveryError``, ``ParameterError``, ``QueryError`` and ``EngineError``.
        """
        beginning = Progress(0, frozenset(), _now())
        made = self._digest(alert, beginning, _now())
        if made is None:
            raise DeliveryError("The search finds nothing, so there is nothing to send.")
        deliver(_as_test(made[0]), alert, self._settings)

    def _collect(self, alert: Alert, now: datetime.datetime) -> DeliveryOutcome | None:
        """Put the digest of *alert* into the outbox where it is due and something is new."""
        progress = self._outbox.progress(alert.name)
        try:
            if progress is None:
                self._outbox.advance(alert.name, self._beginning(alert, now), None)
            elif now - progress.sent_at >= INTERVALS[alert.every] and (
                made := self._digest(alert, progress, now)
            ):
                digest, seen = made
                self._outbox.advance(alert.name, seen, (digest.id, msgspec.json.encode(digest)))
        except (ParameterError, QueryError) as error:
            return DeliveryOutcome(alert.name, alert.target, problem=str(error))
        return None

    def _deliver(self, now: datetime.datetime) -> Iterator[DeliveryOutcome]:
        by_name = {alert.name: alert for alert in self.alerts}
        for message in self._outbox.due(now):
            alert = by_name.get(message.alert)
            if alert is None:
                # Its alert was deleted: nobody wants the message any more.
                self._outbox.delivered(message)
                continue
            digest = msgspec.json.decode(message.body, type=Digest)
            count = len(digest.paragraphs) + digest.more
            try:
                deliver(digest, alert, self._settings)
            except DeliveryError as error:
                until = self._outbox.failed(message, now)
                problem = f"{error}; the next attempt is from {until:%Y-%m-%d %H:%M} UTC on"
                yield DeliveryOutcome(alert.name, alert.target, count, problem)
            else:
                self._outbox.delivered(message)
                yield DeliveryOutcome(alert.name, alert.target, count)

    def _request(self, alert: Alert) -> SearchRequest:
        request = self._service.parser.request(alert.parameters)
        return replace(request, sort="added", page=1, limit=_PAGE, strict=True)

    def _beginning(self, alert: Alert, now: datetime.datetime) -> Progress:
        hits = self._service.search(self._request(alert)).hits
        return _seen(hits, Progress(0, frozenset(), now), now)

    def _digest(
        self, alert: Alert, progress: Progress | None, now: datetime.datetime
    ) -> tuple[Digest, Progress] | None:
        """Return what is new for *alert* since *progress*, and how far it has come then."""
        if progress is None:
            return None
        hits = tuple(self._new_hits(alert, progress))
        if not hits:
            return None
        last = ",".join(sorted(f"{hit.id} {_added(hit)}" for hit in hits))
        digest = Digest(
            id=str(uuid.uuid5(_DIGESTS, f"{self._service.archive_id}\n{alert.name}\n{last}")),
            alert=alert.name,
            made_at=now,
            search_url=f"{self._settings.site_url}/search?{urlencode(alert.parameters)}",
            paragraphs=tuple(
                digest_paragraph(hit, self._paragraph_url(hit)) for hit in hits[:_MAX_PARAGRAPHS]
            ),
            more=max(0, len(hits) - _MAX_PARAGRAPHS),
        )
        return digest, _seen(hits, progress, now)

    def _new_hits(self, alert: Alert, progress: Progress) -> Iterator[Hit]:
        """Yield the paragraphs added since *progress*, the newest first."""
        request = self._request(alert)
        for page in range(1, _MAX_PAGES + 1):
            results = self._service.search(replace(request, page=page))
            for hit in results.hits:
                if _added(hit) < progress.seen_at:
                    return
                if _added(hit) > progress.seen_at or hit.id not in progress.seen_ids:
                    yield hit
            if not results.has_next:
                return

    def _paragraph_url(self, hit: Hit) -> str:
        return f"{self._settings.site_url}/{permalink_path(hit)}"


def _as_test(digest: Digest) -> Digest:
    """Return the first paragraphs of *digest* under another name and id."""
    return msgspec.structs.replace(
        digest,
        id=str(uuid.uuid4()),
        alert=f"Test: {digest.alert}",
        paragraphs=digest.paragraphs[:3],
        more=0,
    )


def _added(hit: Hit) -> int:
    return int(hit.added_at.timestamp()) if hit.added_at else 0


def _seen(hits: tuple[Hit, ...], before: Progress, now: datetime.datetime) -> Progress:
    """Return the progress after *hits*, the newest of which is the first."""
    latest = max(map(_added, hits), default=before.seen_at)
    ids = frozenset(hit.id for hit in hits if _added(hit) == latest)
    if latest == before.seen_at:
        ids |= before.seen_ids
    return Progress(latest, ids, now)


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
