"""Daily counts: the aggregations that count paragraphs by day, and those of a whole archive.

The timeline of every page sets its hits against all paragraphs of the archive. Their counts
are stored in the generation's index of names, so that no search has to count them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from searchapp.engine.common.timelines import DayCounts
from searchapp.engine.opensearch.index_reader import IndexReader

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

DAYS_KEY = "days"
"""The id of the document with the counts of the archive, in the index of names."""

DAY_AGGREGATIONS: dict[str, Any] = {
    "days": {
        "date_histogram": {
            "field": "date",
            "calendar_interval": "day",
            "min_doc_count": 1,
            "format": "uuuu-MM-dd",
        }
    },
    "undated": {"missing": {"field": "date"}},
}
"""The aggregations that ``read_days`` reads."""


def read_days(results: Mapping[str, Any]) -> DayCounts:
    """Return the counts in the results of ``DAY_AGGREGATIONS``."""
    counts = {
        datetime.date.fromisoformat(bucket["key_as_string"]).toordinal(): bucket["doc_count"]
        for bucket in results["days"]["buckets"]
    }
    return _day_counts(counts, results["undated"]["doc_count"])


def count_days(reader: IndexReader, paragraphs: str) -> DayCounts:
    """Return the counts of all documents of an index. Raises the errors of the client."""
    body = {"size": 0, "track_total_hits": False, "aggs": DAY_AGGREGATIONS}
    return read_days(reader.search(paragraphs, body)["aggregations"])


def _day_counts(counts: Mapping[int, int], undated: int) -> DayCounts:
    if not counts:
        return DayCounts(0, np.zeros(1, np.int64), undated)
    first = min(counts)
    daily = np.zeros(max(counts) - first + 2, np.int64)
    for day, count in counts.items():
        daily[day - first + 1] = count
    return DayCounts(first, np.cumsum(daily), undated)


def stored_days(counts: DayCounts) -> dict[str, Any]:
    """Return *counts* as JSON: ordinals of days, each with its count, and the undated."""
    daily = np.diff(counts.before)
    present = np.flatnonzero(daily)
    return {
        "days": (present + counts.first).tolist(),
        "counts": daily[present].tolist(),
        "undated": counts.undated,
    }


def read_stored_days(stored: Mapping[str, Any]) -> DayCounts:
    """Return the counts that ``stored_days`` made *stored* of."""
    counts = dict(zip(stored["days"], stored["counts"], strict=True))
    return _day_counts(counts, stored["undated"])


def read_archive_days(client: OpenSearch, names: str) -> DayCounts | None:
    """Return the counts that the index *names* stores, None for one that has none.

    Raises the errors of the client.
    """
    response = client.get(index=names, id=DAYS_KEY, params={"ignore": 404})
    return read_stored_days(response["_source"]["table"]) if response.get("found") else None
