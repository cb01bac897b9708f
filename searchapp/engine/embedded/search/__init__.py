"""Searching a generation: evaluation, scoring, facets and suggestions."""
