"""The plugins that decide what an index holds: their fingerprint and their problems."""

from __future__ import annotations

from searchapp.attribution import ATTRIBUTION_VERSION
from searchapp.attribution.lexicons.plugin_lexicons import plugin_lexicons
from searchapp.ingest.formats import plugin_formats
from searchapp.plugins.indexing_plugins import indexing_fingerprint, indexing_plugins
from searchapp.plugins.loading import PluginProblem


def attribution_fingerprint() -> str:
    """Return what decides who says what: the version of the rules, and the plugins.

    Where it differs from that of an index, ``reindex`` reads everything again.
    """
    plugins = indexing_fingerprint()
    return f"{ATTRIBUTION_VERSION}+{plugins}" if plugins else str(ATTRIBUTION_VERSION)


def indexing_problems() -> tuple[PluginProblem, ...]:
    """Return what is wrong with the plugins, by plugin."""
    problems = (
        *indexing_plugins().problems,
        *plugin_formats().problems,
        *plugin_lexicons().problems,
    )
    return tuple(sorted(problems))
