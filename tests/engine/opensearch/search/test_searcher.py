"""Patterns that select the pairs of ids and names in the cluster."""

import re

from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.opensearch.search.searcher import pair_patterns
from searchapp.engine.schema import PAIR_SEPARATOR

MAX_REGEX_LENGTH = 1_000
"""OpenSearch's default for ``index.max_regex_length``."""

IDS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=1_500), max_size=60)


@given(ids=IDS)
def test_every_id_has_a_pattern_no_longer_than_the_cluster_accepts(ids: list[str]) -> None:
    patterns = list(pair_patterns(ids))
    assert all(len(pattern) <= MAX_REGEX_LENGTH for pattern in patterns)
    for id_ in ids:
        pair = f"{id_}{PAIR_SEPARATOR}Name"
        assert any(lucene_match(pattern, pair) for pattern in patterns)


def lucene_match(pattern: str, value: str) -> bool:
    # Lucene escapes more characters than Python knows as special; in both, an escaped
    # character stands for itself.
    python = re.sub(r"\\(.)", lambda match: re.escape(match[1]), pattern, flags=re.DOTALL)
    return re.fullmatch(python, value, flags=re.DOTALL) is not None
