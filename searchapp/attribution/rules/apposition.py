"""Names that stand beside others in a sentence: joined, in apposition, in what is told.

Item positions count within one sentence.
"""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.sentences import NAME, Sentence

_OFFICE_REACH = 4
_SUBJECT_REACH = 6
_JOINED_REACH = 60


def told_before(phrase: SourceSpan, sentence: Sentence, lexicon: Lexicon) -> frozenset[int]:
    """The entities of what is told before a pronoun: ``Ana Ruiz will close it, she said``.

    They are others: of oneself one says "she".
    """
    head, lowered = phrase.head, sentence.lowered
    ends = lowered[head + 2 : head + 3] in ((), (".",), (",",))
    cue = lexicon.cue_verbs.get(lowered[head + 1]) if head + 1 < len(lowered) else None
    if head < 2 or lowered[head - 1] != "," or cue is None or not cue.finite or not ends:
        return frozenset()
    return frozenset(item.entity for item in sentence.items[:head] if item.entity >= 0)


def together(names: CoordinatedNames) -> tuple[list[int], bool]:
    """Return the items of the *names* that a sentence joins, and whether they are its subject.

    ``On Monday, Ana Ruiz and John Lind toured the mill``: its subject, also in apposition
    (``Both weavers, Ana Ruiz and John Lind, toured``), else the last that are joined (``They met
    Ana Ruiz and John Lind``), else [].
    """
    lowered, found = names.lowered, list[int]()
    if "and" not in lowered:
        return [], False
    places = [k for k, low in enumerate(lowered[:_JOINED_REACH]) if low == NAME]
    for k in reversed(places[1:]):
        if k in found or not names.is_plain_name(k):
            continue
        joined = names.before(names.start(k))
        if joined and all(names.items[j].entity >= 0 for j in (k, *joined)):
            around = (lowered[names.start(joined[-1]) - 1], *lowered[k + 1 : k + 2])
            if joined[-1] <= _SUBJECT_REACH or around == (",", ","):
                return [*reversed(joined), k], True
            found = found or [*reversed(joined), k]
    return found, False


def apposed_names(sentence: Sentence, phrase: SourceSpan, lexicon: Lexicon) -> list[int]:
    """Return the items of the names that a noun stands beside, [] where none does.

    ``Two weavers, Ana Ruiz and John Lind, said``; ``Lind's niece, Judge Ana Ruiz, said``;
    ``Ana Ruiz, who is chairman of the mill, said``; ``chief of staff Ana Ruiz said``.
    """
    lowered, first = sentence.lowered, phrase.first
    if first > 2 and lowered[first - 1] in lexicon.be_forms and lowered[first - 2] == "who":
        k = first - 3 - (lowered[first - 3] == ",")
        return [k] if k >= 0 and sentence.items[k].entity >= 0 else []
    if lowered[phrase.head + 1 : phrase.head + 2] == ("of",):
        return _after_office(sentence, phrase.head + 2, lexicon)
    if lowered[phrase.last : phrase.last + 1] != (",",):
        return []
    named: list[int] = []
    for k in range(phrase.last + 1, phrase.stop):
        low = lowered[k]
        if sentence.items[k].entity >= 0:
            mention = sentence.items[k].mention
            if mention is not None and mention.possessive:
                return []
            named.append(k)
        elif low not in ("and", ",") and low not in lexicon.title_words | lexicon.title_modifiers:
            break
    return named


def _after_office(sentence: Sentence, k: int, lexicon: Lexicon) -> list[int]:
    """The name after the rest of an office: ``[former secretary of] state Ana Ruiz``."""
    for j in range(k, min(k + _OFFICE_REACH, len(sentence.lowered))):
        low = sentence.lowered[j]
        if sentence.items[j].entity >= 0:
            return [j] if j > k else []
        if not low.isalpha() or low in lexicon.determiners or low in lexicon.prepositions:
            return []
    return []
