"""The plugins of ``searchapp.indexing``: their readers and lexicons, loaded once in a process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from searchapp.plugins.indexing_records import FileReader, LanguageLexicon
from searchapp.plugins.loading import (
    PLUGIN_ERRORS,
    InstalledPlugin,
    PluginProblem,
    call_hook,
    error_text,
    fingerprint,
    load_plugins,
)

_log = logging.getLogger(__name__)

_Record = TypeVar("_Record", FileReader, LanguageLexicon)


@dataclass(frozen=True, slots=True)
class FromPlugin(Generic[_Record]):
    """A record, and the name of the plugin that it is from."""

    plugin: str
    record: _Record


@dataclass(frozen=True, slots=True)
class IndexingPlugins:
    """The plugins, and what they add; ``problems`` includes those of hooks that failed."""

    plugins: tuple[InstalledPlugin, ...]
    readers: tuple[FromPlugin[FileReader], ...]
    lexicons: tuple[FromPlugin[LanguageLexicon], ...]
    problems: tuple[PluginProblem, ...]


@cache
def indexing_plugins() -> IndexingPlugins:
    """Return the installed plugins; those that fail are among its ``problems``.

    Each process imports them for itself, so that the workers of ``reindex`` have them too.
    """
    plugins = load_plugins("searchapp.indexing")
    problems = [problem for plugin in plugins for problem in plugin.problems]
    readers = tuple(_records(plugins, "searchapp_readers", FileReader, problems))
    lexicons = tuple(_records(plugins, "searchapp_lexicons", LanguageLexicon, problems))
    return IndexingPlugins(plugins, readers, lexicons, tuple(problems))


@cache
def indexing_fingerprint() -> str:
    """Return the packages with such plugins and their versions, or the empty string.

    It is the same where a plugin fails, so that what the index has of it is kept.
    """
    return fingerprint("searchapp.indexing")


def _records(
    plugins: tuple[InstalledPlugin, ...],
    hook: str,
    record_type: type[_Record],
    problems: list[PluginProblem],
) -> Iterator[FromPlugin[_Record]]:
    """Yield the records that *hook* returns; add to *problems* what it returns or raises else."""
    for plugin in plugins:
        try:
            results = call_hook(plugin, hook)
        except PLUGIN_ERRORS as error:
            _log.debug("Hook %s of plugin %s failed", hook, plugin.name, exc_info=True)
            problems.append(PluginProblem(plugin.name, f"{hook} failed ({error_text(error)})"))
            continue
        for result in results:
            for record in result if isinstance(result, list | tuple) else [result]:
                if isinstance(record, record_type):
                    yield FromPlugin(plugin.name, record)
                else:
                    expected, got = record_type.__name__, type(record).__name__
                    text = f"{hook} must return a list of {expected} (got {got})"
                    problems.append(PluginProblem(plugin.name, text))
