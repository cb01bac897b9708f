"""Ranking: the order of hits, by score or date, and among those whose scores are equal."""
