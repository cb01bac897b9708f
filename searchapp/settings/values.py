"""Parsers of the values of settings, and the errors they raise."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

NOT_SHOWN = "(value not shown)"
"""Placeholder in error messages for a value that may be secret."""

ARTICLE_FIELDS = (
    *("id", "title", "body", "date", "author"),
    *("source", "section", "url", "language", "correction"),
)
"""The fields of an article that a CSV column can be mapped to."""

HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]"
ORIGIN = rf"https?://(?:{HOST})(?::\d{{1,5}})?"
FRAME_ANCESTOR = rf"'self'|'none'|\*|(?:https?:)?(?://)?(?:\*\.)?(?:{HOST})(?::(?:\d{{1,5}}|\*))?"
"""Regular expressions of a host name, of an origin, and of a source in ``frame-ancestors``."""


class SettingError(ValueError):
    """A setting that cannot be used; the message is a sentence that names it."""


class SettingValueError(SettingError):
    """A setting whose value is not allowed.

    ``allowed`` describes the allowed values and completes the sentence "NAME must be ...".
    """

    def __init__(self, name: str, value: object, allowed: str) -> None:
        self.allowed = allowed
        got = value if value is NOT_SHOWN else f"(got {value!r})"
        super().__init__(f"{name} must be {allowed} {got}.")


class UnknownSettingError(SettingError, TypeError):
    """A name that no setting has; also a ``TypeError``, like any unknown keyword argument."""


def directory(name: str, value: object) -> Path:
    """Parse the path of a folder, which need not exist."""
    allowed = "the path of a folder"
    if not isinstance(value, str | Path) or not str(value).strip() or "\0" in str(value):
        raise SettingValueError(name, value, allowed)
    path = Path(value).expanduser()
    try:
        occupied = path.exists() and not path.is_dir()
    except OSError as error:
        raise SettingValueError(name, value, f"{allowed} ({error.strerror})") from None
    if occupied:
        raise SettingValueError(name, value, f"{allowed}, not of a file")
    return path


def whole_number(low: int, high: int) -> Callable[[str, object], int]:
    """Return a parser of whole numbers from *low* to *high*."""
    allowed = f"a whole number from {low:,} to {high:,}"

    def parse(name: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise SettingValueError(name, value, allowed)
        try:
            number = int(value)
        except ValueError:
            raise SettingValueError(name, value, allowed) from None
        if not low <= number <= high:
            raise SettingValueError(name, value, allowed)
        return number

    return parse


def choice(*values: str) -> Callable[[str, object], str]:
    """Return a parser that accepts exactly *values*."""
    allowed = " or ".join(values)

    def parse(name: str, value: object) -> str:
        if value not in values:
            raise SettingValueError(name, value, allowed)
        return str(value)

    return parse


def boolean(name: str, value: object) -> bool:
    """Parse yes or no, true or false, 1 or 0."""
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    parsed = words.get(str(value).strip().casefold())
    if parsed is None:
        raise SettingValueError(name, value, "yes or no")
    return parsed


def text(name: str, value: object) -> str:
    """Parse a text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise SettingValueError(name, value, "a text that is not blank")
    return value.strip()


def email_address(name: str, value: object) -> str:
    """Parse an e-mail address without a display name."""
    if not isinstance(value, str) or not re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", value.strip()):
        raise SettingValueError(name, value, "an address such as archive@example.org")
    return value.strip()


def site_address(name: str, value: object) -> str:
    """Parse the URL of a site, with a path or without, and return it without a slash at its end."""
    if not isinstance(value, str) or not re.fullmatch(rf"{ORIGIN}(?:/[^\s?#]*)?", value.strip()):
        raise SettingValueError(name, value, "an address such as https://archive.example.org")
    return value.strip().rstrip("/")


def cluster_urls(name: str, value: object) -> tuple[str, ...]:
    """Parse the addresses of a cluster's nodes; the error does not show them."""
    try:
        return list_of_texts(rf"{ORIGIN}/?", "addresses such as https://node-1.example.org:9200")(
            name, value
        )
    except SettingValueError as error:
        # An address may contain a password, as in https://user:password@node-1.example.org.
        raise SettingValueError(
            name, NOT_SHOWN, f"{error.allowed}, with user and password in their own settings"
        ) from None


def secret_text(name: str, value: object) -> str:
    """Parse a text; the error does not show the value."""
    if not isinstance(value, str):
        raise SettingValueError(name, NOT_SHOWN, "a text")
    return value


def index_name(name: str, value: object) -> str:
    """Parse the prefix of index names: at most 100 characters."""
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,99}", value):
        raise SettingValueError(
            name,
            value,
            "lowercase letters, digits, dots, hyphens and underscores",
        )
    return value


def file(name: str, value: object) -> Path:
    """Parse the path of an existing file."""
    if not isinstance(value, str | Path) or not Path(value).expanduser().is_file():
        raise SettingValueError(name, value, "the path of an existing file")
    return Path(value).expanduser()


def new_file(name: str, value: object) -> Path:
    """Parse the path of a file, which need not exist."""
    allowed = "the path of a file"
    if not isinstance(value, str | Path) or not str(value).strip() or "\0" in str(value):
        raise SettingValueError(name, value, allowed)
    path = Path(value).expanduser()
    try:
        is_folder = path.is_dir()
    except OSError as error:
        raise SettingValueError(name, value, f"{allowed} ({error.strerror})") from None
    if is_folder:
        raise SettingValueError(name, value, f"{allowed}, not of a folder")
    return path


def header_name(name: str, value: object) -> str:
    """Parse the name of a header of requests."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,99}", value):
        raise SettingValueError(name, value, "the name of a header such as X-Remote-User")
    return value


def peers(name: str, value: object) -> tuple[str, ...]:
    """Parse a list of IP addresses and networks; ``unix`` stands for a Unix socket."""
    allowed = "addresses or networks such as 127.0.0.1 or 10.0.0.0/8, or unix"
    parsed = list_of_texts(r"[0-9A-Fa-f.:/]+|unix", allowed)(name, value)
    for peer in parsed:
        try:
            if peer != "unix":
                ipaddress.ip_network(peer, strict=False)
        except ValueError:
            raise SettingValueError(name, value, allowed) from None
    return parsed


def columns(name: str, value: object) -> tuple[tuple[str, str], ...]:
    """Parse the mapping of article fields to CSV columns, a mapping or ``field=column,...``."""
    allowed = f"pairs such as title=Headline,body=Text, with the fields {', '.join(ARTICLE_FIELDS)}"
    if isinstance(value, Mapping | tuple):
        pairs = [(str(field), str(column)) for field, column in dict(value).items()]
    elif isinstance(value, str):
        pairs = [
            (field.strip(), column.strip())
            for field, _, column in (pair.partition("=") for pair in value.split(","))
        ]
    else:
        raise SettingValueError(name, value, allowed)
    if not all(field in ARTICLE_FIELDS and column for field, column in pairs):
        raise SettingValueError(name, value, allowed)
    return tuple(pairs)


def list_of_texts(pattern: str, allowed: str) -> Callable[[str, object], tuple[str, ...]]:
    """Return a parser of a list of texts, or of one text separated by spaces or commas."""

    def parse(name: str, value: object) -> tuple[str, ...]:
        texts = re.split(r"[\s,]+", value.strip()) if isinstance(value, str) else value
        if not isinstance(texts, Iterable):
            raise SettingValueError(name, value, allowed)
        texts = tuple(text for text in texts if text != "")
        if not all(isinstance(text, str) and re.fullmatch(pattern, text) for text in texts):
            raise SettingValueError(name, value, allowed)
        return texts

    return parse
