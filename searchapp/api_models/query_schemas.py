"""JSON objects of queries: as they were understood, corrected and completed."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Struct

from searchapp.api_models.shared_schemas import Notices
from searchapp.models.articles import QuotationType, Spans, SpeakerKind
from searchapp.models.fields import Day, doc
from searchapp.models.search import (
    Acts,
    Copies,
    Grouping,
    Notice,
    SortOrder,
    Suggestion,
    View,
)


class Part(Struct, frozen=True):
    """A clause of the query or a filter, and the same search without it."""

    text: Annotated[str, doc("The part of the query, in words.", "exactly ‘industrial internet’")]
    parameter: Annotated[str, doc("`q`, or the name of the filter.", "q")]
    start: Annotated[int | None, doc("The start in `q`; null for a filter.", 0)]
    end: Annotated[int | None, doc("The end in `q`, exclusive.", 21)]
    without: Annotated[
        str, doc("The query string of the search without this part.", "speaker=li-wei")
    ]


class PartLess(Part, frozen=True):
    """A clause or filter, and the number of hits without it."""

    total: Annotated[int, doc("The number of results of that search.", 14)]


class DidYouMean(Struct, frozen=True):
    """A near spelling of the query with more hits, under the same filters."""

    q: Annotated[str, doc("The corrected query.", "zhou yunjie")]
    changes: Annotated[Spans, doc("The position of the corrected words.", [[0, 4]])]
    total: Annotated[int, doc("The number of results of the corrected query.", 3)]
    query: Annotated[str, doc("The query string of the corrected search.", "q=zhou+yunjie")]


class SuggestAnswer(Struct, frozen=True):
    """Completions: speakers, then headlines, then terms."""

    q: Annotated[str, doc("The typed text.", "zhou")]
    suggestions: Annotated[tuple[Suggestion, ...], doc("The completions, most likely first.", [])]
    notices: Notices = UNSET


# Parameters have one value each, and so their names the singular.
_NAMES = {
    f"{name}s": name for name in ("speaker", "kind", "act", "source", "quotation", "role", "year")
} | {"date_from": "from", "date_to": "to"}


class Query(Struct, frozen=True, rename=_NAMES):
    """The request, and how its query was understood."""

    q: Annotated[str, doc("The query.", "industrial internet")]
    speakers: Annotated[tuple[str, ...], doc("The selected speakers.", ["zhou-yunjie"])]
    kinds: Annotated[tuple[SpeakerKind, ...], doc("The selected kinds of speakers.", ["person"])]
    acts: Annotated[Acts, doc("Whether speech, refusals or both are searched.", ["speech"])]
    sources: Annotated[tuple[str, ...], doc("The selected sources.", ["Northern Courier"])]
    quotations: Annotated[
        tuple[QuotationType, ...], doc("The selected quotation types.", ["direct"])
    ]
    roles: Annotated[tuple[str, ...], doc("The selected roles.", ["chairman"])]
    years: Annotated[tuple[str, ...], doc("The selected years.", ["2023", "undated"])]
    date_from: Annotated[Day, doc("The first day, inclusive.", "2023-03-01")]
    date_to: Annotated[Day, doc("The last day, inclusive.", "2023-03-31")]
    sort: Annotated[SortOrder, doc("The order of the results.", "relevance")]
    group: Annotated[Grouping, doc("Whether results are grouped by article.", "none")]
    copies: Annotated[
        Copies,
        doc("Whether a text that several articles share is listed once or each time.", "fold"),
    ]
    copies_of: Annotated[str, doc("The paragraph whose copies are listed, or empty.", "")]
    view: Annotated[View, doc("Whether only quotes are searched.", "paragraphs")]
    first: Annotated[
        bool, doc("Whether later appearances of reported passages are left out.", False)
    ]
    strict: Annotated[bool, doc("Whether every hit has all the words.", False)]
    relaxed: Annotated[bool, doc("Whether hits that lack some words always follow.", False)]
    no_synonyms: Annotated[
        tuple[str, ...], doc("The terms searched without their synonyms.", ["steelworks"])
    ]
    page: Annotated[int, doc("The page, starting at 1.", 1)]
    limit: Annotated[int, doc("The number of results on each page.", 20)]
    notices: Annotated[tuple[Notice, ...], doc("Notices about the query.", [])]
    read_as: Annotated[str, doc("What was searched, in words.", "paragraphs with a form of ‘oil’")]
    parts: Annotated[tuple[Part, ...], doc("The parts of `read_as`, in order.", [])]
