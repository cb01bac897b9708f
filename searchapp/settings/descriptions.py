"""The names of settings in the environment, and their descriptions for documentation."""

from __future__ import annotations

from dataclasses import dataclass, fields

from searchapp.settings.records import Settings

PREFIX = "SEARCHAPP_"
"""What the names of all settings begin with in Flask's config and the environment."""


@dataclass(frozen=True, slots=True)
class SettingDescription:
    """A setting's name, section, default and meaning (Markdown), for documentation."""

    name: str
    section: str
    default: object
    meaning: str


def key(name: str) -> str:
    """Return the setting's name in Flask's config and the environment."""
    return PREFIX + name.upper()


def describe() -> tuple[SettingDescription, ...]:
    """Return every setting in the order of declaration; sections are contiguous."""
    return tuple(
        SettingDescription(key(f.name), f.metadata["section"], f.default, f.metadata["meaning"])
        for f in fields(Settings)
    )
