"""Readers of file formats, a module for each, and the detection of a file's format."""

from searchapp.ingest.formats.detection import (
    SETTINGS_ENDING,
    has_reader,
    known_endings,
    plugin_formats,
    read_file,
)

__all__ = ["SETTINGS_ENDING", "has_reader", "known_endings", "plugin_formats", "read_file"]
