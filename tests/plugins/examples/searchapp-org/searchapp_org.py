"""Plugin of searchapp that reads Org mode files: one article for each first-level heading.

A heading may have a drawer with its properties::

    * Ferry to run all winter
    :PROPERTIES:
    :DATE: 2024-03-05
    :AUTHOR: Ida Holm
    :END:
    The ferry will run all winter, Mayor Tor Lund said.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from searchapp.plugins import FileReader, ReadArticle, SourceFile, UnreadableFileError, hookimpl

_HEADING = re.compile(r"^\* +(.+)$", re.MULTILINE)
_DRAWER = re.compile(r"\A\s*:PROPERTIES:\n(.*?)^:END:$", re.DOTALL | re.MULTILINE)
_PROPERTY = re.compile(r"^:(\w+): *(.*)$", re.MULTILINE)


def read_org(file: SourceFile) -> Iterator[ReadArticle]:
    """Yield the articles of an Org mode file in UTF-8."""
    _, *parts = _HEADING.split(file.data.decode("utf-8"))
    if not parts:
        raise UnreadableFileError("it has no line that starts with '* '")
    for number, (title, body) in enumerate(zip(parts[::2], parts[1::2], strict=True), start=1):
        drawer = _DRAWER.match(body)
        properties = dict(_PROPERTY.findall(drawer[1])) if drawer else {}
        date = properties.get("DATE")
        yield ReadArticle(
            id=f"{file.name.removesuffix('.org')}-{number}",
            title=title,
            date=datetime.date.fromisoformat(date) if date else None,
            author=properties.get("AUTHOR", ""),
            language=properties.get("LANGUAGE", ""),
            paragraphs=re.split(r"\n\s*\n", body[drawer.end() if drawer else 0 :].strip()),
        )


@hookimpl
def searchapp_readers() -> list[FileReader]:
    """Read files that end in .org."""
    return [FileReader("Org mode", (".org",), read_org)]
