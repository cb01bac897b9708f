"""How much a match counts, by where it is: the weights of BM25F's fields.

Chosen by nDCG@10 over the judged queries of ``tests/judged``
(``python -m tests.benchmarks.ranking --all``): 0.946, and 0.890 without ``own_words``. What
is higher gains less and less; the title's and the speaker's matter little around theirs.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Boosts:
    """What a match in the headline and in a speaker's name counts beside one in the text.

    ``own_words`` is added to the score of a paragraph that quotes somebody directly, so
    that of two that say the same the one in its speaker's own words comes first; half of
    it for a quotation in part, a quarter for reported speech.
    """

    title: float = 0.5
    speaker: float = 1.0
    own_words: float = 1.6

    def of_quotation(self, quotation: str) -> float:
        """Return what a paragraph's most direct *quotation* adds."""
        return self.own_words * {"direct": 1.0, "mixed": 0.5, "indirect": 0.25}[quotation]


BOOSTS = Boosts()
