"""Near-equal scores: hits whose scores are in the same step are ordered by other keys."""

TIE_DECIMALS = 9
"""Scores are rounded to this many decimals: sums of floats added in another order differ."""

SCORE_STEP = 0.25
"""Scores are near-equal where they round to the same multiple of it."""

MAX_WINDOW = 255
"""The longest window of a query's words that is measured; longer ones count as this long."""
