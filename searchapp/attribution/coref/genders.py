"""Genders of an article's persons, from the pronouns that refer to them beyond doubt.

A pronoun in a sentence that names one person and nobody else mostly means that person:
``Kim Lund said she would stay``. So does one that opens the sentence after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from searchapp.attribution.entities.entities import Entity
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.syntax.sentences import Sentence

_GENDER_OF_PRONOUN: Mapping[str, str] = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
}
_SUBJECTS = frozenset(["he", "she"])
_OPENING_REACH = 4
# One gender must have this many times the evidence of the other.
_MAJORITY = 2


def genders_by_pronoun(
    paragraphs: Sequence[AnnotatedParagraph], entities: Sequence[Entity]
) -> dict[int, str]:
    """Return the gender, "m" or "f", of each person whose name does not show it.

    A person without evidence, or with contradictory evidence, is absent.
    """
    votes: dict[int, Counter[str]] = {}
    for paragraph in paragraphs:
        alone = -1
        for sentence in paragraph.sentences:
            persons = _persons(sentence, entities)
            if not persons and alone >= 0:
                _count(votes, alone, _opening_pronouns(sentence))
            alone = next(iter(persons)) if len(persons) == 1 else -1
            if alone >= 0:
                _count(votes, alone, sentence.lowered[persons[alone] + 1 :])
    genders: dict[int, str] = {}
    for entity, counted in votes.items():
        male, female = counted["m"], counted["f"]
        if male != female and max(male, female) >= _MAJORITY * min(male, female):
            genders[entity] = "m" if male > female else "f"
    return genders


def _persons(sentence: Sentence, entities: Sequence[Entity]) -> dict[int, int]:
    """The persons that a sentence names, with the item of their first name."""
    first: dict[int, int] = {}
    for k in sentence.named:
        entity = sentence.items[k].entity
        if entities[entity].kind == "person":
            first.setdefault(entity, k)
    return first


def _opening_pronouns(sentence: Sentence) -> tuple[str, ...]:
    """The subject pronoun among the first words of a sentence that names nobody."""
    opening = sentence.lowered[:_OPENING_REACH]
    return tuple(word for word in opening if word in _SUBJECTS)[:1]


def _count(votes: dict[int, Counter[str]], entity: int, words: Sequence[str]) -> None:
    """Count the pronouns of one gender; those of both show nothing."""
    found = {_GENDER_OF_PRONOUN[word] for word in words if word in _GENDER_OF_PRONOUN}
    if len(found) == 1:
        votes.setdefault(entity, Counter())[found.pop()] += 1
