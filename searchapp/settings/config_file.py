"""The configuration file ``searchapp.toml``: settings without prefix, at top level."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from searchapp.settings.values import SettingError

CONFIG_FILE = "searchapp.toml"
"""Name of the configuration file in the working directory."""

_MAX_CONFIG_FILE_BYTES = 1_000_000


def read_config_file(folder: Path = Path()) -> Mapping[str, object]:
    """Return the keys and values of the configuration file in *folder*, none without a file.

    *folder* is the working directory unless it is given. Raises ``SettingError`` where the
    file cannot be read, is larger than 1 MB, or is not TOML.
    """
    path = folder / CONFIG_FILE
    try:
        if not path.exists():
            return {}
        with path.open("rb") as file:
            data = file.read(_MAX_CONFIG_FILE_BYTES + 1)
    except OSError as error:
        raise SettingError(f"{path} cannot be read: {error.strerror}.") from None
    if len(data) > _MAX_CONFIG_FILE_BYTES:
        raise SettingError(f"{path} must not be larger than {_MAX_CONFIG_FILE_BYTES:,} bytes.")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SettingError(f"{path} must be UTF-8: {error.reason} at byte {error.start}.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{path} is not TOML: {error}.") from None
