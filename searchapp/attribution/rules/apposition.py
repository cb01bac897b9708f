"""Names beside other words of a sentence: in the reported clause, coordinated, in apposition.

Positions are item indexes of one sentence.
"""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.syntax.sentences import NAME, Sentence

_OFFICE_REACH = 4
_OFFICES = word_set("chief secretary commander director head inspector commissioner")
# Holders of offices who have chiefs and secretaries of their own.
_EMPLOYERS = word_set("president minister governor mayor senator king queen chancellor premier")
_POST_PREPOSITIONS = frozenset(["of", "to", "in", "for"])
_SUBJECT_REACH = 6
_COORDINATION_REACH = 60


def entities_reported_before(
    source: SourceSpan, sentence: Sentence, lexicon: Lexicon
) -> frozenset[int]:
    """Return the entities named in a clause that a pronoun reports: ``Ana Ruiz left, she said``.

    The pronoun means somebody else: a speaker reports herself as "she".
    """
    head, lowered = source.head, sentence.lowered
    ends = lowered[head + 2 : head + 3] in ((), (".",), (",",))
    form = lexicon.cue_verbs.get(lowered[head + 1]) if head + 1 < len(lowered) else None
    if head < 2 or lowered[head - 1] != "," or form is None or not form.finite or not ends:
        return frozenset()
    return frozenset(item.entity for item in sentence.items[:head] if item.entity >= 0)


def coordinated_names(names: CoordinatedNames) -> tuple[list[int], bool]:
    """Return the items of coordinated names, and whether they are the sentence's subject.

    The subject: ``On Monday, Ana Ruiz and John Lind toured the mill``, also in apposition:
    ``Both weavers, Ana Ruiz and John Lind, toured it``; else the last coordinated names:
    ``They met Ana Ruiz and John Lind``; else [].
    """
    lowered = names.lowered
    if "and" not in lowered:
        return [], False
    last: list[int] = []
    positions = [k for k, word in enumerate(lowered[:_COORDINATION_REACH]) if word == NAME]
    for k in reversed(positions[1:]):
        if k in last or not names.is_plain_name(k):
            continue
        conjuncts = names.before(names.start(k))
        if conjuncts and all(names.items[j].entity >= 0 for j in (k, *conjuncts)):
            around = (lowered[names.start(conjuncts[-1]) - 1], *lowered[k + 1 : k + 2])
            if conjuncts[-1] <= _SUBJECT_REACH or around == (",", ","):
                return [*reversed(conjuncts), k], True
            last = last or [*reversed(conjuncts), k]
    return last, False


def apposed_names(sentence: Sentence, source: SourceSpan, lexicon: Lexicon) -> list[int]:
    """Return the items of the names that a noun phrase describes, [] if there are none.

    ``Two weavers, Ana Ruiz and John Lind, said``; ``Lind's niece, Judge Ana Ruiz, said``;
    ``Ana Ruiz, who is chairman of the mill, said``; ``chief of staff Ana Ruiz said``.
    """
    lowered, first = sentence.lowered, source.noun_start
    if first > 2 and lowered[first - 1] in lexicon.be_forms and lowered[first - 2] == "who":
        k = first - 3 - (lowered[first - 3] == ",")
        return [k] if k >= 0 and sentence.items[k].entity >= 0 else []
    preposition, complement = (*lowered[source.head + 1 : source.head + 3], "", "")[:2]
    if preposition in _POST_PREPOSITIONS:
        # "ambassador to Oban Ana Ruiz", but "the lawyer of U.S. President Ana Ruiz"
        posted = (complement in lexicon.places) != (preposition == "of")
        return _after_office(sentence, source.head + 2, lexicon) if posted else []
    if lowered[source.noun_stop : source.noun_stop + 1] != (",",):
        return []
    names: list[int] = []
    for k in range(source.noun_stop + 1, source.stop):
        word = lowered[k]
        if sentence.items[k].entity >= 0:
            mention = sentence.items[k].mention
            if mention is not None and mention.possessive:
                return []
            names.append(k)
        elif word not in ("and", ",") and word not in lexicon.title_words | lexicon.title_modifiers:
            break
    return names


def _after_office(sentence: Sentence, k: int, lexicon: Lexicon) -> list[int]:
    """The name after the rest of an office: ``[former secretary of] state Ana Ruiz``, or []."""
    for j in range(k, min(k + _OFFICE_REACH, len(sentence.lowered))):
        word = sentence.lowered[j]
        if sentence.items[j].entity >= 0:
            return [j] if j > k or _is_office(sentence, k, lexicon) else []
        if not word.isalpha() or word in lexicon.determiners or word in lexicon.prepositions:
            return []
    return []


def _is_office(sentence: Sentence, k: int, lexicon: Lexicon) -> bool:
    """Whether the office before item *k* goes on in the titles of the name there.

    ``the Chief of [Army Staff General Ana Ruiz]``; but "the chief of President Ana Ruiz".
    """
    mention = sentence.items[k].mention
    titles = mention.titles if mention is not None and not mention.possessive else ()
    office = k > 1 and sentence.lowered[k - 2] in _OFFICES and _EMPLOYERS.isdisjoint(titles)
    return office and not lexicon.title_words.isdisjoint(titles)
