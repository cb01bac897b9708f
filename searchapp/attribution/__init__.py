"""Who says what in an article: ``attribute`` fills in each paragraph's attributions."""

from searchapp.attribution.extractor import attribute

__all__ = ["ATTRIBUTION_VERSION", "attribute"]

ATTRIBUTION_VERSION = 1
"""Raise this when rules, lexicons or readers change what they find in an article.

An index of another attribution version stays searchable; ``reindex`` reads it anew.
"""
