"""Boundaries of names: where a whole name ends, and where a name begins within its run."""

from __future__ import annotations

from searchapp.attribution.entities.names.starts import after_compound
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import Tokens

_MIN_OPENING_SUFFIX = 7
_MAX_POST = 4
_POST_PREPOSITIONS = frozenset(["to", "in", "of", "for"])
_ADJECTIVE_ENDINGS = ("ed", "ing", "ous", "ful", "less", "able", "ible", "ive")
_PARTNERS = (["co"], ["co."], ["sons"], ["company"])
_MAX_KNOWN_NAME = 3
_MAX_BRACKETED = 9
_WITHIN_BRACKETS = frozenset(["and", "of", "the", "for", "de", "'s", "&"])


def known_name_end(tokens: Tokens, i: int, lexicon: Lexicon) -> int:
    """Return the token after the whole name in the lexicon that begins at token *i*, else 0."""
    lowered = tokens.lowered
    if lowered[i] not in lexicon.known_name_openings:
        return 0
    for stop in range(min(i + _MAX_KNOWN_NAME, len(lowered)), i, -1):
        ends = stop == len(lowered) or not tokens.words[stop][0].isupper()
        if lowered[stop : stop + 1] == ["and"] and lowered[stop + 1 : stop + 2] in _PARTNERS:
            # "Kidder Peabody and Co Inc"
            return 0
        if ends and " ".join(lowered[i:stop]) in lexicon.known_names:
            return stop
    return 0


def bracketed_end(tokens: Tokens, i: int) -> int:
    """Return the closing bracket after a firm's whole name, else 0: ``<[Pilot Weaving]>``.

    *i* is the token after the opening angle bracket; the first word is no title.
    """
    words = tokens.words
    for k in range(i, min(i + _MAX_BRACKETED, len(words))):
        if words[k] == ">":
            return k if k > i + 1 else 0
        if not (words[k][0].isupper() or words[k] in _WITHIN_BRACKETS):
            return 0
    return 0


def start_in_run(
    tokens: Tokens, start: int, stop: int, sentence_initial: bool, lexicon: Lexicon
) -> int:
    """Return where the name in the run [start, stop) begins, *stop* if there is none.

    A compound ("Oban-based"), an adjective or a demonym before the name is not part of it.
    """
    first = after_compound(tokens, start, stop)
    lowered = tokens.lowered[first:stop]
    opens_sentence = sentence_initial and first == start
    described = (
        _opens_with_demonym(lowered, lexicon)
        or (opens_sentence and _opens_with_adjective(lowered, lexicon))
        or _is_post_of_person(tokens, first, stop, lexicon)
    )
    return first + described


def _opens_with_demonym(lowered: list[str], lexicon: Lexicon) -> bool:
    """Whether a run begins with the nationality, place or portfolio of a person.

    ``Danish Ana Ruiz``, ``the minister for Oban Ana Ruiz``, ``Mines Ana Ruiz``.
    """
    if len(lowered) < 3 or lowered[1] not in lexicon.given_names or lowered[1] in lexicon.places:
        return False
    word = lowered[0]
    if word not in lexicon.demonyms and (
        word in lexicon.given_names
        or (word not in lexicon.places and word not in lexicon.portfolios)
    ):
        return False
    return lexicon.organization_heads.isdisjoint(lowered)


def _opens_with_adjective(lowered: list[str], lexicon: Lexicon) -> bool:
    """Whether the first word of a run at the start of a sentence describes the person after it.

    ``Brave Ana Ruiz has``, ``Heartbroken Ana Ruiz said``.
    """
    if len(lowered) < 3 or lowered[1] not in lexicon.given_names:
        return False
    word = lowered[0]
    if word in lexicon.given_names or any(w in lexicon.organization_heads for w in lowered):
        return False
    adjective = len(word) >= _MIN_OPENING_SUFFIX and word.endswith(_ADJECTIVE_ENDINGS)
    return adjective or word in lexicon.opening_adjectives


def _is_post_of_person(tokens: Tokens, start: int, stop: int, lexicon: Lexicon) -> bool:
    """Whether a run is a person's post and name: ``ambassador to [Oban] Oru Vantell``."""
    lowered = tokens.lowered
    if start < 2 or not 3 <= stop - start <= _MAX_POST or lowered[start] not in lexicon.places:
        return False
    role = lowered[start - 2] in lexicon.role_nouns and tokens.words[start - 2].islower()
    return (
        role
        and lowered[start - 1] in _POST_PREPOSITIONS
        and lexicon.organization_heads.isdisjoint(lowered[start:stop])
        and lexicon.demonyms.isdisjoint(lowered[start + 1 : stop])
        and " ".join(lowered[start:stop]) not in lexicon.places
        and " ".join(lowered[start : start + 2]) not in lexicon.places
    )
