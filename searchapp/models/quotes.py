"""Records of a quote check: quotations of a draft, and the passages that they quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from searchapp.models.articles import Attribution, Span
from searchapp.models.search import Hit, IndexInfo

Verdict = Literal["verbatim", "altered", "spliced", "other_speaker", "paraphrased", "not_found"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
ChangeKind = Literal["missing", "added", "replaced"]
ChangeFlag = Literal["negation", "number"]


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between a quotation and the passage that it quotes.

    ``missing`` words stand only in the archive, ``added`` ones only in the quotation, and
    ``replaced`` ones differ. ``quoted`` and ``archive`` are the words on each side.
    [start, end) is where the difference lies in the quotation's text, in code points; it is
    empty where words are missing. ``flags`` names what is most likely to change the meaning:
    a negation or a number on one side only.
    """

    kind: ChangeKind
    quoted: str
    archive: str
    start: int
    end: int
    flags: tuple[ChangeFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """A paragraph that holds a quotation, or a part of it.

    ``spans`` are the quoted stretches of the paragraph's text. ``attribution`` is that of
    these words there, or None where the archive attributes them to nobody. ``similarity``,
    0 to 1, is the share of words that are the same, in the same order. ``in_quotation_marks``
    tells whether the paragraph has the words within quotation marks, too. ``copies`` are the
    addresses of paragraphs with the same text.
    """

    hit: Hit
    spans: tuple[Span, ...]
    similarity: float
    in_quotation_marks: bool
    attribution: Attribution | None = None
    changes: tuple[Change, ...] = ()
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation of a draft with its verdict.

    [start, end) is where ``text`` stands in the draft, in code points, without its quotation
    marks. ``claimed_speaker`` is whom the draft attributes it to, or empty. ``matches`` are the
    passages, the best first; of a spliced quotation, in the order of its parts.
    """

    text: str
    start: int
    end: int
    claimed_speaker: str
    verdict: Verdict
    matches: tuple[QuoteMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteReport:
    """The quotations of a draft, in their order, and the index they were checked against."""

    quotations: tuple[CheckedQuotation, ...]
    index: IndexInfo
