"""Clauses of a sentence: the start of the main clause, and pronouns that precede their name."""

from __future__ import annotations

from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.syntax.sentences import QUOTE
from searchapp.attribution.syntax.tokens import DASHES

_FRONTED_VERBS = frozenset(["asked", "pressed", "unlike"])
_CLAUSE_BOUNDARIES = frozenset([";", ":", QUOTE, "--", "—", "–"])
# "Two weeks after he left, Ana Ruiz said".
_TIME_CONJUNCTIONS = frozenset(["after", "before", "since"])
_MAX_DATELINE = 6
_MAX_FRONTED = 25


def main_clause_start(names: CoordinatedNames) -> int:
    """Return the item where the main clause of a sentence begins.

    It follows the comma after a fronted phrase or clause: ``In Oban, Ana Ruiz said so``,
    ``When he opened it, Ana Ruiz said so``. If nothing is fronted it is item 0.
    """
    lowered = names.lowered
    dateline_end = _dateline_end(names)
    if dateline_end or not _begins_fronted(names):
        return dateline_end
    for k in range(1, min(len(lowered) - 2, _MAX_FRONTED)):
        if lowered[k] == ",":
            if lowered[k + 1] in ("he", "she", "they"):
                return k + 1
            name = names.name_starting_at(k + 1)
            if name >= 0 and lowered[name + 1 : name + 2] not in ((",",), ("and",)):
                return k + 1
        elif lowered[k] in _CLAUSE_BOUNDARIES:
            break
    return 0


def _begins_fronted(names: CoordinatedNames) -> bool:
    """Whether the sentence begins with a phrase or a clause before the main clause."""
    lowered, lexicon = names.lowered, names.lexicon
    return bool(lowered) and (
        lowered[0] in lexicon.prepositions
        or lowered[0] in lexicon.clause_openers
        or lowered[0] in _FRONTED_VERBS
        or not _TIME_CONJUNCTIONS.isdisjoint(lowered[1:4])
    )


def _dateline_end(names: CoordinatedNames) -> int:
    """Return the item after a dateline, ``OBAN, Maine —``, or 0 if there is none."""
    first = names.items[0].mention if names.items else None
    if first is None or not all(word.isupper() for word in first.words):
        return 0
    opening = names.lowered[:_MAX_DATELINE]
    return next((k + 1 for k, word in enumerate(opening) if word in DASHES), 0)


def cataphor_antecedent(names: CoordinatedNames, pronoun: int) -> int:
    """Return the item of the name that the pronoun at item *pronoun* anticipates, or -1.

    ``When she opened it, Ana Ruiz said so``: the name is the subject of the main clause. A
    pronoun after another name does not anticipate one.
    """
    begin = main_clause_start(names)
    if pronoun >= begin or any(names.items[k].entity >= 0 for k in range(pronoun)):
        return -1
    return names.name_starting_at(begin)
