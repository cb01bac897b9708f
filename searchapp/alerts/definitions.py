"""The alerts of an archive, which an editor keeps in ``alerts.toml`` of the corpus folder.

[[alert]]
name = "hydrogen"
search = "q=hydrogen&speaker=ingrid-solheim"   # as in the address of a page of results
every = "day"                                  # run, hour, day or week
email = ["desk@example.org"]

[[alert]]
name = "everything for the newsroom's chat"
webhook = "https://chat.example.org/hooks/1"
secret_file = "/run/secrets/hook"

[[alert]]
name = "oil"
search = "q=oil"
file = "oil.jsonl"
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from searchapp.editorial.toml_tables import TomlTable, read_tables

ALERTS_FILE = "alerts.toml"

Interval = Literal["run", "hour", "day", "week"]
INTERVALS: Mapping[Interval, datetime.timedelta] = {
    "run": datetime.timedelta(0),
    "hour": datetime.timedelta(hours=1),
    "day": datetime.timedelta(days=1),
    "week": datetime.timedelta(weeks=1),
}
"""The least time between two deliveries of an alert."""

_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
_FILE_NAME = re.compile(r"[\w][\w. -]{0,99}")
_MAX_NAME_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Alert:
    """A search whose new paragraphs are sent, to one kind of target.

    ``parameters`` are those of the search page, names with values. Of ``emails``, ``webhook``
    and ``file`` one is not empty; ``secret_file`` contains the key that a webhook's messages
    are signed with, or is None.
    """

    name: str
    parameters: tuple[tuple[str, str], ...]
    every: Interval
    emails: tuple[str, ...] = ()
    webhook: str = ""
    file: str = ""
    secret_file: Path | None = None

    @property
    def target(self) -> str:
        """Where it is sent, in words; the query of a webhook's URL is not shown."""
        if self.webhook:
            return self.webhook.partition("?")[0]
        return f"file {self.file}" if self.file else ", ".join(self.emails)


def read_alerts(folder: Path) -> tuple[Alert, ...]:
    """Return the alerts of a corpus folder, none without a file. Raises ``EditorialError``."""
    alerts: dict[str, Alert] = {}
    for table in read_tables(folder / ALERTS_FILE, "alert"):
        alert = _alert(table)
        if alert.name in alerts:
            raise table.error(f"'name' is {alert.name!r}, which another alert has too")
        alerts[alert.name] = alert
    return tuple(alerts.values())


def _alert(table: TomlTable) -> Alert:
    table.check_names("name", "search", "every", "email", "webhook", "file", "secret_file")
    name = table.text("name")
    if not 0 < len(name) <= _MAX_NAME_CHARACTERS:
        raise table.error(f"'name' is {name!r}; expected 1 to {_MAX_NAME_CHARACTERS} characters")
    targets = [key for key in ("email", "webhook", "file") if key in table.values]
    if len(targets) != 1:
        raise table.error("expected one of 'email', 'webhook' and 'file'")
    if "secret_file" in table.values and targets != ["webhook"]:
        raise table.error("'secret_file' is for a 'webhook'")
    secret_file = table.text("secret_file")
    return Alert(
        name=name,
        parameters=tuple(parse_qsl(table.text("search").removeprefix("?"))),
        every=_interval(table),
        emails=_emails(table) if targets == ["email"] else (),
        webhook=_webhook(table) if targets == ["webhook"] else "",
        file=_file(table) if targets == ["file"] else "",
        secret_file=Path(secret_file) if secret_file else None,
    )


def _interval(table: TomlTable) -> Interval:
    text = table.text("every") or "run"
    for interval in INTERVALS:
        if interval == text:
            return interval
    raise table.error(f"'every' is {text!r}; expected one of {', '.join(INTERVALS)}")


def _emails(table: TomlTable) -> tuple[str, ...]:
    emails = table.texts("email")
    wrong = next((email for email in emails if not _EMAIL.fullmatch(email)), None)
    if wrong is not None or not emails:
        raise table.error(f"'email' has {wrong!r}; expected addresses such as desk@example.org")
    return tuple(dict.fromkeys(emails))


def _webhook(table: TomlTable) -> str:
    url = table.text("webhook")
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        valid = False
    if not valid:
        raise table.error("'webhook' is not a URL that starts with https:// or http://")
    return url


def _file(table: TomlTable) -> str:
    name = table.text("file")
    if not _FILE_NAME.fullmatch(name):
        raise table.error(
            f"'file' is {name!r}; expected a file name without a folder, such as oil.jsonl"
        )
    return name
