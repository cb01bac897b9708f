"""Other forms of words."""

from __future__ import annotations

from searchapp.query.word_forms import other_forms


def test_irregular_forms_have_the_same_order_in_every_process() -> None:
    # Scores are sums in this order, and a cluster caches requests by their bytes.
    assert other_forms("goes") == ()
    assert other_forms("choose") == (("chose",), ("chosen",))
    assert other_forms("bitten") == (("bite",), ("bit",))
