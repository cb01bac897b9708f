"""Random and very long queries: no server error, and highlights in the right places.

``python -m tests.campaigns.random_queries`` runs 20,000 of them.
"""

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from tests.web.random_queries import RANDOM_QUERIES, check


@settings(
    max_examples=250,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(q=RANDOM_QUERIES)
def test_random_queries_have_valid_responses(client: FlaskClient, q: str) -> None:
    check(client, q)


@pytest.mark.parametrize(
    "q", ["(" * 900, '"' * 999, "a* " * 300, "- " * 400, "NOT " * 200, "制" * 900]
)
def test_very_long_queries_have_valid_responses(client: FlaskClient, q: str) -> None:
    check(client, q)
