"""The record of all settings, each declared with its section, default, parser and meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from searchapp.settings.values import (
    FRAME_ANCESTOR,
    HOST,
    ORIGIN,
    boolean,
    choice,
    cluster_urls,
    columns,
    directory,
    email_address,
    file,
    header_name,
    index_name,
    list_of_texts,
    new_file,
    peers,
    secret_text,
    site_address,
    text,
    whole_number,
)

MAX_QUERY_CHARACTERS = 100_000
"""The longest query that a setting can allow; the parser refuses longer ones."""

MAX_QUERY_CLAUSES = 10_000
"""The most words, phrases and patterns in a query that a setting can allow."""

MAX_QUERY_NESTING = 50
"""The deepest nesting of brackets; the parser skips deeper ones."""

MAX_FUZZY_DISTANCE = 2
"""The largest edit distance of a fuzzy word; more would match nearly anything."""


def _setting(
    section: str,
    default: Any,
    parse: Callable[[str, object], Any],
    meaning: str,
    *,
    secret: bool = False,
) -> Any:
    """Declare a setting of a section of the documentation.

    *parse* takes the setting's name and a raw value and raises ``SettingError``; the value
    of a *secret* setting is left out of ``repr``, and may be given as the path of a file.
    """
    metadata = {"section": section, "parse": parse, "meaning": meaning, "secret": secret}
    return field(default=default, repr=not secret, metadata=metadata)


_storage = partial(_setting, "Corpus and index")
_articles = partial(_setting, "Reading articles")
_reindexing = partial(_setting, "Reindexing")
_queries = partial(_setting, "Queries and results")
_server = partial(_setting, "Web server")
_embedding = partial(_setting, "Access from other sites")
_desk = partial(_setting, "The desk")
_monitoring = partial(_setting, "Logs and metrics")
_alerts = partial(_setting, "Alerts")
_cluster = partial(_setting, "OpenSearch")


@dataclass(frozen=True, slots=True)
class Settings:
    """The validated settings of one application."""

    corpus_dir: Path = _storage(
        Path("corpus"), directory, "The folder that `reindex` reads articles from."
    )
    index_dir: Path = _storage(Path("index"), directory, "The folder that contains the index.")
    archive_id: str = _storage(
        "",
        text,
        "The identity of the archive, on which the ids of feed entries depend: any text that"
        " never changes. Without it, `reindex` makes one and keeps it in the index folder.",
    )
    engine: Literal["embedded", "opensearch"] = _storage(
        "embedded",
        choice("embedded", "opensearch"),
        "`embedded` keeps the index in the index folder, `opensearch` in an OpenSearch cluster"
        " (extra `opensearch`).",
    )
    max_article_bytes: int = _articles(
        8_000_000,
        whole_number(1_000, 1_000_000_000),
        "The largest article, in bytes: a file with one article, or one line, row or item of a"
        " file with many. Larger ones are rejected.",
    )
    max_article_paragraphs: int = _articles(
        20_000, whole_number(1, 100_000), "The most paragraphs that an article may have."
    )
    max_read_seconds: int = _articles(
        10,
        whole_number(1, 3_600),
        "The most processor time, in seconds, that reading one article may take.",
    )
    follow_links: bool = _articles(
        False,
        boolean,
        "Whether to follow symbolic links in the corpus folder that lead to folders or out of"
        " it. Anyone who can create a link there can then make `reindex` read any file that"
        " it has access to.",
    )
    csv_columns: tuple[tuple[str, str], ...] = _articles(
        (),
        columns,
        "The column names of CSV files, such as `title=Headline,body=Text`. A field that is"
        " not listed is read from the column of its own name.",
    )
    date_order: Literal["", "day", "month"] = _articles(
        "",
        choice("day", "month"),
        "Which number comes first in dates such as 03/04/2023: `day` or `month`. If it is not"
        " set, such dates are not read.",
    )
    workers: int = _reindexing(
        0,
        whole_number(0, 64),
        "The number of processes that find speakers during a large `reindex`; 0 means one for"
        " each processor core.",
    )
    max_removal_percent: int = _reindexing(
        10,
        whole_number(0, 100),
        "The largest share of the archive, in percent, that `reindex` removes without"
        " `--allow-removals`.",
    )
    min_held_removals: int = _reindexing(
        20,
        whole_number(1, 1_000_000_000),
        "Fewer removals than this are never held back, whatever their share of the archive.",
    )
    max_query_characters: int = _queries(
        1000, whole_number(1, MAX_QUERY_CHARACTERS), "The longest query, in characters."
    )
    max_query_clauses: int = _queries(
        256,
        whole_number(1, MAX_QUERY_CLAUSES),
        "The most words, phrases and patterns in one query.",
    )
    max_query_nesting: int = _queries(
        MAX_QUERY_NESTING,
        whole_number(0, MAX_QUERY_NESTING),
        "The deepest nesting of brackets in a query.",
    )
    max_query_milliseconds: int = _queries(
        300,
        whole_number(1, 600_000),
        "The most processor time, in milliseconds, for searching and highlighting in one"
        " request; a request that needs more is answered with 400. The cluster's own time is"
        " not counted.",
    )
    max_check_characters: int = _queries(
        200_000,
        whole_number(1, 10_000_000),
        "The longest text whose quotations are checked, in characters.",
    )
    max_check_quotations: int = _queries(
        200,
        whole_number(1, 10_000),
        "The most quotations that are checked in one text.",
    )
    max_check_milliseconds: int = _queries(
        5_000,
        whole_number(1, 600_000),
        "The most processor time, in milliseconds, for checking the quotations of one text.",
    )
    max_expansion: int = _queries(
        20_000,
        whole_number(1, 10_000_000),
        "The most indexed words that one pattern, such as `a*`, may match; a query with more"
        " is answered with 400. A cluster has its own limit.",
    )
    max_fuzzy_distance: int = _queries(
        MAX_FUZZY_DISTANCE,
        whole_number(0, MAX_FUZZY_DISTANCE),
        "The largest edit distance of a fuzzy word, such as `stret~2`.",
    )
    relaxation: bool = _queries(
        True,
        boolean,
        "Whether a search with less than a page of hits also lists paragraphs that lack some of"
        " its words, after those that have all.",
    )
    tie_order: Literal["newest", "oldest", "none"] = _queries(
        "newest",
        choice("newest", "oldest", "none"),
        "Which of two hits of near-equal score comes first where nothing in them decides it:"
        " the newer or the older; `none` for the one whose id comes first.",
    )
    max_page: int = _queries(
        1_000_000, whole_number(1, 1_000_000), "The highest page number of results."
    )
    max_export_paragraphs: int = _queries(
        1_000_000, whole_number(1, 1_000_000_000), "The most paragraphs in one export."
    )
    response_cache_bytes: int = _queries(
        16_000_000,
        whole_number(0, 1_000_000_000),
        "The size, in bytes, of each process's cache of API responses, which are reused until"
        " the index changes; 0 turns it off. The earlier name, `SEARCHAPP_KEPT_ANSWERS_BYTES`,"
        " still works.",
    )
    trusted_hosts: tuple[str, ...] = _server(
        (),
        list_of_texts(rf"\.?(?:{HOST})", "host names such as archive.example.org, or .example.org"),
        "The host names that requests may be for, such as `archive.example.org`, separated by"
        " spaces; any host if it is not set. Set it if the archive is not public, as protection"
        " against DNS rebinding.",
    )
    language: Literal["", "en", "de", "es", "fr", "zh-Hans"] = _server(
        "",
        choice("en", "de", "es", "fr", "zh-Hans"),
        "The language of pages: `en`, `de`, `es`, `fr` or `zh-Hans`. If it is not set, each"
        " reader gets the language that the browser prefers. `?lang=` in the URL of a page"
        " chooses another one either way.",
    )
    proxies: int = _server(
        0,
        whole_number(0, 10),
        "The number of reverse proxies in front of the server, and so of values to trust in"
        " each `X-Forwarded-*` header.",
    )
    proxy_prefix: bool = _server(
        False,
        boolean,
        "Whether to trust `X-Forwarded-Prefix` as well. The proxy must set or remove it.",
    )
    allow_crawlers: bool = _server(
        False,
        boolean,
        "Whether search engines may index the archive. `/robots.txt` allows it then, apart from"
        " searches, and names `/sitemap.xml`, a list of all articles.",
    )
    rate_limit: str = _server(
        "",
        text,
        "The most requests from one client address, such as `60 per minute` or"
        " `5/second;1000/day` (extra `serve`). There is no limit if it is not set.",
    )
    rate_limit_storage: str = _server(
        "memory://",
        text,
        "Where requests are counted. In memory, each worker counts its own, so two workers let"
        " through twice as many; `redis://HOST` is shared by all.",
    )
    cors_origins: tuple[str, ...] = _embedding(
        (),
        list_of_texts(rf"\*|{ORIGIN}", "* or origins such as https://www.example.org"),
        "The sites whose scripts may call the API, such as `https://www.example.org`,"
        " separated by spaces; `*` for all.",
    )
    frame_ancestors: tuple[str, ...] = _embedding(
        ("'self'",),
        list_of_texts(
            FRAME_ANCESTOR, "'self', 'none', * or origins such as https://www.example.org"
        ),
        "The sites that may show `/embed` in a frame; `*` for all.",
    )
    editors: Path | None = _desk(
        None,
        new_file,
        "The file of the people who may use the desk, which `flask --app searchapp editors add`"
        " writes; outside the corpus and index folders (extra `desk`). There is no desk if it"
        " is not set.",
    )
    editor_header: str = _desk(
        "",
        header_name,
        "The header with which a proxy says who is logged in, such as `X-Remote-User`. The name"
        " must be one of the file of editors.",
    )
    editor_proxies: tuple[str, ...] = _desk(
        ("127.0.0.1", "::1"),
        peers,
        "The addresses or networks of the proxies that are believed to say who is logged in,"
        " separated by spaces; `unix` for a proxy on a Unix socket.",
    )
    reports: bool = _desk(
        False,
        boolean,
        'Whether pages have "Report a mistake", a form whose reports only editors see, at the'
        " desk. It needs `SEARCHAPP_EDITORS`.",
    )
    metrics: bool = _monitoring(
        False, boolean, "Whether `/metrics` serves metrics for Prometheus (extra `serve`)."
    )
    log: Literal["text", "json"] = _monitoring(
        "text",
        choice("text", "json"),
        "`text` logs warnings and errors as Flask formats them; `json` logs each request,"
        " warning and error as a line of JSON (extra `serve`).",
    )
    log_queries: bool = _monitoring(
        False,
        boolean,
        "Whether the JSON log includes queries and client addresses.",
    )
    alerts: bool = _alerts(
        False,
        boolean,
        "Whether `reindex` and `alerts` send what is new for the alerts in `alerts.toml`.",
    )
    alerts_from: str = _alerts("", email_address, "The sender's address of alerts by e-mail.")
    alerts_dir: Path | None = _alerts(
        None, directory, "The folder for alerts that are written to a file."
    )
    site_url: str = _alerts(
        "",
        site_address,
        "The public address of the archive, such as `https://archive.example.org`, for links in"
        " alerts.",
    )
    smtp_host: str = _alerts("", text, "The mail server.")
    smtp_port: int = _alerts(587, whole_number(1, 65_535), "The mail server's port.")
    smtp_security: Literal["starttls", "tls", "none"] = _alerts(
        "starttls",
        choice("starttls", "tls", "none"),
        "How the connection is encrypted: after it is made, from its start, or not at all.",
    )
    smtp_user: str = _alerts("", text, "The user name for the mail server, if it needs one.")
    smtp_password: str = _alerts("", secret_text, "The user's password.", secret=True)
    smtp_ca_certs: Path | None = _alerts(
        None,
        file,
        "A PEM file of the certificate authorities to trust for the mail server instead of the"
        " system's.",
    )
    opensearch_url: tuple[str, ...] = _cluster(
        ("http://localhost:9200",),
        cluster_urls,
        "The addresses of the cluster's nodes, separated by spaces.",
    )
    opensearch_index: str = _cluster(
        "searchapp",
        index_name,
        "The prefix of the name of every index and alias that the program creates.",
    )
    opensearch_user: str = _cluster("", text, "The user name for the cluster.")
    opensearch_password: str = _cluster("", secret_text, "The user's password.", secret=True)
    opensearch_api_key: str = _cluster(
        "",
        secret_text,
        "An API key instead of a user, for a gateway in front of the cluster that accepts"
        " keys; the security plugin of 2.19 does not.",
        secret=True,
    )
    opensearch_ca_certs: Path | None = _cluster(
        None,
        file,
        "A PEM file of the certificate authorities to trust instead of the system's.",
    )
    opensearch_client_cert: Path | None = _cluster(
        None, file, "A PEM file of the client certificate for the cluster."
    )
    opensearch_client_key: Path | None = _cluster(
        None, file, "A PEM file of the client certificate's private key."
    )
    opensearch_aws_region: str = _cluster(
        "",
        text,
        "The region of a cluster on AWS. Requests are signed with SigV4, with the credentials"
        " that `boto3` finds.",
    )
    opensearch_aws_service: Literal["es", "aoss"] = _cluster(
        "es", choice("es", "aoss"), "The AWS service that requests are signed for."
    )
    opensearch_timeout_seconds: int = _cluster(
        10,
        whole_number(2, 600),
        "The time after which a search of the cluster is given up. The cluster cancels it a"
        " second earlier.",
    )
    opensearch_generations: int = _cluster(
        1,
        whole_number(0, 100),
        "The number of generations to keep before the live one, so that cursors stay valid.",
    )
    opensearch_shards: int = _cluster(
        1, whole_number(1, 1024), "The number of shards that `reindex --full` creates."
    )
    opensearch_replicas: int = _cluster(
        1, whole_number(0, 10), "The number of replicas of each shard."
    )
