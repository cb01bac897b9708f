"""The number that stands for rules, lexicons and readers is raised when their results change."""

from searchapp.attribution import ATTRIBUTION_VERSION
from tests.attribution.golden import current_results, differing, recorded

_RECORD = "python -m tests.attribution.golden"


def test_results_change_only_with_the_attribution_version() -> None:
    version, articles = recorded()
    changed = differing(articles, current_results())
    assert not changed, (
        f"Reading or attribution gives other results for {changed}."
        f" Raise ATTRIBUTION_VERSION if it is still {version}, then run: {_RECORD}"
    )
    assert version == ATTRIBUTION_VERSION, (
        f"ATTRIBUTION_VERSION is {ATTRIBUTION_VERSION}, the recorded results are of {version}."
        f" Run: {_RECORD}"
    )


def test_the_golden_results_cover_every_format_and_many_speakers() -> None:
    assert len(recorded()[1]) >= 30


def test_a_missing_an_added_and_a_changed_article_differ() -> None:
    before = {"same": "1", "changed": "2", "missing": "3"}
    after = {"same": "1", "changed": "4", "added": "5"}
    assert differing(before, after) == ["added", "changed", "missing"]
