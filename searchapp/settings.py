"""Settings of the application: names, defaults, meanings and validation.

Flask's config and the environment use one name for a setting, such as
``SEARCHAPP_INDEX_DIR``; as an argument of the factory it is ``index_dir=``. A value is
taken from the first of these that has one: argument, Flask config, environment, default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

PREFIX = "SEARCHAPP_"

NOT_SHOWN = "(not shown)"
"""Placeholder in error messages for a value that may be secret."""

_RENAMED = {"kept_answers_bytes": "response_cache_bytes"}
"""Earlier names of settings, which are still read."""

MAX_QUERY_CHARACTERS = 100_000
"""The longest query that a setting can allow; the parser refuses longer ones."""

MAX_QUERY_CLAUSES = 10_000
"""The most words, phrases and patterns in a query that a setting can allow."""

MAX_QUERY_NESTING = 50
"""The deepest nesting of brackets; the parser passes over those that are deeper."""

MAX_FUZZY_DISTANCE = 2
"""The largest edit distance of a fuzzy word; more would match nearly anything."""

ARTICLE_FIELDS = (
    *("id", "title", "body", "date", "author"),
    *("source", "section", "url", "language", "correction"),
)
"""The fields of an article that a CSV column can be mapped to."""


class SettingError(ValueError):
    """A setting with a value that is not allowed; ``allowed`` describes the values that are."""

    def __init__(self, name: str, value: object, allowed: str) -> None:
        self.allowed = allowed
        super().__init__(f"The setting {name} is {value!r}; allowed is {allowed}.")


class UnknownSettingError(SettingError, TypeError):
    """A name that no setting has; also a ``TypeError``, like any unknown keyword argument."""

    def __init__(self, message: str) -> None:
        ValueError.__init__(self, message)


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


def _boolean(name: str, value: object) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    boolean = words.get(str(value).strip().casefold())
    if boolean is None:
        raise SettingError(name, value, "yes or no")
    return boolean


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise SettingError(name, value, "a text")
    return value.strip()


def _cluster_urls(name: str, value: object) -> tuple[str, ...]:
    try:
        return _list_of_texts(rf"{_ORIGIN}/?", "addresses such as https://node-1.example.org:9200")(
            name, value
        )
    except SettingError as error:
        # An address may contain a password, as in https://user:password@node-1.example.org.
        raise SettingError(
            name, NOT_SHOWN, f"{error.allowed}, without user and password: these are settings"
        ) from None


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


def _list_of_texts(pattern: str, allowed: str) -> Callable[[str, object], tuple[str, ...]]:
    """Return a parser of a list of texts, or of one text separated by spaces or commas."""

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
    """Declare a setting; *parse* takes its name and a raw value and raises ``SettingError``."""
    return field(default=default, metadata={"parse": parse, "meaning": meaning})


def _secret(meaning: str) -> Any:
    """Declare a setting that is never shown."""
    return field(default="", repr=False, metadata={"parse": _secret_text, "meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """The validated settings of one application."""

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
    opensearch_client_cert: Path | None = _setting(
        None, _file, "the certificate that this program shows the cluster, a PEM file"
    )
    opensearch_client_key: Path | None = _setting(
        None, _file, "the key of that certificate, a PEM file"
    )
    opensearch_aws_region: str = _setting(
        "", _text, "the region of a cluster on AWS: requests are signed by SigV4, with boto3"
    )
    opensearch_aws_service: Literal["es", "aoss"] = _setting(
        "es", _choice("es", "aoss"), "the service that requests to AWS are signed for"
    )
    opensearch_generations: int = _setting(
        1, _whole_number(0, 100), "how many generations before the live one are kept"
    )
    opensearch_shards: int = _setting(
        1, _whole_number(1, 1024), "into how many shards reindex --full spreads the paragraphs"
    )
    opensearch_replicas: int = _setting(
        1, _whole_number(0, 10), "how many copies of each shard there are beside the first"
    )
    max_query_characters: int = _setting(
        1000, _whole_number(1, MAX_QUERY_CHARACTERS), "the longest query, in characters"
    )
    max_query_clauses: int = _setting(
        256,
        _whole_number(1, MAX_QUERY_CLAUSES),
        "how many words, phrases and patterns a query may have",
    )
    max_query_nesting: int = _setting(
        MAX_QUERY_NESTING,
        _whole_number(0, MAX_QUERY_NESTING),
        "how deep brackets in brackets may be in a query",
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
        MAX_FUZZY_DISTANCE,
        _whole_number(0, MAX_FUZZY_DISTANCE),
        "by how many letters a fuzzy word, such as stret~2, may differ",
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
    max_article_paragraphs: int = _setting(
        20_000,
        _whole_number(1, 100_000),
        "how many paragraphs an article may have",
    )
    max_read_seconds: int = _setting(
        10,
        _whole_number(1, 3_600),
        "how long the processor may be busy with reading one article of a file, in seconds",
    )
    response_cache_bytes: int = _setting(
        16_000_000,
        _whole_number(0, 1_000_000_000),
        "how many bytes of the endpoint's answers each process keeps, to give them again while"
        " the index is the same; 0 for none",
    )
    max_removal_percent: int = _setting(
        10,
        _whole_number(0, 100),
        "the largest share of the archive, in percent, that a reindex removes without"
        " --allow-removals",
    )
    min_held_removals: int = _setting(
        20,
        _whole_number(1, 1_000_000_000),
        "fewer removals than this are never held back",
    )
    workers: int = _setting(
        0,
        _whole_number(0, 64),
        "how many processes find out who said what in a large reindex; 0 for one each core",
    )
    follow_links: bool = _setting(
        False, _boolean, "whether links that lead out of the corpus folder are followed"
    )
    csv_columns: tuple[tuple[str, str], ...] = _setting(
        (),
        _columns,
        "the columns of CSV files, as title=Headline,body=Text; a field that is not named has"
        " the column of its own name",
    )
    date_order: Literal["", "day", "month"] = _setting(
        "",
        _choice("day", "month"),
        "what comes first in dates such as 03/04/2023; without it they are not read",
    )
    cors_origins: tuple[str, ...] = _setting(
        (),
        _list_of_texts(rf"\*|{_ORIGIN}", "* or origins such as https://www.example.org"),
        "the sites whose scripts may read the endpoint, or * for all",
    )
    frame_ancestors: tuple[str, ...] = _setting(
        ("'self'",),
        _list_of_texts(_ANCESTOR, "'self', 'none', * or origins such as https://www.example.org"),
        "the sites that may show /embed in a frame",
    )
    trusted_hosts: tuple[str, ...] = _setting(
        (),
        _list_of_texts(
            rf"\.?(?:{_HOST})", "host names such as archive.example.org, or .example.org"
        ),
        "the host names that requests may be for; all where none is named",
    )
    proxies: int = _setting(
        0,
        _whole_number(0, 10),
        "how many proxies stand before the server; so many X-Forwarded-* headers are believed",
    )
    proxy_prefix: bool = _setting(
        False,
        _boolean,
        "whether X-Forwarded-Prefix is believed too; the proxy must set or remove it",
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
    metrics: bool = _setting(False, _boolean, "whether /metrics answers, for Prometheus")
    log: Literal["text", "json"] = _setting(
        "text",
        _choice("text", "json"),
        "text for warnings and errors as Flask writes them; json for a line of JSON for each"
        " of them and for each request",
    )
    log_queries: bool = _setting(
        False,
        _boolean,
        "whether JSON lines hold what was asked and the client's address",
    )


@dataclass(frozen=True, slots=True)
class SettingDescription:
    """A setting's name, default and meaning, for documentation."""

    name: str
    default: object
    meaning: str


