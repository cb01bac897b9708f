"""Order of a page's hits of near-equal score.

First come texts with all the words next to one another in the order of the query, then those
whose shortest window of all the words is shorter, then more words in the headline, then a more
direct quotation, then the newer or older article, then the address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from whoosh import query as wq

from searchapp.engine.common.matched_terms import has_text_scores, positive_leaves, text_of
from searchapp.engine.common.score_steps import MAX_WINDOW, SCORE_STEP, TIE_DECIMALS
from searchapp.engine.opensearch.format.analyzed_text import analyze_both
from searchapp.models.search import Hit, SearchRequest
from searchapp.query.parsed_query import ParsedQuery

_DIRECTNESS = ("indirect", "mixed", "direct")

Tokens = dict[str, list[str]]
"""The words of a text in order, by index field."""


class TieOrder:
    """Orders the hits of a search that their scores do not tell apart."""

    def __init__(self, request: SearchRequest, query: ParsedQuery) -> None:
        self._is_by_score = request.sort == "relevance"
        self._query = query
        self._conditions = [c for c in query.conditions if c.demand != "excluded"]
        self._has_words = has_text_scores(query.body)

    def ordered(self, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Return *hits*, which are in the order of the search; other sorts stay as they are."""
        if not self._is_by_score:
            return hits
        ordered: list[Hit] = []
        for _, group in groupby(hits, key=_score_step):
            near_equal = list(group)
            if len(near_equal) > 1:
                near_equal.sort(key=self._key)
            ordered += near_equal
        return tuple(ordered)

    def _key(self, hit: Hit) -> tuple[object, ...]:
        address = (-self._recency(hit), hit.article_id, hit.number)
        if not self._has_words:
            return address
        return (*self._proximity(hit), -self._headline_words(hit), -_directness(hit), *address)

    def _proximity(self, hit: Hit) -> tuple[bool, int]:
        """Return whether the text lacks the phrase, and the length of its shortest window."""
        if len(self._conditions) < 2:
            return True, MAX_WINDOW
        tokens = _tokens(hit.text, "exact", "text")
        places = [_places(positive_leaves(c.body), tokens) for c in self._conditions]
        starts = [
            {place - condition.position for place in of_condition}
            for of_condition, condition in zip(places, self._conditions, strict=True)
        ]
        return not set.intersection(*starts), _shortest_window(places)

    def _headline_words(self, hit: Hit) -> int:
        """Return how many of the query's clauses the headline has."""
        tokens = _tokens(hit.title, "title_exact", "title")
        return sum(
            condition.has_headline and bool(_places(positive_leaves(condition.headline), tokens))
            for condition in self._conditions
        )

    def _recency(self, hit: Hit) -> int:
        if self._query.tie_order == "none" or hit.date is None:
            return 0
        day = hit.date.toordinal()
        return day if self._query.tie_order == "newest" else 10**7 - day


def _score_step(hit: Hit) -> int:
    """Return the score in whole steps, the same for near-equal scores."""
    return round(round(hit.score, TIE_DECIMALS) / SCORE_STEP)


def _directness(hit: Hit) -> int:
    quotations = [a.quotation for a in hit.attributions if a.act == "speech"]
    return max((_DIRECTNESS.index(quotation) + 1 for quotation in quotations), default=0)


def _tokens(text: str, exact_field: str, stem_field: str) -> Tokens:
    exact, stems = analyze_both(text)
    return {exact_field: exact.split(" "), stem_field: stems.split(" ")}


def _places(leaves: Iterable[wq.Query], tokens: Tokens) -> set[int]:
    """Return where any of *leaves*, a word or a phrase, ends. Patterns have no places."""
    places: set[int] = set()
    for leaf in leaves:
        words = tokens.get(leaf.field(), [])
        if isinstance(leaf, wq.Term):
            places |= _places_of(text_of(leaf.text), words)
        elif isinstance(leaf, wq.Phrase) and leaf.words:
            first, *following = map(text_of, leaf.words)
            ends = _places_of(first, words)
            for word in following:
                reach = {end + step for end in ends for step in range(1, leaf.slop + 1)}
                ends = _places_of(word, words) & reach
            places |= ends
    return places


def _places_of(word: str, words: list[str]) -> set[int]:
    return {place for place, other in enumerate(words) if other == word}


def _shortest_window(places: Sequence[set[int]]) -> int:
    """Return the length of the shortest window with a place of each that has any.

    It is ``MAX_WINDOW`` where fewer than two have any.
    """
    present = [of_word for of_word in places if of_word]
    if len(present) < 2:
        return MAX_WINDOW
    last = [-1] * len(present)
    shortest = MAX_WINDOW
    in_order = sorted((place, i) for i, of_word in enumerate(present) for place in of_word)
    for place, i in in_order:
        last[i] = place
        if min(last) >= 0:
            shortest = min(shortest, place - min(last) + 1)
    return shortest
