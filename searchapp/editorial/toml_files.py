"""TOML files of editorial overrides, and what their tables mean.

# speakers.toml
[[speaker]]
name = "Donald Trump"
aliases = ["Donald J. Trump"]
kind = "person"

[[speaker]]                       # one of two with the same name: role and date decide
name = "John Hale (mayor)"
aliases = ["John Hale"]
roles = [{ role = "mayor", from = 2010-01-01, to = 2015-12-31 }]

[[speaker]]                       # see speaker_decisions.py
name = "Ana Vask"
same = ["A. Vask"]
different = ["Anna Vask"]
same_as = ["https://www.wikidata.org/wiki/Q1"]

# corrections.toml
[[correction]]
paragraph = "2023-03-10-high-end-manufacturing#p8"
text = "As the country …"         # the paragraph's text, or its beginning
speaker = "Zhou Yunjie"           # or: nobody = true
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, get_args

from searchapp.editorial.corrections import Correction, Corrections
from searchapp.editorial.errors import EditorialError
from searchapp.editorial.overrides import EditorialOverrides
from searchapp.editorial.registry import RegistryEntry, RolePeriod, SpeakerRegistry
from searchapp.editorial.speaker_decisions import DECISION_KEYS, DecidedName, SpeakerDecisions
from searchapp.editorial.toml_tables import TomlTable, read_tables
from searchapp.models.articles import Act
from searchapp.models.normalize import slug

REGISTRY_FILE = "speakers.toml"
CORRECTIONS_FILE = "corrections.toml"
_CORRECTION_KEYS = (
    *("paragraph", "text", "speaker", "nobody", "kind", "role", "instead_of", "cue", "act"),
)
_ACTS: tuple[Act, ...] = get_args(Act)
_PARAGRAPH_ID = re.compile(r"(.+)#p([1-9]\d{0,8})")
_URL = re.compile(r"https?://[^\s<>\"\\^`{|}]+")


def _role(path: Path, number: int, value: Any) -> RolePeriod:
    if isinstance(value, str):
        value = {"role": value}
    table = TomlTable(path, "role of speaker", number, value)
    table.check_names("role", "from", "to")
    return RolePeriod(table.text("role"), table.day("from"), table.day("to"))


def _entry(path: Path, number: int, table: TomlTable) -> RegistryEntry:
    table.check_names("name", "aliases", "kind", "roles", *DECISION_KEYS)
    name = table.name("name")
    aliases = table.values.get("aliases", [])
    roles = table.values.get("roles", [])
    if not isinstance(aliases, list) or not all(isinstance(a, str) and slug(a) for a in aliases):
        raise table.error(f"'aliases' is {aliases!r}; expected a list of names")
    if not isinstance(roles, list):
        raise table.error(f"'roles' is {roles!r}; expected a list")
    kind = table.kind(None)
    last_name = slug(name).rpartition("-")[2]
    if kind in (None, "person") and last_name != slug(name) and last_name in map(slug, aliases):
        raise table.error(
            f"the alias {last_name!r} is only a last name, which others may have; within"
            " an article, last names need no alias"
        )
    periods = tuple(_role(path, number, role) for role in roles)
    return RegistryEntry(name, tuple(aliases), kind, periods)


def _names(table: TomlTable, key: str) -> tuple[str, ...]:
    names = table.values.get(key, [])
    if not isinstance(names, list) or not all(isinstance(n, str) and slug(n) for n in names):
        raise table.error(f"{key!r} is {names!r}; expected a list of names")
    return tuple(names)


def _decisions(tables: Iterable[TomlTable]) -> SpeakerDecisions:
    """Return what the tables of the registry decide about names."""
    return SpeakerDecisions.of(
        DecidedName(
            table.name("name"), _names(table, "same"), _names(table, "different"), _urls(table)
        )
        for table in tables
    )


def _urls(table: TomlTable) -> tuple[str, ...]:
    urls = table.values.get("same_as", [])
    are_urls = isinstance(urls, list) and all(
        isinstance(url, str) and _URL.fullmatch(url) for url in urls
    )
    if not are_urls:
        raise table.error(f"'same_as' is {urls!r}; expected a list of http or https URLs")
    return tuple(dict.fromkeys(urls))


def _only_decides(table: TomlTable) -> bool:
    """Whether a table only decides about names, and changes no attribution."""
    keys = set(table.values)
    return bool(keys & set(DECISION_KEYS)) and keys <= {"name", *DECISION_KEYS}


def _correction(table: TomlTable) -> Correction:
    table.check_names(*_CORRECTION_KEYS)
    address = _PARAGRAPH_ID.fullmatch(table.text("paragraph"))
    if not address:
        raise table.error(
            f"'paragraph' is {table.text('paragraph')!r}; expected an address such as ARTICLE#p3"
        )
    if not table.text("text"):
        raise table.error(
            "'text' is missing; expected the paragraph's text, or its beginning followed by …"
        )
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
        cue=table.text("cue"),
        act=_act(table),
    )


def _act(table: TomlTable) -> Act | Literal[""]:
    text = table.text("act")
    for act in _ACTS:
        if act == text:
            return act
    if text:
        raise table.error(f"'act' must be one of {', '.join(_ACTS)} (got {text!r})")
    return ""


def read_corrections(folder: Path) -> tuple[Correction, ...]:
    """Return the corrections of a corpus folder. Raises ``EditorialError``."""
    return parse_corrections(read_tables(folder / CORRECTIONS_FILE, "correction"))


def parse_corrections(tables: Iterable[TomlTable]) -> tuple[Correction, ...]:
    """Return the corrections in *tables*. Raises ``EditorialError``."""
    return tuple(_correction(table) for table in tables)


def read_overrides(folder: Path) -> EditorialOverrides:
    """Return the registry, the decisions about names and the corrections of a corpus folder.

    A file that is missing counts as empty. Raises ``EditorialError``.
    """
    path = folder / REGISTRY_FILE
    tables = read_tables(path, "speaker")
    entries = [_entry(path, number, table) for number, table in enumerate(tables, start=1)]
    changing = [
        entry for entry, table in zip(entries, tables, strict=True) if not _only_decides(table)
    ]
    try:
        SpeakerRegistry(entries)
        registry = SpeakerRegistry(changing)
        decisions = _decisions(tables)
    except EditorialError as error:
        raise EditorialError(f"{path}: {error}.") from None
    return EditorialOverrides(registry, Corrections(read_corrections(folder)), decisions)


def correction_values(correction: Correction) -> dict[str, Any]:
    """Return the keys and values of a correction's table, without those that are defaults."""
    values: dict[str, Any] = {"paragraph": correction.paragraph, "text": correction.text}
    if correction.speaker:
        values["speaker"] = correction.speaker
        if correction.kind != "person":
            values["kind"] = correction.kind
        if correction.role:
            values["role"] = correction.role
    else:
        values["nobody"] = True
    if correction.instead_of:
        values["instead_of"] = correction.instead_of
    if correction.cue:
        values["cue"] = correction.cue
    if correction.act:
        values["act"] = correction.act
    return values
