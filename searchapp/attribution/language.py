"""Whether a text is in the language of a lexicon, by its small words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice

from searchapp.attribution.lexicon import Lexicon
from searchapp.attribution.tokens import Tokens

_LOOKED_AT = 300
_FEWEST = 4


def is_foreign(paragraphs: Iterable[Tokens], lexicon: Lexicon) -> bool:
    """Whether the small words of other languages outnumber the lexicon's own.

    The first 300 words and marks tell, of the foreign ones those in lower case. Fewer
    than four tell nothing: a name ("de la Cruz") is no other language.
    """
    words = islice(chain.from_iterable(tokens.words for tokens in paragraphs), _LOOKED_AT)
    own = foreign = 0
    for word in words:
        if word in lexicon.foreign:
            foreign += 1
        elif word.lower() in lexicon.telling:
            own += 1
    return foreign >= _FEWEST and foreign > own
