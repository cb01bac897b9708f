"""Field boosts: how much a match counts by the field it is in.

Chosen by nDCG@10 over the judged queries of ``tests/judged``
(``python -m tests.benchmarks.ranking --all``), 0.939, and over public collections
(``python -m tests.benchmarks.relevance``). In one of 423 news articles, joined by OR
and grouped by article, short questions have 0.602 with ``speaker`` 1 and ``article`` 0, and 0.685
with these boosts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Boosts:
    """Weights of a match in the headline, in a speaker's name and in the whole article.

    A match in the text of the paragraph has 1. The formula is in
    ``engine/embedded/search/query_matcher.py``.

    ``exact_headline`` is how many times as much a headline counts that is exactly the query:
    one word of it outweighs a word in the text of any other paragraph.

    ``other_form`` is that of another form of a word (``query/word_forms.py``): a paragraph may
    have several, and they stand for one word.

    ``own_words`` is added to the score of a paragraph that quotes somebody directly, so
    that of two paragraphs with the same words the one in its speaker's own words comes
    first; half of it for a partial quotation, a quarter for indirect speech.
    """

    title: float = 1.5
    exact_headline: float = 4.0
    speaker: float = 0.25
    own_words: float = 3.0
    article: float = 1.5
    other_form: float = 0.3

    def of_quotation(self, quotation: str) -> float:
        """Return the bonus of a paragraph whose most direct attribution is *quotation*."""
        return self.own_words * {"direct": 1.0, "mixed": 0.5, "indirect": 0.25}[quotation]


BOOSTS = Boosts()
