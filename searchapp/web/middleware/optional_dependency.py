"""Imports of libraries that only some settings need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from searchapp.settings import SettingError


@contextmanager
def extra(name: str, setting: str, value: object) -> Iterator[None]:
    """Turn a missing library into a ``SettingError`` that says which extra brings it."""
    try:
        yield
    except ImportError:
        raise SettingError(
            f"{setting}={value} needs the extra {name!r}; run: pip install 'searchapp[{name}]'"
        ) from None
