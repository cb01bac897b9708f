"""Hook specifications: the functions that a plugin may implement.

A plugin is a module or an object under an entry point. Those of the group ``searchapp.indexing``
decide what the index holds; those of ``searchapp.results`` add to what is shown of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import pluggy

from searchapp.plugins.indexing_records import FileReader, LanguageLexicon
from searchapp.plugins.result_records import HitExtras, HitSummary

PROJECT = "searchapp"

Group = Literal["searchapp.indexing", "searchapp.results"]

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function as the implementation of the hook that has its name."""


class IndexingHooks:
    """The hooks of ``searchapp.indexing``."""

    @hookspec
    def searchapp_readers(self) -> Sequence[FileReader]:
        """Return readers of further file formats; called once in each process."""
        raise NotImplementedError

    @hookspec
    def searchapp_lexicons(self) -> Sequence[LanguageLexicon]:
        """Return lexicons of further languages; called once in each process."""
        raise NotImplementedError


class ResultHooks:
    """The hooks of ``searchapp.results``."""

    @hookspec
    def searchapp_hit_extras(self, hits: Sequence[HitSummary]) -> Mapping[str, HitExtras]:
        """Return what to add to some of *hits*, a page of results, by the id of the hit.

        Called for each page of results that is not cached, by several threads at once.
        """
        raise NotImplementedError


HOOKS: dict[Group, type[IndexingHooks] | type[ResultHooks]] = {
    "searchapp.indexing": IndexingHooks,
    "searchapp.results": ResultHooks,
}
