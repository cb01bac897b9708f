"""Parameters of a search, the same for pages, API and command line.

A query string is parsed into a ``SearchRequest``; ``query_strings`` serializes one.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

from searchapp.api_models.parameter_values import (
    MAX_VALUE_CHARACTERS,
    ParameterError,
    number_between,
    one_of,
    parse_day,
    parse_flag,
    parse_paragraph_id,
    parse_text,
    parse_year,
)
from searchapp.common.messages import Message
from searchapp.models.analytics import SpeakerOrder, SpeakersRequest
from searchapp.models.articles import PART_PARAGRAPHS, QUOTATIONS, SPEAKER_KINDS
from searchapp.models.search import (
    SEARCHED_ACTS,
    UNDATED,
    Copies,
    FacetRequest,
    Grouping,
    SearchRequest,
    SortOrder,
    View,
)

MAX_PAGE = 1_000_000
MAX_LIMIT = 100
MAX_VALUES = 50
"""The most values of a repeatable parameter in one request."""

SORTS: tuple[SortOrder, ...] = get_args(SortOrder)
SPEAKER_ORDERS: tuple[SpeakerOrder, ...] = get_args(SpeakerOrder)
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
COPIES: tuple[Copies, ...] = get_args(Copies)
VIEWS: tuple[View, ...] = get_args(View)


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name, the request field that it sets, and its parser.

    ``parse`` takes name and value and raises ``ParameterError``. ``schema`` is the JSON
    Schema of one value; ``meaning`` and ``example`` are for the documentation.
    """

    name: str
    field: str
    parse: Callable[[str, str], Any]
    schema: Mapping[str, object]
    meaning: str
    example: object
    repeatable: bool = False


_VALUE = {"type": "string", "maxLength": MAX_VALUE_CHARACTERS}
_DATE = {"type": "string", "format": "date"}
_FLAG = {"type": "string", "enum": ["0", "1"], "default": "0"}

STRICT = Parameter(
    "strict",
    "strict",
    parse_flag,
    _FLAG,
    "With `1`, every hit has all the words of the query, and in the API a parameter that is"
    " unknown is an error, and not only a notice. Parameters that other programs append to"
    " links (`utm_*`, `fbclid`, `gclid` and the like) are ignored in either case.",
    "1",
)

PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "q",
        "q",
        lambda _, value: unicodedata.normalize("NFC", value),
        {"type": "string"},
        "The query; empty or `*` matches every paragraph.",
        "industrial internet",
    ),
    Parameter(
        "speaker",
        "speakers",
        parse_text,
        _VALUE,
        "Only paragraphs with words of this speaker, an id or an exact name.",
        "zhou-yunjie",
        repeatable=True,
    ),
    Parameter(
        "kind",
        "kinds",
        one_of(SPEAKER_KINDS),
        {"type": "string", "enum": list(SPEAKER_KINDS)},
        "Only paragraphs with words of this kind of speaker; the facet of speakers lists these.",
        "person",
        repeatable=True,
    ),
    Parameter(
        "act",
        "acts",
        one_of(SEARCHED_ACTS),
        {"type": "string", "enum": list(SEARCHED_ACTS), "default": "speech"},
        "What other filters and facets take: words, or refusals to comment. Without `speech`,"
        " only paragraphs with a refusal are found.",
        "refusal",
        repeatable=True,
    ),
    Parameter(
        "source",
        "sources",
        parse_text,
        _VALUE,
        "Only articles of this source.",
        "Northern Courier",
        repeatable=True,
    ),
    Parameter(
        "quotation",
        "quotations",
        one_of(QUOTATIONS),
        {"type": "string", "enum": list(QUOTATIONS)},
        "Only paragraphs with this type of quotation. With `speaker` or `kind`, all must apply"
        " to the same attribution.",
        "direct",
        repeatable=True,
    ),
    Parameter(
        "role",
        "roles",
        parse_text,
        _VALUE,
        "Only paragraphs in which somebody with this role speaks, as the article gives it.",
        "chairman",
        repeatable=True,
    ),
    Parameter(
        "year",
        "years",
        parse_year,
        {"type": "string", "pattern": rf"^([0-9]{{4}}|{UNDATED})$"},
        f"Only articles of this year, or `{UNDATED}` for those without a date.",
        "2023",
        repeatable=True,
    ),
    Parameter("from", "date_from", parse_day, _DATE, "The first day, inclusive.", "2023-03-01"),
    Parameter("to", "date_to", parse_day, _DATE, "The last day, inclusive.", "2023-03-31"),
    Parameter(
        "sort",
        "sort",
        one_of(SORTS),
        {"type": "string", "enum": list(SORTS), "default": "relevance"},
        "The order of the results. `added` lists the most recently indexed first."
        " With `newest` and `oldest`, undated paragraphs come last. Ties are ordered"
        " by id.",
        "newest",
    ),
    Parameter(
        "group",
        "group",
        one_of(GROUPINGS),
        {"type": "string", "enum": list(GROUPINGS), "default": "none"},
        "`article` lists each article once, with its best paragraph.",
        "article",
    ),
    Parameter(
        "copies",
        "copies",
        one_of(COPIES),
        {"type": "string", "enum": list(COPIES), "default": "fold"},
        "`all` lists every copy of a text that several articles share; by default,"
        " each text is listed once.",
        "all",
    ),
    Parameter(
        "copies_of",
        "copies_of",
        parse_paragraph_id,
        {"type": "string", "maxLength": MAX_VALUE_CHARACTERS},
        "Only the paragraph with this id, ARTICLE#pN, and its copies in other articles.",
        "2023-03-10-high-end-manufacturing#p8",
    ),
    Parameter(
        "first",
        "first",
        parse_flag,
        _FLAG,
        "With `1`, paragraphs that repeat a passage of reported speech that an earlier article"
        " has are left out.",
        "1",
    ),
    STRICT,
    Parameter(
        "relaxed",
        "relaxed",
        parse_flag,
        _FLAG,
        "With `1`, paragraphs that lack some of the words follow, in exports and feeds too;"
        " without it only in a search with less than a page of hits.",
        "1",
    ),
    Parameter(
        "no_synonyms",
        "no_synonyms",
        parse_text,
        _VALUE,
        "A term of the query to search without the synonyms that the editors listed, or `*` for"
        " all terms.",
        "steelworks",
        repeatable=True,
    ),
    Parameter(
        "view",
        "view",
        one_of(VIEWS),
        {"type": "string", "enum": list(VIEWS), "default": "paragraphs"},
        "`quotes` finds only paragraphs that quote somebody, wholly or in part; the page"
        " shows the quotes alone.",
        "quotes",
    ),
    Parameter(
        "page",
        "page",
        number_between(1, MAX_PAGE),
        {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1},
        "The page of results, starting at 1.",
        1,
    ),
    Parameter(
        "limit",
        "limit",
        number_between(1, MAX_LIMIT),
        {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": 20},
        "The number of results on each page.",
        20,
    ),
)

SPEAKERS_PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "name",
        "name",
        parse_text,
        _VALUE,
        "Words or parts of words in the name of the speaker.",
        "ruiz",
    ),
    Parameter(
        "kind",
        "kinds",
        one_of(SPEAKER_KINDS),
        {"type": "string", "enum": list(SPEAKER_KINDS)},
        "Only speakers of this kind.",
        "person",
        repeatable=True,
    ),
    Parameter(
        "sort",
        "sort",
        one_of(SPEAKER_ORDERS),
        {"type": "string", "enum": list(SPEAKER_ORDERS), "default": "count"},
        "The order: by number of paragraphs, by name, or by most recent.",
        "latest",
    ),
    *(parameter for parameter in PARAMETERS if parameter.name in ("page", "limit")),
)


