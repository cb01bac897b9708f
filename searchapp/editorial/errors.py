"""The error that every part of the package raises."""

from __future__ import annotations


class EditorialError(ValueError):
    """An editor's file is invalid; the message says where and what to do about it."""
