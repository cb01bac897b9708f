"""The plugins of ``searchapp.results``: extras of hits, loaded once in a process."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from searchapp.models.search import Hit
from searchapp.plugins.loading import (
    PLUGIN_ERRORS,
    InstalledPlugin,
    PluginProblem,
    call_hook,
    error_text,
    fingerprint,
    load_plugins,
)
from searchapp.plugins.result_records import HitExtras, HitSummary

_log = logging.getLogger(__name__)

_HOOK = "searchapp_hit_extras"

MAX_CALL_SECONDS = 0.5
"""A call that takes longer is reported: the reader of the page waits for it."""

ExtrasByPlugin = Mapping[str, HitExtras]
"""The extras of one hit by the name of their plugin."""


@dataclass(slots=True)
class ResultPlugins:
    """The plugins; a problem of a call is logged the first time that it occurs."""

    plugins: tuple[InstalledPlugin, ...]
    _logged: set[PluginProblem] = field(default_factory=set)

    def extras(self, hits: Sequence[Hit]) -> dict[str, ExtrasByPlugin]:
        """Return the extras of *hits* by the id of the hit; a hit without any is not in it.

        A plugin that raises, or returns something else, adds nothing.
        """
        summaries = tuple(map(_summary, hits)) if self.plugins and hits else ()
        by_hit: dict[str, dict[str, HitExtras]] = {}
        for plugin in self.plugins if summaries else ():
            for hit_id, extras in self._extras_of(plugin, summaries).items():
                by_hit.setdefault(hit_id, {})[plugin.name] = extras
        return dict(by_hit)

    def _extras_of(
        self, plugin: InstalledPlugin, hits: tuple[HitSummary, ...]
    ) -> dict[str, HitExtras]:
        ids = {hit.id for hit in hits}
        started = time.perf_counter()
        extras: dict[str, HitExtras] = {}
        try:
            for result in call_hook(plugin, _HOOK, hits=hits):
                extras |= _checked(result, ids)
        except PLUGIN_ERRORS as error:
            _log.debug("Hook %s of plugin %s failed", _HOOK, plugin.name, exc_info=True)
            self._report(plugin, f"{_HOOK} failed ({error_text(error)})")
            return {}
        if time.perf_counter() - started > MAX_CALL_SECONDS:
            self._report(plugin, f"{_HOOK} took longer than {MAX_CALL_SECONDS} seconds")
        return extras

    def _report(self, plugin: InstalledPlugin, text: str) -> None:
        problem = PluginProblem(plugin.name, text)
        if problem not in self._logged:
            self._logged.add(problem)
            _log.warning("%s", problem)


@cache
def result_plugins() -> ResultPlugins:
    """Return the installed plugins; what is wrong with them is logged."""
    plugins = load_plugins("searchapp.results")
    for plugin in plugins:
        for problem in plugin.problems:
            _log.warning("%s", problem)
    return ResultPlugins(plugins)


@cache
def results_fingerprint() -> str:
    """Return the packages with such plugins and their versions, or the empty string."""
    return fingerprint("searchapp.results")


def _summary(hit: Hit) -> HitSummary:
    names = (a.speaker.name for a in hit.attributions if a.act != "refusal")
    return HitSummary(
        hit.id,
        hit.article_id,
        hit.number,
        hit.title,
        hit.text,
        hit.date,
        hit.source,
        tuple(dict.fromkeys(names)),
    )


def _checked(result: object, ids: set[str]) -> dict[str, HitExtras]:
    """Return *result* as extras by the id of a hit. Raises ``TypeError`` for anything else."""
    if not isinstance(result, Mapping):
        raise TypeError(
            f"it must return a dict of HitExtras by the id of a hit (got {type(result).__name__})"
        )
    for hit_id, extras in result.items():
        if hit_id not in ids:
            raise TypeError(f"{hit_id!r:.80} is not the id of one of the hits")
        if not isinstance(extras, HitExtras):
            raise TypeError(f"it must return HitExtras for a hit (got {type(extras).__name__})")
    return dict(result)
