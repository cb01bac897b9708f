"""Quote checking: whether the archive has the quotations of a draft, word for word."""

from searchapp.quotes.checker import DraftTooLongError, QuoteChecker

__all__ = ["DraftTooLongError", "QuoteChecker"]
