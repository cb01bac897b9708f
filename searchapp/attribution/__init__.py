"""Who says what in an article: ``attribute`` fills in each paragraph's attributions."""

from searchapp.attribution.resolver import attribute

__all__ = ["attribute"]
