"""Every setting of the project: its name, default and meaning.

A setting has one name everywhere, ``SEARCHAPP_INDEX_DIR`` and the like: in Flask's
config and in the environment; as a factory argument it drops the prefix and the
capitals (``index_dir=``). The first of these that gives a value wins: factory
argument, Flask config, environment, default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

PREFIX = "SEARCHAPP_"

NOT_SHOWN = "(not shown)"
"""Stands in messages for a value that may be secret."""


ARTICLE_FIELDS = (
    *("id", "title", "body", "date", "author"),
    *("source", "section", "url", "language", "correction"),
)
"""The fields of an article that a CSV column can be mapped to."""


class SettingError(ValueError):
    """A setting has a value that it cannot take."""

    def __init__(self, name: str, value: object, allowed: str) -> None:
        self.name = name
        self.value = value
        self.allowed = allowed
        super().__init__(f"The setting {name} is {value!r}; allowed is {allowed}.")


def _directory(name: str, value: object) -> Path:
    allowed = "the path of a folder"
    if not isinstance(value, str | Path) or not str(value).strip() or "\0" in str(value):
        raise SettingError(name, value, allowed)
    path = Path(value).expanduser()
    try:
        occupied = path.exists() and not path.is_dir()
    except OSError as error:
        raise SettingError(name, value, f"{allowed} ({error.strerror})") from None
    if occupied:
        raise SettingError(name, value, f"{allowed}, and this is a file")
    return path


def _whole_number(low: int, high: int) -> Callable[[str, object], int]:
    allowed = f"a whole number from {low:,} to {high:,}"

    def parse(name: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise SettingError(name, value, allowed)
        try:
            number = int(value)
        except ValueError:
            raise SettingError(name, value, allowed) from None
        if not low <= number <= high:
            raise SettingError(name, value, allowed)
        return number

    return parse


def _choice(*values: str) -> Callable[[str, object], str]:
    allowed = " or ".join(values)

    def parse(name: str, value: object) -> str:
        if value not in values:
            raise SettingError(name, value, allowed)
        return str(value)

    return parse


def _yes_or_no(name: str, value: object) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    chosen = words.get(str(value).strip().casefold())
    if chosen is None:
        raise SettingError(name, value, "yes or no")
    return chosen


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise SettingError(name, value, "a text")
    return value.strip()


def _cluster_urls(name: str, value: object) -> tuple[str, ...]:
    try:
        found: tuple[str, ...] = _texts(
            rf"{_ORIGIN}/?", "addresses such as https://node-1.example.org:9200"
        )(name, value)
    except SettingError as error:
        # An address may hold a password, as in https://user:password@node-1.example.org.
        raise SettingError(
            name, NOT_SHOWN, f"{error.allowed}, without user and password: these are settings"
        ) from None
    return found


def _secret_text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise SettingError(name, NOT_SHOWN, "a text")
    return value


def _index_name(name: str, value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,99}", value):
        raise SettingError(name, value, "small letters, digits, dots and hyphens")
    return value


def _file(name: str, value: object) -> Path:
    if not isinstance(value, str | Path) or not Path(value).expanduser().is_file():
        raise SettingError(name, value, "the path of a file")
    return Path(value).expanduser()


def _columns(name: str, value: object) -> tuple[tuple[str, str], ...]:
    allowed = f"pairs such as title=Headline,body=Text, of the fields {', '.join(ARTICLE_FIELDS)}"
    if isinstance(value, Mapping | tuple):
        pairs = [(str(field), str(column)) for field, column in dict(value).items()]
    elif isinstance(value, str):
        pairs = [
            (field.strip(), column.strip())
            for field, _, column in (pair.partition("=") for pair in value.split(","))
        ]
    else:
        raise SettingError(name, value, allowed)
    if not all(field in ARTICLE_FIELDS and column for field, column in pairs):
        raise SettingError(name, value, allowed)
    return tuple(pairs)


def _texts(pattern: str, allowed: str) -> Callable[[str, object], tuple[str, ...]]:
    """Return what reads several texts: a list, or one text with spaces or commas between."""

    def parse(name: str, value: object) -> tuple[str, ...]:
        texts = re.split(r"[\s,]+", value.strip()) if isinstance(value, str) else value
        if not isinstance(texts, Iterable):
            raise SettingError(name, value, allowed)
        texts = tuple(text for text in texts if text != "")
        if not all(isinstance(text, str) and re.fullmatch(pattern, text) for text in texts):
            raise SettingError(name, value, allowed)
        return texts

    return parse


_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]"
_ORIGIN = rf"https?://(?:{_HOST})(?::\d{{1,5}})?"
_ANCESTOR = rf"'self'|'none'|\*|(?:https?:)?(?://)?(?:\*\.)?(?:{_HOST})(?::(?:\d{{1,5}}|\*))?"


def _setting(default: Any, parse: Callable[[str, object], Any], meaning: str) -> Any:
    return field(default=default, metadata={"parse": parse, "meaning": meaning})


def _secret(meaning: str) -> Any:
    """Return a setting that is shown nowhere."""
    return field(default="", repr=False, metadata={"parse": _secret_text, "meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one application, checked."""

    corpus_dir: Path = _setting(
        Path("corpus"), _directory, "the folder that reindex reads articles from"
    )
    index_dir: Path = _setting(Path("index"), _directory, "the folder that holds the index")
    engine: Literal["embedded", "opensearch"] = _setting(
        "embedded",
        _choice("embedded", "opensearch"),
        "what holds the index: embedded, in the folder; opensearch, in a cluster",
    )
    opensearch_url: tuple[str, ...] = _setting(
        ("http://localhost:9200",),
        _cluster_urls,
        "the cluster's nodes, one at least",
    )
    opensearch_index: str = _setting(
        "searchapp",
        _index_name,
        "what the names of all that is ours in the cluster begin with",
    )
    opensearch_user: str = _setting("", _text, "the user that the cluster lets in")
    opensearch_password: str = _secret("the user's password")
    opensearch_api_key: str = _secret("a key that the cluster lets in instead of a user")
    opensearch_ca_certs: Path | None = _setting(
        None, _file, "the certificates that the cluster's is checked against, a PEM file"
    )
    opensearch_shards: int = _setting(
        1, _whole_number(1, 1024), "into how many shards reindex --full spreads the paragraphs"
    )
    opensearch_replicas: int = _setting(
        1, _whole_number(0, 10), "how many copies of each shard there are beside the first"
    )
    max_query_characters: int = _setting(
        1000, _whole_number(1, 100_000), "the longest query, in characters"
    )
    max_query_clauses: int = _setting(
        256, _whole_number(1, 10_000), "how many words, phrases and patterns a query may have"
    )
    max_query_nesting: int = _setting(
        50, _whole_number(0, 50), "how deep brackets in brackets may be in a query"
    )
    max_query_milliseconds: int = _setting(
        300,
        _whole_number(1, 600_000),
        "how long the processor may be busy with one query, in milliseconds",
    )
    max_expansion: int = _setting(
        20_000,
        _whole_number(1, 10_000_000),
        "how many words of the index one pattern, such as a*, may stand for",
    )
    max_fuzzy_distance: int = _setting(
        2, _whole_number(0, 2), "by how many letters a fuzzy word, such as stret~2, may differ"
    )
    max_page: int = _setting(1_000_000, _whole_number(1, 1_000_000), "the deepest page of results")
    max_export_paragraphs: int = _setting(
        1_000_000,
        _whole_number(1, 1_000_000_000),
        "how many paragraphs one export may have",
    )
    max_article_bytes: int = _setting(
        8_000_000,
        _whole_number(1_000, 1_000_000_000),
        "the largest article, in bytes: a file of one article, or a line, row or item of many",
    )
    kept_answers_bytes: int = _setting(
        16_000_000,
        _whole_number(0, 1_000_000_000),
        "how many bytes of the endpoint's answers each process keeps, to give them again while"
        " the index is the same; 0 for none",
    )
    workers: int = _setting(
        0,
        _whole_number(0, 64),
        "how many processes find out who said what in a large reindex; 0 for one each core",
    )
    follow_links: bool = _setting(
        False, _yes_or_no, "whether links that lead out of the corpus folder are followed"
    )
    csv_columns: tuple[tuple[str, str], ...] = _setting(
        (),
        _columns,
        "the columns of CSV files, as title=Headline,body=Text; a field that is not named has"
        " the column of its own name",
    )
    cors_origins: tuple[str, ...] = _setting(
        (),
        _texts(rf"\*|{_ORIGIN}", "* or origins such as https://www.example.org"),
        "the sites whose scripts may read the endpoint, or * for all",
    )
    frame_ancestors: tuple[str, ...] = _setting(
        ("'self'",),
        _texts(_ANCESTOR, "'self', 'none', * or origins such as https://www.example.org"),
        "the sites that may show /embed in a frame",
    )
    trusted_hosts: tuple[str, ...] = _setting(
        (),
        _texts(rf"\.?(?:{_HOST})", "host names such as archive.example.org, or .example.org"),
        "the host names that requests may be for; all where none is named",
    )
    proxies: int = _setting(
        0,
        _whole_number(0, 10),
        "how many proxies stand before the server; so many X-Forwarded-* headers are believed",
    )
    rate_limit: str = _setting(
        "",
        _text,
        "how often one client address may ask, such as 60 per minute or 5/second;1000/day;"
        " without it there is no limit",
    )
    rate_limit_storage: str = _setting(
        "memory://",
        _text,
        "where requests are counted; in memory each worker counts for itself",
    )
    metrics: bool = _setting(False, _yes_or_no, "whether /metrics answers, for Prometheus")
    log: Literal["text", "json"] = _setting(
        "text",
        _choice("text", "json"),
        "text for warnings and errors as Flask writes them; json for a line of JSON for each"
        " of them and for each request",
    )
    log_queries: bool = _setting(
        False,
        _yes_or_no,
        "whether JSON lines hold what was asked and the client's address",
    )


