"""Loading of settings from arguments, Flask's config and the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any

from searchapp.settings.records import PREFIX, Settings, key
from searchapp.settings.values import UnknownSettingError

_RENAMED = {"kept_answers_bytes": "response_cache_bytes"}
"""Earlier names of settings, which are still read."""

_NAMES = tuple(f.name for f in fields(Settings))
_KEYS = {key(name): name for name in (*_NAMES, *_RENAMED)}


def load(
    arguments: Mapping[str, object], config: Mapping[str, Any], environment: Mapping[str, str]
) -> Settings:
    """Return the settings that *arguments*, *config* and *environment* give, in this order.

    The keys of *arguments* are names such as ``index_dir``; a value of None counts as not
    given. The keys of the other two are names such as ``SEARCHAPP_INDEX_DIR``; an empty
    environment variable counts as unset. Raises ``SettingError`` for a value that is not
    allowed, and ``UnknownSettingError`` for an unknown argument or key of *config* with
    the prefix. Unknown environment variables are ignored: see ``setting_notices``.
    """
    for name in arguments:
        if name not in _KEYS.values():
            raise UnknownSettingError(f"There is no setting {name!r}; {_suggestion(name)}")
    for name in _unknown(config):
        raise UnknownSettingError(f"There is no setting {name}; {_suggestion(name)}")
    values: dict[str, Any] = {}
    for f in fields(Settings):
        names = [f.name, *(old for old, new in _RENAMED.items() if new == f.name)]
        candidates = (
            *((key(name), arguments.get(name)) for name in names),
            *((key(name), config.get(key(name))) for name in names),
            *((key(name), environment.get(key(name)) or None) for name in names),
        )
        for given_name, value in candidates:
            if value is not None:
                values[f.name] = f.metadata["parse"](given_name, value)
                break
    return Settings(**values)


def setting_notices(
    arguments: Mapping[str, object], config: Mapping[str, Any], environment: Mapping[str, str]
) -> list[str]:
    """Return a sentence for each renamed setting and each unknown environment variable.

    The parameters are those of ``load``. No sentence contains a setting's value.
    """
    notices = []
    for old, new in _RENAMED.items():
        for earlier, current in ((old, new), (key(old), key(new))):
            if earlier in arguments or earlier in config or earlier in environment:
                notices.append(f"{earlier} has been renamed; use {current}.")
    return notices + [
        f"There is no setting {name}, so it is ignored; {_suggestion(name)}"
        for name in _unknown(environment)
    ]


def _unknown(source: Mapping[str, object]) -> list[str]:
    return [name for name in source if name.startswith(PREFIX) and name not in _KEYS]


def _suggestion(unknown: str) -> str:
    """Return the end of a sentence that names the nearest setting, or all where none is near."""
    nearest = get_close_matches(unknown.removeprefix(PREFIX).lower(), _NAMES, n=1)
    shown = [key(name) if unknown.startswith(PREFIX) else name for name in nearest or _NAMES]
    return f"did you mean {shown[0]}?" if nearest else f"the settings are {', '.join(shown)}."
