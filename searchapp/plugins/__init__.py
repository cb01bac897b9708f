"""Plugins: installed packages that add file formats, languages, and extras of hits.

This module has what the author of a plugin imports; ``docs/plugins.md`` describes it.
"""

from searchapp.plugins.hookspecs import hookimpl
from searchapp.plugins.indexing_records import (
    FileReader,
    LanguageLexicon,
    ReadArticle,
    SourceFile,
    UnreadableFileError,
)
from searchapp.plugins.result_records import HitExtras, HitLink, HitSummary

__all__ = [
    "FileReader",
    "HitExtras",
    "HitLink",
    "HitSummary",
    "LanguageLexicon",
    "ReadArticle",
    "SourceFile",
    "UnreadableFileError",
    "hookimpl",
]
