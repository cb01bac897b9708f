"""Where a sentence's main clause begins, and whom a pronoun in front of it runs ahead to."""

from __future__ import annotations

from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.syntax.sentences import QUOTE

_FRONTED = frozenset(["asked", "pressed", "unlike"])
_BREAKS = frozenset([";", ":", QUOTE, "--", "—", "–"])
_DASHES = frozenset(["-", "–", "—", "―", "--"])
# "Two weeks after he left, Ana Ruiz said".
_TIMED = frozenset(["after", "before", "since"])
_DATELINE = 6
_WALK = 25


def main_clause_start(names: CoordinatedNames) -> int:
    """Return the item where the main clause of a sentence begins.

    ``In Oban, Ana Ruiz said so``, ``When he opened it, Ana Ruiz said so``: after a phrase or
    a clause in front of it, which ends in a comma before a subject. Without one it is 0.
    """
    lowered, lexicon = names.lowered, names.lexicon
    dateline = _after_dateline(names)
    if dateline:
        return dateline
    if not lowered or not (
        lowered[0] in lexicon.prepositions
        or lowered[0] in lexicon.clause_openers
        or lowered[0] in _FRONTED
        or not _TIMED.isdisjoint(lowered[1:4])
    ):
        return 0
    for k in range(1, min(len(lowered) - 2, _WALK)):
        if lowered[k] == ",":
            if lowered[k + 1] in ("he", "she", "they"):
                return k + 1
            name = names.name_starting_at(k + 1)
            if name >= 0 and lowered[name + 1 : name + 2] not in ((",",), ("and",)):
                return k + 1
        elif lowered[k] in _BREAKS:
            break
    return 0


def _after_dateline(names: CoordinatedNames) -> int:
    """The item after ``OBAN, Maine —``, 0 where the sentence begins with none."""
    first = names.items[0].mention if names.items else None
    if first is None or not all(word.isupper() for word in first.words):
        return 0
    return next((k + 1 for k, low in enumerate(names.lowered[:_DATELINE]) if low in _DASHES), 0)


def cataphor_antecedent(names: CoordinatedNames, pronoun: int) -> int:
    """Return the item of the name that the pronoun at item *pronoun* stands in front for.

    ``When she opened it, Ana Ruiz said so``: the main clause's subject, -1 where there is none
    or where the clause in front names somebody before the pronoun.
    """
    begin = main_clause_start(names)
    if pronoun >= begin or any(names.items[k].entity >= 0 for k in range(pronoun)):
        return -1
    return names.name_starting_at(begin)
