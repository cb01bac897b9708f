"""Settings of the application: names, defaults, meanings and validation.

Flask's config and the environment use one name for a setting, such as
``SEARCHAPP_INDEX_DIR``; as an argument of the factory it is ``index_dir=``. The first of
these that has a value wins: argument, Flask config, environment, default.
"""

from __future__ import annotations

from searchapp.settings.loading import load, setting_notices
from searchapp.settings.records import (
    MAX_FUZZY_DISTANCE,
    MAX_QUERY_CHARACTERS,
    MAX_QUERY_CLAUSES,
    MAX_QUERY_NESTING,
    PREFIX,
    SettingDescription,
    Settings,
    describe,
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
    "MAX_FUZZY_DISTANCE",
    "MAX_QUERY_CHARACTERS",
    "MAX_QUERY_CLAUSES",
    "MAX_QUERY_NESTING",
    "NOT_SHOWN",
    "PREFIX",
    "SettingDescription",
    "SettingError",
    "SettingValueError",
    "Settings",
    "UnknownSettingError",
    "describe",
    "load",
    "setting_notices",
]