_NAMES = tuple(f.name for f in fields(Settings))


def _key(name: str) -> str:
    return PREFIX + name.upper()


_KEYS = {_key(name): name for name in (*_NAMES, *_RENAMED)}


def describe() -> tuple[SettingDescription, ...]:
    """Return every setting in the order of declaration."""
    return tuple(
        SettingDescription(_key(f.name), f.default, f.metadata["meaning"]) for f in fields(Settings)
    )


def load(
    arguments: Mapping[str, object], config: Mapping[str, Any], environment: Mapping[str, str]
) -> Settings:
    """Return the settings that *arguments*, *config* and *environment* give, in this order.

    The keys of *arguments* are names such as ``index_dir``; a value of None counts as not
    given. The keys of the other two are names such as ``SEARCHAPP_INDEX_DIR``; an empty
    environment variable counts as unset. Raises ``SettingError`` for a value that is not
    allowed, and ``UnknownSettingError`` for an unknown argument or key of *config* with
    the prefix. Unknown environment variables are ignored: see ``setting_notices``.
    """
    for name in arguments:
        if name not in _KEYS.values():
            raise UnknownSettingError(f"There is no setting {name!r}; {_suggestion(name)}")
    for key in _unknown(config):
        raise UnknownSettingError(f"There is no setting {key}; {_suggestion(key)}")
    values: dict[str, Any] = {}
    for f in fields(Settings):
        names = [f.name, *(old for old, new in _RENAMED.items() if new == f.name)]
        candidates = (
            *((_key(name), arguments.get(name)) for name in names),
            *((_key(name), config.get(_key(name))) for name in names),
            *((_key(name), environment.get(_key(name)) or None) for name in names),
        )
        for key, value in candidates:
            if value is not None:
                values[f.name] = f.metadata["parse"](key, value)
                break
    return Settings(**values)


def setting_notices(
    arguments: Mapping[str, object], config: Mapping[str, Any], environment: Mapping[str, str]
) -> list[str]:
    """Return a sentence for each renamed setting and each unknown environment variable.

    The parameters are those of ``load``. No sentence contains a setting's value.
    """
    notices = []
    for old, new in _RENAMED.items():
        for earlier, current in ((old, new), (_key(old), _key(new))):
            if earlier in arguments or earlier in config or earlier in environment:
                notices.append(f"The setting {earlier} is now {current}; use its new name.")
    return notices + [
        f"There is no setting {key}, so it is ignored; {_suggestion(key)}"
        for key in _unknown(environment)
    ]


def _unknown(source: Mapping[str, object]) -> list[str]:
    return [key for key in source if key.startswith(PREFIX) and key not in _KEYS]


def _suggestion(unknown: str) -> str:
    """Return the end of a sentence that names the nearest setting, or all where none is near."""
    nearest = get_close_matches(unknown.removeprefix(PREFIX).lower(), _NAMES, n=1)
    shown = [_key(name) if unknown.startswith(PREFIX) else name for name in nearest or _NAMES]
    return f"did you mean {shown[0]}?" if nearest else f"the settings are {', '.join(shown)}."
