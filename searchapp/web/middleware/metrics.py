"""Prometheus metrics at ``/metrics``.

Each application has its own registry. With several workers, ``PROMETHEUS_MULTIPROC_DIR`` names
the folder through which their counters are summed, as ``prometheus_client`` documents.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from searchapp.engine.errors import EngineError
from searchapp.indexing.last_run import OUTCOMES, LastRun, read_last_run
from searchapp.search.service import SearchService
from searchapp.web.middleware.optional_dependency import extra
from searchapp.web.middleware.timing import seconds_taken

if TYPE_CHECKING:
    from prometheus_client import Metric

REQUEST_SECONDS_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the histogram of request times."""


class _IndexCollector:
    """Collector of metrics of the live generation and the last run, read at each scrape."""

    def __init__(self, service: SearchService) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of the index and of the last run."""
        yield from self._of_index()
        run = read_last_run(self._service.settings.index_dir)
        if run is not None:
            yield from _of_run(run)

    def _of_index(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        try:
            info = self._service.info()
        except EngineError:
            yield GaugeMetricFamily("searchapp_index_up", "Whether an index can be opened", 0)
            return
        age = time.time() - info.built_at.timestamp()
        yield GaugeMetricFamily("searchapp_index_up", "Whether an index can be opened", 1)
        for name, meaning, value in (
            ("generation", "Version of the index in use", float(info.version)),
            ("age_seconds", "Age of the index in use, in seconds", age),
            ("articles", "Articles in the index", info.articles),
            ("paragraphs", "Paragraphs in the index", info.paragraphs),
        ):
            yield GaugeMetricFamily(f"searchapp_index_{name}", meaning, value)


def _of_run(run: LastRun) -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    gauges = [
        ("ended", "End of the last reindex, in seconds since 1970", run.ended_at.timestamp()),
        ("seconds", "Duration of the last reindex in seconds", run.seconds),
        ("failed", "Whether the last reindex failed", float(run.result == "failed")),
    ]
    gauges += [
        ("deferred", "Files that the last reindex deferred", float(run.deferred)),
        ("held_removals", "Removals that the last reindex held back", float(run.held_removals)),
    ]
    if run.succeeded_at is not None:
        meaning = "End of the last successful reindex, in seconds since 1970"
        gauges.append(("succeeded", meaning, run.succeeded_at.timestamp()))
    for name, meaning, value in gauges:
        yield GaugeMetricFamily(f"searchapp_reindex_{name}", meaning, value)
    articles = GaugeMetricFamily(
        "searchapp_reindex_articles", "Articles of the last reindex by outcome", labels=["fate"]
    )
    for fate in OUTCOMES:
        articles.add_metric([fate], getattr(run, fate))
    yield articles


def count_requests(app: Flask, service: SearchService) -> None:
    """Count the requests of *app* and serve ``/metrics``, if the settings say so.

    Raises ``SettingError`` if the library is missing.
    """
    if not service.settings.metrics:
        return
    with extra("serve", "SEARCHAPP_METRICS", value="yes"):
        import prometheus_client as prometheus
        from prometheus_client import multiprocess
    figures = prometheus.CollectorRegistry()
    figures.register(_IndexCollector(service))
    several = "PROMETHEUS_MULTIPROC_DIR" in os.environ
    counted = prometheus.CollectorRegistry() if several else figures
    requests = prometheus.Counter(
        "searchapp_requests", "Number of requests", ("endpoint", "status"), registry=counted
    )
    seconds = prometheus.Histogram(
        "searchapp_request_seconds",
        "Duration of requests in seconds",
        ("endpoint",),
        buckets=REQUEST_SECONDS_BUCKETS,
        registry=counted,
    )
    if several:
        multiprocess.MultiProcessCollector(figures)  # type: ignore[no-untyped-call]

    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        requests.labels(endpoint, response.status_code).inc()
        seconds.labels(endpoint).observe(seconds_taken())
        return response

    def metrics() -> Response:
        text: Any = prometheus.generate_latest(figures)
        return Response(text, content_type=prometheus.CONTENT_TYPE_LATEST)

    app.after_request(count)
    app.add_url_rule("/metrics", "metrics", metrics)
