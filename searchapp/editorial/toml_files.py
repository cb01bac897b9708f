"""The editor's files: TOML in, records out, and corrections added at the end.

# speakers.toml
[[speaker]]
name = "Donald Trump"
aliases = ["Donald J. Trump"]
kind = "person"

[[speaker]]                       # two of one name, told apart by role or date
name = "John Hale (mayor)"
aliases = ["John Hale"]
roles = [{ role = "mayor", from = 2010-01-01, to = 2015-12-31 }]

# corrections.toml
[[correction]]
paragraph = "2023-03-10-high-end-manufacturing#p8"
text = "As the country …"         # the paragraph's, or how it begins
speaker = "Zhou Yunjie"           # or: nobody = true
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from searchapp.common.atomic_file import replace_file
from searchapp.editorial.corrections import Correction, Corrections
from searchapp.editorial.errors import EditorialError
from searchapp.editorial.overrides import EditorialOverrides
from searchapp.editorial.registry import Entry, RoleTime, SpeakerRegistry
from searchapp.models.articles import SpeakerKind
from searchapp.models.normalize import slug

REGISTER_FILE = "speakers.toml"
CORRECTIONS_FILE = "corrections.toml"
_LARGEST_FILE_BYTES = 50_000_000
_PARAGRAPH = re.compile(r"(.+)#p([1-9]\d{0,8})")
_KINDS = get_args(SpeakerKind)


def _load(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE_BYTES + 1)
        if len(data) > _LARGEST_FILE_BYTES:
            raise EditorialError(f"{path} is larger than {_LARGEST_FILE_BYTES:,} bytes.")
        return tomllib.loads(data.decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise EditorialError(f"{path} is broken TOML: {error or 'nested too deeply'}.") from None
    except OSError as error:
        raise EditorialError(f"{path} cannot be read: {error.strerror}.") from None


class _Table:
    """A table of a file: its values, checked, and where they stand."""

    def __init__(self, path: Path, kind: str, number: int, values: Any) -> None:
        self.place = f"{path}, {kind} {number}"
        if not isinstance(values, dict):
            raise EditorialError(f"{self.place} is no table; begin it with [[{kind}]].")
        self.values = values

    def error(self, what: str) -> EditorialError:
        return EditorialError(f"{self.place}: {what}.")

    def allow(self, *names: str) -> None:
        for name in self.values:
            if name not in names:
                raise self.error(f"{name!r} is unknown; it may have {', '.join(names)}")

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        if not isinstance(value, str):
            raise self.error(f"{name!r} is {value!r}; expected a text in quotation marks")
        return " ".join(value.split())

    def name(self, name: str) -> str:
        value = self.text(name)
        if not slug(value):
            raise self.error(f"{name!r} is {value!r}; expected a name")
        return value

    def day(self, name: str) -> datetime.date | None:
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise self.error(f"{name!r} is {value!r}; expected a day without quotation marks")
        return value

    def kind(self, default: SpeakerKind | None) -> SpeakerKind | None:
        value = self.values.get("kind", default)
        if value is not None and value not in _KINDS:
            raise self.error(f"'kind' is {value!r}; allowed are {', '.join(_KINDS)}")
        return value


def _tables(path: Path, kind: str) -> list[_Table]:
    loaded = _load(path)
    for name in loaded:
        if name != kind:
            raise EditorialError(f"{path} has the key {name!r}; expected [[{kind}]] only.")
    values = loaded.get(kind, [])
    if not isinstance(values, list):
        raise EditorialError(f"{path} has [{kind}]; expected [[{kind}]].")
    return [_Table(path, kind, number, one) for number, one in enumerate(values, start=1)]


def _role(path: Path, number: int, value: Any) -> RoleTime:
    if isinstance(value, str):
        value = {"role": value}
    table = _Table(path, "role of speaker", number, value)
    table.allow("role", "from", "to")
    return RoleTime(table.text("role"), table.day("from"), table.day("to"))


def _entry(path: Path, number: int, table: _Table) -> Entry:
    table.allow("name", "aliases", "kind", "roles")
    name = table.name("name")
    aliases = table.values.get("aliases", [])
    roles = table.values.get("roles", [])
    if not isinstance(aliases, list) or not all(isinstance(a, str) and slug(a) for a in aliases):
        raise table.error(f"'aliases' is {aliases!r}; expected a list of names")
    if not isinstance(roles, list):
        raise table.error(f"'roles' is {roles!r}; expected a list")
    kind = table.kind(None)
    last = slug(name).rpartition("-")[2]
    if kind in (None, "person") and last != slug(name) and last in map(slug, aliases):
        raise table.error(
            f"the alias {last!r} is a last name alone, which others bear; within an article it"
            " is understood without an alias"
        )
    return Entry(name, tuple(aliases), kind, tuple(_role(path, number, r) for r in roles))


def _correction(table: _Table) -> Correction:
    table.allow("paragraph", "text", "speaker", "nobody", "kind", "role", "instead_of")
    address = _PARAGRAPH.fullmatch(table.text("paragraph"))
    if not address:
        raise table.error(
            f"'paragraph' is {table.text('paragraph')!r}; expected an address such as ARTICLE#p3"
        )
    if not table.text("text"):
        raise table.error("'text' is missing; expected the paragraph's text, or how it begins …")
    nobody = table.values.get("nobody", False)
    if nobody is not True and nobody is not False:
        raise table.error(f"'nobody' is {nobody!r}; expected true")
    if nobody == bool(table.text("speaker")):
        raise table.error("expected either 'speaker' or 'nobody = true'")
    return Correction(
        article_id=address[1],
        number=int(address[2]),
        text=table.text("text"),
        speaker="" if nobody else table.name("speaker"),
        kind=table.kind("person") or "person",
        role=table.text("role"),
        instead_of=slug(table.text("instead_of")),
    )


def read_corrections(folder: Path) -> tuple[Correction, ...]:
    """Return the corrections of a corpus folder. Raises ``EditorialError``."""
    return tuple(_correction(t) for t in _tables(folder / CORRECTIONS_FILE, "correction"))


def read_hand(folder: Path) -> EditorialOverrides:
    """Return the register and the corrections of a corpus folder, empty without the files.

    Raises ``EditorialError``.
    """
    path = folder / REGISTER_FILE
    entries = [_entry(path, n, t) for n, t in enumerate(_tables(path, "speaker"), start=1)]
    try:
        register = SpeakerRegistry(entries)
    except EditorialError as error:
        raise EditorialError(f"{path}: {error}.") from None
    return EditorialOverrides(register, Corrections(read_corrections(folder)))


def _toml_text(value: str) -> str:
    # A JSON string is a TOML string, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml(correction: Correction) -> str:
    lines = ["[[correction]]", f"paragraph = {_toml_text(correction.paragraph)}"]
    lines.append(f"text = {_toml_text(correction.text)}")
    if not correction.speaker:
        lines.append("nobody = true")
    else:
        lines.append(f"speaker = {_toml_text(correction.speaker)}")
        if correction.kind != "person":
            lines.append(f"kind = {_toml_text(correction.kind)}")
        if correction.role:
            lines.append(f"role = {_toml_text(correction.role)}")
    if correction.instead_of:
        lines.append(f"instead_of = {_toml_text(correction.instead_of)}")
    return "\n".join(lines) + "\n"


def add_corrections(folder: Path, corrections: Iterable[Correction]) -> None:
    """Write *corrections* at the end of the file, whose earlier lines stay as they are.

    The file is replaced in one step. Raises ``OSError``.
    """
    path = folder / CORRECTIONS_FILE
    earlier = path.read_text("utf-8-sig") if path.exists() else ""
    if earlier and not earlier.endswith("\n"):
        earlier += "\n"
    added = "\n".join(map(_toml, corrections))
    replace_file(path, f"{earlier}\n{added}" if earlier else added)
