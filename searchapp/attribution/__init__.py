"""Attribution: who says what in an article, paragraph by paragraph."""

from searchapp.attribution.extractor import attribute

__all__ = ["ATTRIBUTION_VERSION", "attribute"]

ATTRIBUTION_VERSION = 16
"""The version of rules, lexicons and readers; raise it when their results change.

An index of an older version stays searchable; ``reindex`` reads its articles again.
"""
