"""Tables of an editor's TOML file, with errors that say where a value is wrong."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any, get_args

from searchapp.common.safe_open import open_regular
from searchapp.editorial.errors import EditorialError
from searchapp.models.articles import SpeakerKind
from searchapp.models.normalize import slug

_MAX_FILE_BYTES = 50_000_000
_KINDS = get_args(SpeakerKind)


def _load(path: Path) -> dict[str, Any]:
    try:
        with open_regular(path) as file:
            data = file.read(_MAX_FILE_BYTES + 1)
        if len(data) > _MAX_FILE_BYTES:
            raise EditorialError(f"{path} is larger than {_MAX_FILE_BYTES:,} bytes.")
        return tomllib.loads(data.decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise EditorialError(f"{path} is not valid TOML: {error or 'nested too deeply'}.") from None
    except OSError as error:
        raise EditorialError(f"{path} cannot be read: {error.strerror or error}.") from None


class TomlTable:
    """A table of a file: its validated values, and its location for error messages.

    Each method returns a value or raises ``EditorialError``.
    """

    def __init__(self, path: Path, kind: str, number: int, values: Any) -> None:
        self.location = f"{path}, {kind} {number}"
        if not isinstance(values, dict):
            raise EditorialError(f"{self.location} is not a table; start it with [[{kind}]].")
        self.values = values

    def error(self, what: str) -> EditorialError:
        """Return an error about the table, at its location."""
        return EditorialError(f"{self.location}: {what}.")

    def check_names(self, *names: str) -> None:
        """Raise an error for a key that is not one of *names*."""
        for name in self.values:
            if name not in names:
                raise self.error(f"{name!r} is unknown; the keys are {', '.join(names)}")

    def text(self, name: str) -> str:
        """Return a text with its spaces collapsed; empty where there is none."""
        value = self.values.get(name, "")
        if not isinstance(value, str):
            raise self.error(f"{name!r} is {value!r}; expected a text in quotation marks")
        return " ".join(value.split())

    def texts(self, name: str) -> list[str]:
        """Return a list of texts with their spaces collapsed; empty where there is none."""
        values = self.values.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.error(f"{name!r} is {values!r}; expected a list of texts")
        return [" ".join(value.split()) for value in values]

    def name(self, name: str) -> str:
        """Return a text from which an id can be made."""
        value = self.text(name)
        if not slug(value):
            raise self.error(f"{name!r} is {value!r}; expected a name")
        return value

    def day(self, name: str) -> datetime.date | None:
        """Return a calendar day, or None."""
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise self.error(f"{name!r} is {value!r}; expected a day without quotation marks")
        return value

    def kind(self, default: SpeakerKind | None) -> SpeakerKind | None:
        """Return the kind of a speaker."""
        value = self.values.get("kind", default)
        if value is not None and value not in _KINDS:
            raise self.error(f"'kind' must be one of {', '.join(_KINDS)} (got {value!r})")
        return value


def read_tables(path: Path, kind: str) -> list[TomlTable]:
    """Return the tables ``[[kind]]`` of a file, none where it is missing.

    Raises ``EditorialError``, also where the file has anything else.
    """
    loaded = _load(path)
    for name in loaded:
        if name != kind:
            raise EditorialError(f"{path} has the key {name!r}; expected [[{kind}]] only.")
    values = loaded.get(kind, [])
    if not isinstance(values, list):
        raise EditorialError(f"{path} has [{kind}]; expected [[{kind}]].")
    return [TomlTable(path, kind, number, table) for number, table in enumerate(values, start=1)]
