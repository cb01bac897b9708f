"""The formats: a module each, and one registry that tells which a file has."""

from searchapp.ingest.formats.registry import ENDINGS, has_reader, read_file

__all__ = ["ENDINGS", "has_reader", "read_file"]
