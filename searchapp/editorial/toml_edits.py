"""Edits of the editorial TOML files that keep comments, order and the other tables.

Tables are replaced and removed as text, since tomlkit takes seconds to parse a file of thousands.
The result is parsed, and must have exactly the tables that were meant; otherwise, as for inline
arrays, tomlkit makes the edit.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

Values = Mapping[str, Any]
"""The keys and values of one table."""


def appended(text: str, key: str, earlier: Sequence[Values], tables: Sequence[Values]) -> str:
    """Return *text*, whose tables of *key* are *earlier*, with *tables* after them."""
    # Imported here because few commands write, and the import takes time.
    import tomlkit

    separator = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    content = text + separator + tomlkit.dumps({key: list(map(dict, tables))})
    if _is(content, key, [*earlier, *tables]):
        return content
    # The file has an inline array, such as correction = [{...}], which [[...]] cannot extend.
    document = tomlkit.parse(text)
    array: Any = document[key]
    for table in tables:
        array.append(_inline(table))
    return document.as_string()


def replaced(
    text: str, key: str, earlier: Sequence[Values], index: int, values: Values | None
) -> str:
    """Return *text* with the table number *index* (from 0) of *key* replaced, or removed.

    Comments of the table stay. *earlier* are the tables of *key* in *text*; *values* is None for
    a removal.
    """
    expected = [*earlier]
    expected[index : index + 1] = [] if values is None else [values]
    content = _replaced_as_text(text, key, index, values, len(earlier))
    if content is not None and _is(content, key, expected):
        return content
    return _replaced_by_tomlkit(text, key, index, values)


def _replaced_as_text(
    text: str, key: str, index: int, values: Values | None, count: int
) -> str | None:
    """Return the edited text, or None where the headers of the tables cannot be told apart."""
    import tomlkit

    header = rf"^[ \t]*\[\[[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*\]\]"
    starts = [match.start() for match in re.finditer(header, text, re.MULTILINE)]
    if len(starts) != count:
        return None
    end = starts[index + 1] if index + 1 < count else len(text)
    lines = text[starts[index] : end].splitlines(keepends=True)
    own = len(lines)
    # Comments and blank lines at the end belong to what follows.
    while own and (not lines[own - 1].strip() or lines[own - 1].lstrip().startswith("#")):
        own -= 1
    before, after = text[: starts[index]], "".join(lines[own:]) + text[end:]
    comments = "".join(comment for line in lines[:own] if (comment := _comment(line)))
    table = "" if values is None else tomlkit.dumps({key: [dict(values)]})
    if not comments and not table and before.endswith("\n\n"):
        before = before[:-1]
    if not comments and not table and not before:
        after = after.removeprefix("\n")
    return before + comments + table + after


def _comment(line: str) -> str:
    """Return the comment of a line of a table as a line of its own, or an empty text."""
    for match in re.finditer("#", line):
        try:
            tomllib.loads(line[: match.start()])
        except tomllib.TOMLDecodeError:
            continue
        return line[match.start() :].rstrip("\r\n") + "\n"
    return ""


def _replaced_by_tomlkit(text: str, key: str, index: int, values: Values | None) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    array: Any = document[key]
    if values is None:
        del array[index]
    else:
        table = array[index]
        for name in list(table):
            del table[name]
        table.update(dict(values))
    return document.as_string()


def _inline(values: Values) -> Any:
    import tomlkit

    table = tomlkit.inline_table()
    table.update(dict(values))
    return table


def _is(text: str, key: str, expected: Sequence[Values]) -> bool:
    """Whether *text* is a file of exactly the *expected* tables."""
    try:
        tables: list[Values] = tomllib.loads(text).get(key, [])
        return tables == [dict(values) for values in expected]
    except tomllib.TOMLDecodeError:
        return False
