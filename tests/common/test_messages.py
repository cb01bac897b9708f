"""Messages: English texts that remember what they were made of."""

from __future__ import annotations

import datetime
import json
import pickle

import pytest

from searchapp.common.messages import Message, Month, message_of

MARCH = datetime.date(2023, 3, 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1,234,567"),
        ("1234567", "1234567"),
        (True, "True"),
        (datetime.date(987, 3, 10), "10 March 0987"),
        (Month(MARCH), "March 2023"),
        (("a", "b", Message("c")), "a, b, c"),
        (Message("at most %(most)s", most=1000), "at most 1,000"),
        ("100%(a)s", "100%(a)s"),
    ],
)
def test_a_message_is_the_english_text_with_its_values(value: object, text: str) -> None:
    assert Message("It is %(value)s.", value=value) == f"It is {text}."


def test_a_message_without_values_may_have_percent_signs() -> None:
    assert Message("100% of them") == "100% of them"


def test_a_message_survives_pickling() -> None:
    message = Message("%(before)s and %(after)s", before=Message("since %(d)s", d=MARCH), after="b")
    copy = pickle.loads(pickle.dumps(message))  # noqa: S301 - written by this test
    assert (copy, copy.msgid, copy.values) == (message, message.msgid, message.values)


def test_a_message_is_written_as_json_like_any_text() -> None:
    assert json.dumps(Message("%(n)s words", n=2)) == '"2 words"'


def test_an_error_gives_back_the_message_that_it_was_raised_with() -> None:
    message = Message("at most %(most)s", most=3)
    assert message_of(ValueError(message)) is message
    assert type(message_of(ValueError("plain"))) is str
    assert message_of(ValueError()) == ""
