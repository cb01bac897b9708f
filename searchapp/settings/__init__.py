"""Settings of the application: names, defaults, meanings and validation.

Flask's config and the environment use one name for a setting, such as
``SEARCHAPP_INDEX_DIR``; as an argument of the factory and in the configuration file
``searchapp.toml`` it is ``index_dir``. The first of these that has a value wins: argument,
Flask config, environment, configuration file, default.
"""

from __future__ import annotations

from searchapp.settings.config_file import CONFIG_FILE, read_config_file
from searchapp.settings.descriptions import PREFIX, SettingDescription, describe
from searchapp.settings.loading import (
    LoadedSettings,
    load,
    load_with_origins,
    setting_notices,
    shown_value,
)
from searchapp.settings.records import (
    MAX_FUZZY_DISTANCE,
    MAX_QUERY_CHARACTERS,
    MAX_QUERY_CLAUSES,
    MAX_QUERY_NESTING,
    Settings,
)
from searchapp.settings.values import (
    ARTICLE_FIELDS,
    NOT_SHOWN,
    SettingError,
    SettingValueError,
    UnknownSettingError,
)

__all__ = [
    "ARTICLE_FIELDS",
    "CONFIG_FILE",
    "MAX_FUZZY_DISTANCE",
    "MAX_QUERY_CHARACTERS",
    "MAX_QUERY_CLAUSES",
    "MAX_QUERY_NESTING",
    "NOT_SHOWN",
    "PREFIX",
    "LoadedSettings",
    "SettingDescription",
    "SettingError",
    "SettingValueError",
    "Settings",
    "UnknownSettingError",
    "describe",
    "load",
    "load_with_origins",
    "read_config_file",
    "setting_notices",
    "shown_value",
]
