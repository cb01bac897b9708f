"""Loading of the installed plugins of a group, and the report of what is wrong with them.

Each plugin has a plugin manager of its own: pluggy ends a call at the first implementation that
raises, and a plugin must cost nothing but itself.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from importlib import metadata

import pluggy

from searchapp.plugins.hookspecs import HOOKS, PROJECT, Group

_log = logging.getLogger(__name__)

PLUGIN_ERRORS = (Exception, SystemExit)
"""What a plugin may raise at the cost of itself alone: it must not end the process."""

MAX_IMPORT_SECONDS = 1.0
"""A plugin whose import takes longer is reported: every command and worker waits for it."""

_MAX_MESSAGE_LENGTH = 300


@dataclass(frozen=True, slots=True, order=True)
class PluginProblem:
    """What is wrong with the plugin *plugin*, as a sentence without its end.

    A *warning* costs time only; anything else, a part of what the plugin brings.
    """

    plugin: str
    text: str
    warning: bool = False

    def __str__(self) -> str:
        return f"plugin {self.plugin}: {self.text}"


@dataclass(frozen=True, slots=True)
class InstalledPlugin:
    """An entry point of a plugin, loaded.

    ``name`` is that of the entry point; ``distribution`` and ``version`` are the package's.
    ``hooks`` are those that it implements, none where it could not be loaded.
    """

    name: str
    group: Group
    distribution: str
    version: str
    hooks: tuple[str, ...]
    problems: tuple[PluginProblem, ...]
    manager: pluggy.PluginManager


def load_plugins(group: Group) -> tuple[InstalledPlugin, ...]:
    """Return the installed plugins of *group* in the order of their names.

    Of two with one name the second is not loaded. Nothing is raised: ``problems`` of each say
    what is wrong with it.
    """
    plugins: dict[str, InstalledPlugin] = {}
    for entry_point in _entry_points(group):
        name = entry_point.name
        if name in plugins:
            first = plugins[name].distribution
            text = f"it is not loaded: {first} has a plugin of that name as well; rename one"
            second = _described(entry_point, group, _manager(group), (), [text])
            plugins[f"{name} of {second.distribution}"] = second
        else:
            plugins[name] = _load(entry_point, group)
    return tuple(plugins.values())


def fingerprint(group: Group) -> str:
    """Return the packages with plugins of *group* and their versions, without importing them."""
    packages = ((entry_point.name, *_package(entry_point)) for entry_point in _entry_points(group))
    return ",".join(f"{name}={package}-{version}" for name, package, version in packages)


def call_hook(plugin: InstalledPlugin, hook: str, **arguments: object) -> list[object]:
    """Return what the implementations of *hook* in *plugin* return. Raises what they raise."""
    with OUTPUT.to_stderr():
        results: list[object] = getattr(plugin.manager.hook, hook)(**arguments)
    return results


class PluginOutput:
    """Redirects what plugins print: standard output is for the JSON or text of commands.

    Several threads may call plugins at a time: the first redirects, the last restores.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls = 0
        self._redirection = ExitStack()

    @contextmanager
    def to_stderr(self) -> Iterator[None]:
        """Send to standard error what is printed inside."""
        with self._lock:
            if not self._calls:
                self._redirection.enter_context(redirect_stdout(sys.stderr))
            self._calls += 1
        try:
            yield
        finally:
            with self._lock:
                self._calls -= 1
                if not self._calls:
                    self._redirection.close()


OUTPUT = PluginOutput()
"""The redirection that all calls of plugins in a process share."""


def error_text(error: BaseException) -> str:
    """Return the type and message of what a plugin raised, on one line."""
    message = " ".join(str(error).split())[:_MAX_MESSAGE_LENGTH]
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _entry_points(group: Group) -> list[metadata.EntryPoint]:
    """Return the entry points of *group* in the order of their names and packages."""
    return sorted(metadata.entry_points(group=group), key=lambda e: (e.name, _package(e)))


def _package(entry_point: metadata.EntryPoint) -> tuple[str, str]:
    """Return the name and version of a plugin's package, empty where its metadata is damaged."""
    try:
        package = entry_point.dist
        return (package.name or "", package.version or "") if package else ("", "")
    except PLUGIN_ERRORS:
        return "", ""


def _load(entry_point: metadata.EntryPoint, group: Group) -> InstalledPlugin:
    manager = _manager(group)
    started = time.perf_counter()
    try:
        with OUTPUT.to_stderr():
            plugin = entry_point.load()
        manager.register(plugin, entry_point.name)
    except PLUGIN_ERRORS as error:
        _log.debug("Import of plugin %s failed", entry_point.name, exc_info=True)
        text = f"its import failed ({error_text(error)})"
        return _described(entry_point, group, _manager(group), (), [text])
    seconds = time.perf_counter() - started
    hooks = {caller.name for caller in manager.get_hookcallers(plugin) or ()}
    known = {name for name in vars(HOOKS[group]) if name.startswith(PROJECT)}
    texts = [
        f"{hook} is not a hook of {group}, which has {', '.join(sorted(known))}"
        for hook in sorted(hooks - known)
    ]
    if not hooks:
        texts.append(f"it implements no hook of {group}, which has {', '.join(sorted(known))}")
    loaded = _described(entry_point, group, manager, sorted(hooks & known), texts)
    if seconds > MAX_IMPORT_SECONDS:
        text = f"its import took {seconds:.1f} seconds, which every command waits for"
        slow = PluginProblem(entry_point.name, text, warning=True)
        loaded = replace(loaded, problems=(*loaded.problems, slow))
    return loaded


def _manager(group: Group) -> pluggy.PluginManager:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(HOOKS[group])
    return manager


def _described(
    entry_point: metadata.EntryPoint,
    group: Group,
    manager: pluggy.PluginManager,
    hooks: Sequence[str],
    problems: Sequence[str],
) -> InstalledPlugin:
    return InstalledPlugin(
        entry_point.name,
        group,
        *_package(entry_point),
        tuple(hooks),
        tuple(PluginProblem(entry_point.name, text) for text in problems),
        manager,
    )
