"""Daily counts as the cluster returns them and as a generation stores them."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.opensearch.day_counts import read_days, read_stored_days, stored_days

DAYS = st.dates(datetime.date(1987, 1, 1), datetime.date(1989, 12, 31))


@given(
    counts=st.dictionaries(DAYS, st.integers(1, 10**9), max_size=20),
    undated=st.integers(0, 10**9),
)
def test_stored_counts_are_those_of_the_cluster(
    counts: dict[datetime.date, int], undated: int
) -> None:
    buckets = [
        {"key_as_string": day.isoformat(), "doc_count": count}
        for day, count in sorted(counts.items())
    ]
    read = read_days({"days": {"buckets": buckets}, "undated": {"doc_count": undated}})
    assert read.total == sum(counts.values()) + undated
    stored = read_stored_days(stored_days(read))
    assert (stored.before.tolist(), stored.undated) == (read.before.tolist(), read.undated)
    assert stored.span == read.span
    for day, count in counts.items():
        index = day.toordinal() - stored.first
        assert stored.before[index + 1] - stored.before[index] == count