@dataclass(frozen=True, slots=True)
class SettingDescription:
    """A setting as documentation shows it."""

    name: str
    default: object
    meaning: str


def describe() -> tuple[SettingDescription, ...]:
    """Return every setting in the order of declaration."""
    return tuple(
        SettingDescription(PREFIX + f.name.upper(), f.default, f.metadata["meaning"])
        for f in fields(Settings)
    )


def load(
    arguments: Mapping[str, object], config: Mapping[str, Any], environment: Mapping[str, str]
) -> Settings:
    """Return the settings found in *arguments*, *config* and *environment*, in this order.

    *arguments* has names such as ``index_dir`` (None stands for not given),
    the other two such as ``SEARCHAPP_INDEX_DIR``. An empty environment variable
    is taken as unset. Raises ``SettingError`` for a value that is not allowed,
    and for a name with our prefix that is no setting, so that a misspelt name
    is not passed over; ``TypeError`` for an unknown argument.
    """
    known = {f.name for f in fields(Settings)}
    for name in arguments:
        if name not in known:
            raise TypeError(f"create_app() has no setting {name!r}; it has {sorted(known)}.")
    names = {PREFIX + name.upper() for name in known}
    for source in (config, environment):
        for name in source:
            if name.startswith(PREFIX) and name not in names:
                secret = name.startswith(f"{PREFIX}OPENSEARCH_")
                shown = NOT_SHOWN if secret else source[name]
                raise SettingError(name, shown, f"only one of {', '.join(sorted(names))}")
    values: dict[str, Any] = {}
    for f in fields(Settings):
        name = PREFIX + f.name.upper()
        for value in (arguments.get(f.name), config.get(name), environment.get(name) or None):
            if value is not None:
                values[f.name] = f.metadata["parse"](name, value)
                break
    return Settings(**values)
