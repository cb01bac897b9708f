"""What a generation is asked for the names that readers see."""

import re

from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.opensearch.search.searcher import expressions
from searchapp.engine.schema import PAIR_SEPARATOR

IDS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=1_500), max_size=60)


@given(ids=IDS)
def test_every_id_has_an_expression_no_longer_than_the_cluster_takes(ids: list[str]) -> None:
    asked = list(expressions(ids))
    assert all(len(expression) <= 1_000 for expression in asked)
    for id_ in ids:
        assert any(_matches(expression, f"{id_}{PAIR_SEPARATOR}Name") for expression in asked)


def _matches(expression: str, value: str) -> bool:
    # Lucene escapes more signs than Python does; an escaped sign is itself in both.
    pattern = re.sub(r"\\(.)", lambda found: re.escape(found[1]), expression, flags=re.DOTALL)
    return re.fullmatch(pattern, value, flags=re.DOTALL) is not None
