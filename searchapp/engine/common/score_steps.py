"""Steps of scores: hits in the same step have near-equal scores, and other keys order them."""

TIE_DECIMALS = 9
"""Scores are rounded to this many decimals: sums of floats added in another order differ."""

SCORE_STEP = 0.25
"""Scores are near-equal where they round to the same multiple of it."""
