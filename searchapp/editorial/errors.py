"""How the editor's files say that they cannot be understood."""

from __future__ import annotations


class EditorialError(ValueError):
    """A file of the editor's cannot be read; the message says where and what to do."""