@dataclasses.dataclass(frozen=True, slots=True)
class ArticleRequest:
    """The request for part *page*, from 1, of an article, in parts of *limit* paragraphs."""

    page: int = 1
    limit: int = PART_PARAGRAPHS


ARTICLE_PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "page",
        "page",
        number_between(1, MAX_PAGE),
        {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1},
        "The page of an article that has more paragraphs than one response.",
        1,
    ),
    Parameter(
        "limit",
        "limit",
        number_between(1, PART_PARAGRAPHS),
        {
            "type": "integer",
            "minimum": 1,
            "maximum": PART_PARAGRAPHS,
            "default": PART_PARAGRAPHS,
        },
        "The number of paragraphs on each page.",
        100,
    ),
)


def parse_pairs(
    parameters: Iterable[Parameter], pairs: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    """Return the parsed values of *pairs*, by field of the request.

    Empty values are ignored, and so are unknown parameters, since other programs add
    their own to links. Raises ``ParameterError``.
    """
    by_name = {parameter.name: parameter for parameter in parameters}
    values: dict[str, Any] = {}
    for name, value in pairs:
        parameter = by_name.get(name)
        if parameter is None or not value.strip():
            continue
        if parameter.repeatable:
            previous = values.get(parameter.field, ())
            parsed = parameter.parse(name, value)
            if len(previous) == MAX_VALUES:
                repeated = Message("repeated at most %(most)s times", most=MAX_VALUES)
                raise ParameterError(name, value, repeated)
            values[parameter.field] = previous if parsed in previous else (*previous, parsed)
        elif parameter.field in values:
            raise ParameterError(name, value, Message("given only once"))
        else:
            values[parameter.field] = parameter.parse(name, value)
    return values


def read_speakers_request(pairs: Iterable[tuple[str, str]]) -> SpeakersRequest:
    """Return the request for a list of speakers that *pairs* of name and value make.

    ``q`` stands for ``name`` where that is missing. Raises ``ParameterError``.
    """
    pairs = list(pairs)
    if not any(name == "name" and value.strip() for name, value in pairs):
        pairs = [("name" if name == "q" else name, value) for name, value in pairs]
    return SpeakersRequest(**parse_pairs(SPEAKERS_PARAMETERS, pairs))


def read_article_request(pairs: Iterable[tuple[str, str]]) -> ArticleRequest:
    """Return the request for a part of an article that *pairs* make.

    Raises ``ParameterError``.
    """
    return ArticleRequest(**parse_pairs(ARTICLE_PARAMETERS, pairs))


def read_facet_request(pairs: Iterable[tuple[str, str]]) -> FacetRequest:
    """Return the request for facet values that *pairs* make, of ``like`` and ``page``.

    Raises ``ParameterError``.
    """
    like = Parameter("like", "like", parse_text, _VALUE, "Words in the value.", "ruiz")
    page = (parameter for parameter in PARAMETERS if parameter.name == "page")
    return FacetRequest(**parse_pairs((like, *page), pairs))


def read_request(pairs: Iterable[tuple[str, str]], *, max_query_characters: int) -> SearchRequest:
    """Return the search request that *pairs* of name and value make.

    Empty values and unknown parameters are ignored. Raises ``ParameterError``.
    """
    values = parse_pairs(PARAMETERS, pairs)
    if "acts" in values:
        values["acts"] = tuple(act for act in SEARCHED_ACTS if act in values["acts"])
    request = SearchRequest(**values)
    if len(request.q) > max_query_characters:
        raise ParameterError(
            "q",
            request.q,
            Message(
                "at most %(most)s characters long; this query has %(characters)s",
                most=max_query_characters,
                characters=len(request.q),
            ),
        )
    if request.date_from and request.date_to and request.date_from > request.date_to:
        raise ParameterError(
            "from",
            request.date_from.isoformat(),
            Message("no later than 'to', %(date)s", date=request.date_to.isoformat()),
        )
    return request
