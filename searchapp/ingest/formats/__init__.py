"""Readers of file formats, a module for each, and the detection of a file's format."""

from searchapp.ingest.formats.detection import ENDINGS, has_reader, read_file

__all__ = ["ENDINGS", "has_reader", "read_file"]
