"""Nothing that can be typed gives an error of ours, silence, or a mark out of place.

``python -m tests.campaigns.questions`` asks 20,000 times.
"""

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from tests.web.questions import QUESTIONS, check


@settings(
    max_examples=250,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(q=QUESTIONS)
def test_every_question_is_answered(client: FlaskClient, q: str) -> None:
    check(client, q)


@pytest.mark.parametrize(
    "q", ["(" * 900, '"' * 999, "a* " * 300, "- " * 400, "NOT " * 200, "制" * 900]
)
def test_long_questions_are_answered(client: FlaskClient, q: str) -> None:
    check(client, q)
