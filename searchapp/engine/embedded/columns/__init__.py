"""Columns of a generation: one value for each document, in arrays over all its segments."""
