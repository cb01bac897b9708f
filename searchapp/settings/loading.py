"""Loading of settings from arguments, Flask's config, the environment and a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from searchapp.settings.config_file import CONFIG_FILE
from searchapp.settings.descriptions import PREFIX, key
from searchapp.settings.records import Settings
from searchapp.settings.values import NOT_SHOWN, SettingError, UnknownSettingError

DEFAULT = "default"
"""The origin of a setting that no source gives."""

_RENAMED = {"kept_answers_bytes": "response_cache_bytes"}
"""Earlier names of settings, which are still read."""

_FILE_SUFFIX = "_file"
"""End of the name that gives the path of a file with a secret setting's value."""

_MAX_SECRET_BYTES = 100_000

_NAMES = tuple(f.name for f in fields(Settings))
_SECRETS = tuple(f.name for f in fields(Settings) if f.metadata["secret"])
_SECRET_FILES = {name + _FILE_SUFFIX: name for name in _SECRETS}
_READ_NAMES = frozenset((*_NAMES, *_RENAMED, *_SECRET_FILES))
_READ_KEYS = frozenset(map(key, _READ_NAMES))


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, and where the value of each came from."""

    settings: Settings
    origins: Mapping[str, str]
    """``argument``, ``Flask config``, ``environment``, ``searchapp.toml`` or ``default``, by
    the setting's name."""


@dataclass(frozen=True, slots=True)
class _Source:
    """One of the mappings that settings are read from."""

    label: str
    values: Mapping[str, Any]
    prefixed: bool
    """Whether its keys are names such as ``SEARCHAPP_INDEX_DIR``, not ``index_dir``."""

    def key(self, name: str) -> str:
        return key(name) if self.prefixed else name

    def get(self, name: str) -> object:
        value: object = self.values.get(self.key(name))
        return None if value == "" and self.label == "environment" else value


def load(
    arguments: Mapping[str, object],
    config: Mapping[str, Any],
    environment: Mapping[str, str],
    config_file: Mapping[str, object] | None = None,
) -> Settings:
    """Return the settings that the four sources give: see ``load_with_origins``."""
    return load_with_origins(arguments, config, environment, config_file).settings


def load_with_origins(
    arguments: Mapping[str, object],
    config: Mapping[str, Any],
    environment: Mapping[str, str],
    config_file: Mapping[str, object] | None = None,
) -> LoadedSettings:
    """Return the settings that the four sources give, the first of them first, with origins.

    The keys of *arguments* and *config_file* are names such as ``index_dir``; a value of None
    counts as not given. The keys of the other two are names such as ``SEARCHAPP_INDEX_DIR``;
    an empty environment variable counts as unset. A secret setting may be given as the path of
    a file that contains it, under its name with ``_file`` or ``_FILE`` at the end.

    Raises ``SettingError`` for a value that is not allowed and for a secret that cannot be
    read, and ``UnknownSettingError`` for an unknown argument, key of *config* with the prefix
    or key of *config_file*. Unknown environment variables are ignored: see ``setting_notices``.
    """
    _check_names(arguments, config, config_file or {})
    sources = (
        _Source("argument", arguments, prefixed=False),
        _Source("Flask config", config, prefixed=True),
        _Source("environment", environment, prefixed=True),
        _Source(CONFIG_FILE, config_file or {}, prefixed=False),
    )
    values: dict[str, Any] = {}
    origins = dict.fromkeys(_NAMES, DEFAULT)
    for f in fields(Settings):
        for label, given_name, value in _candidates(sources, f.name):
            values[f.name] = f.metadata["parse"](given_name, value)
            origins[f.name] = label
            break
    return LoadedSettings(Settings(**values), origins)


