"""Field boosts: how much a match counts by the field it is in.

Chosen by nDCG@10 over the judged queries of ``tests/judged``
(``python -m tests.benchmarks.ranking --all``): 0.946, and 0.890 without ``own_words``. A
higher ``own_words`` gains less and less; ``title`` and ``speaker`` are flat around their
values.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Boosts:
    """Weights of a match in the headline and in a speaker's name; one in the text has 1.

    ``own_words`` is added to the score of a paragraph that quotes somebody directly, so
    that of two paragraphs with the same words the one in its speaker's own words comes
    first; half of it for a partial quotation, a quarter for indirect speech.
    """

    title: float = 0.5
    speaker: float = 1.0
    own_words: float = 1.6

    def of_quotation(self, quotation: str) -> float:
        """Return the bonus of a paragraph whose most direct attribution is *quotation*."""
        return self.own_words * {"direct": 1.0, "mixed": 0.5, "indirect": 0.25}[quotation]


BOOSTS = Boosts()