def _check_names(
    arguments: Iterable[str], config: Mapping[str, Any], config_file: Iterable[str]
) -> None:
    for name in arguments:
        if name not in _READ_NAMES:
            raise UnknownSettingError(f"There is no setting {name!r}; {_suggestion(name)}")
    for name in _unknown(config):
        raise UnknownSettingError(f"There is no setting {name}; {_suggestion(name)}")
    for name in config_file:
        if name not in _READ_NAMES:
            suggestion = _suggestion(_short(name))
            raise UnknownSettingError(f"{CONFIG_FILE}: there is no setting {name!r}; {suggestion}")


def _candidates(sources: Iterable[_Source], name: str) -> Iterator[tuple[str, str, object]]:
    """Yield the label, the given name and the value of each source that gives the setting."""
    names = [name, *(old for old, new in _RENAMED.items() if new == name)]
    for source in sources:
        shown = f"{CONFIG_FILE}: " if source.label == CONFIG_FILE else ""
        path = source.get(name + _FILE_SUFFIX) if name in _SECRETS else None
        if path is not None and source.get(name) is not None:
            both = f"{source.key(name)} and {source.key(name + _FILE_SUFFIX)}"
            raise SettingError(f"{shown}{both} must not both be set.")
        for given_name in names:
            value = source.get(given_name)
            if value is not None:
                # The key of an argument is shown as in the environment: it is better known.
                yield source.label, shown + (source.key(name) if shown else key(given_name)), value
        if path is not None:
            shown_name = shown + source.key(name + _FILE_SUFFIX)
            yield source.label, shown_name, _read_secret(shown_name, path)


def _read_secret(name: str, path: object) -> str:
    """Return the content of the file at *path* without the line break at its end."""
    if not isinstance(path, str | Path):
        raise SettingError(f"{name} must be the path of a file (got {path!r}).")
    try:
        with Path(path).expanduser().open("rb") as file:
            data = file.read(_MAX_SECRET_BYTES + 1)
        if len(data) > _MAX_SECRET_BYTES:
            raise SettingError(f"{name} must be a file of at most {_MAX_SECRET_BYTES:,} bytes.")
        return data.decode().removesuffix("\n").removesuffix("\r")
    except (OSError, ValueError) as error:
        if isinstance(error, SettingError):
            raise
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise SettingError(
            f"{name} must be a file that can be read (got {str(path)!r}: {reason})."
        ) from None


def setting_notices(
    arguments: Mapping[str, object],
    config: Mapping[str, Any],
    environment: Mapping[str, str],
    config_file: Mapping[str, object] | None = None,
) -> list[str]:
    """Return a sentence for each renamed setting and each unknown environment variable.

    The parameters are those of ``load``. No sentence contains a setting's value.
    """
    notices = []
    for old, new in _RENAMED.items():
        for earlier, current in ((old, new), (key(old), key(new))):
            if any(
                earlier in source for source in (arguments, config, environment, config_file or {})
            ):
                notices.append(f"{earlier} has been renamed; use {current}.")
    return notices + [
        f"There is no setting {name}, so it is ignored; {_suggestion(name)}"
        for name in _unknown(environment)
    ]


def shown_value(settings: Settings, name: str) -> str:
    """Return the value of the setting *name* as text that the environment could give.

    A secret that is set is not shown.
    """
    value = getattr(settings, name)
    if name in _SECRETS and value:
        return NOT_SHOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "csv_columns":
        return ",".join(f"{field}={column}" for field, column in value)
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _short(name: str) -> str:
    """Return the name of a setting without the prefix and in lower case."""
    return name.upper().removeprefix(PREFIX).lower()


def _unknown(source: Mapping[str, object]) -> list[str]:
    return [name for name in source if name.startswith(PREFIX) and name not in _READ_KEYS]


def _suggestion(unknown: str) -> str:
    """Return the end of a sentence that names the nearest setting, or all where none is near."""
    nearest = get_close_matches(_short(unknown), _NAMES, n=1)
    shown = [key(name) if unknown.startswith(PREFIX) else name for name in nearest or _NAMES]
    return f"did you mean {shown[0]}?" if nearest else f"the settings are {', '.join(shown)}."
