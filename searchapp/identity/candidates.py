"""Candidate pairs: forms whose names could belong to one speaker, by name alone.

Every pair shares a key (the last name, the legal core, all words but one ...), so that the
work follows the number of pairs with a key in common and not the square of the names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import OSA

from searchapp.identity.names import (
    SMALL_WORDS,
    NameForm,
    Words,
    acronyms,
    lexicon,
    listed,
    name_form,
    nicknames,
    reads_as_personal,
)
from searchapp.models.articles import SpeakerKind
from searchapp.models.identity import Relation, SpeakerForm

# Set by hand on the judged pairs that ``decision`` describes: in shorter names, a slip of one
# letter, or of two, is more often another name.
_MIN_MISSPELLED_LETTERS = 9
_TWO_SLIPS_LETTERS = 14


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two forms and what *short*, the shorter or rarer, is to *full*."""

    short: str
    full: str
    relation: Relation


def shorter_names(name: NameForm) -> Iterator[tuple[Words, Relation]]:
    """Yield what a full name is shortened to: one word, its letters, or all but a middle word."""
    words, personal = name.words, reads_as_personal(name)
    if personal:
        yield words[-1:], "last name"
        for i in range(1, len(words) - 1):
            yield words[:i] + words[i + 1 :], "middle name"
    if len(name.core) > 1:
        for word in sorted(set(name.core) - SMALL_WORDS):
            if word != words[-1] or not personal:
                yield (word,), "short name"
        for letters in sorted(acronyms(name)):
            yield (letters,), "acronym"


def is_compared(kind: SpeakerKind) -> bool:
    """Whether names of this kind of speaker are compared with others."""
    return kind in ("person", "organization", "unnamed")


def is_full_member(name: NameForm, kind: SpeakerKind) -> bool:
    """Whether a name can be another's shorter form, and not only have words before that."""
    return kind in ("person", "organization") and not name.dependent


class NameIndex:
    """The names of an archive's forms by the keys that candidates share.

    Groups and documents are left out; unnamed sources count only where their name ends with
    a person's full name ("Treasury aide Ana Vask").
    """

    def __init__(self, forms: Mapping[str, SpeakerForm]) -> None:
        self.forms = forms
        self.names: dict[str, NameForm] = {}
        self._personal: set[str] = set()
        self._prepositions = lexicon().prepositions - SMALL_WORDS
        self.by_words: dict[Words, list[str]] = defaultdict(list)
        self.by_core: dict[Words, list[str]] = defaultdict(list)
        self.by_last: dict[str, list[str]] = defaultdict(list)
        self.by_core_word: dict[str, list[str]] = defaultdict(list)
        self._by_all_but_one: dict[tuple[int, Words], list[str]] = defaultdict(list)
        for form in forms.values():
            if is_compared(form.kind):
                self._add(form)

    def _add(self, form: SpeakerForm) -> None:
        name = self.names[form.id] = name_form(form.id)
        if reads_as_personal(name):
            self._personal.add(form.id)
        if not is_full_member(name, form.kind):
            return
        self.by_words[name.words].append(form.id)
        self.by_core[name.core].append(form.id)
        for word in dict.fromkeys(name.core):
            self.by_core_word[word].append(form.id)
        if form.id in self._personal and name.words[0] not in self._prepositions:
            self.by_last[name.words[-1]].append(form.id)
        if 2 <= len(name.words) <= 6:
            for i in range(len(name.words)):
                self._by_all_but_one[i, name.words[:i] + name.words[i + 1 :]].append(form.id)

    def is_personal(self, form_id: str) -> bool:
        """Whether a name reads as that of a person, with a given name."""
        return form_id in self._personal

    def candidates(self) -> Iterator[Candidate]:
        """Yield each pair of forms that a rule relates, once for each rule."""
        for ids in self.by_core.values():
            for first, second in combinations(sorted(ids), 2):
                if self.names[first].words != self.names[second].words:
                    yield self._oriented(first, second, "legal form")
        for form_id, name in self.names.items():
            yield from self._with_words_before(form_id, name)
            if is_full_member(name, self.forms[form_id].kind):
                yield from self._shorter(form_id, name)
        for key, ids in self._by_all_but_one.items():
            yield from self._one_word_apart(key[0], ids)

    def _oriented(self, first: str, second: str, relation: Relation) -> Candidate:
        """Return a candidate with the form of fewer words, then of fewer paragraphs, as short."""

        def size(form_id: str) -> tuple[int, int, str]:
            return len(self.names[form_id].words), self.forms[form_id].paragraphs, form_id

        short, full = sorted((first, second), key=size)
        return Candidate(short, full, relation)

    def _with_words_before(self, form_id: str, name: NameForm) -> Iterator[Candidate]:
        """Yield the forms that are the end of this name."""
        words = name.words
        for start in range(1, len(words)):
            for other in self.by_words.get(words[start:], ()):
                relation = self._relation_before(other, name, words[:start])
                if relation is not None:
                    yield Candidate(other, form_id, relation)

    def _relation_before(self, other: str, name: NameForm, before: Words) -> Relation | None:
        """Return what *other* is to *name*, which is *other* with the words *before* it."""
        end = self.names[other]
        if before[-1] == "based" or (len(before) == 1 and before[0] in self._prepositions):
            return "title before"
        if end.family:
            return "title before" if set(before) <= listed("company titles") else "cut name"
        if len(end.words) == 1 or not self.is_personal(other) or name.family:
            return None
        if end.words[0] in listed("particles"):
            return "last name"
        if len(before) == 1 and (len(before[0]) == 1 or before[0] in lexicon().given_names):
            return "middle name"
        return "title before"

    def _shorter(self, form_id: str, name: NameForm) -> Iterator[Candidate]:
        """Yield the forms that are one word of this name, or its letters, or lack its middle."""
        for words, relation in shorter_names(name):
            for other in self.by_words.get(words, ()):
                yield Candidate(other, form_id, relation)

    def _one_word_apart(self, place: int, ids: list[str]) -> Iterator[Candidate]:
        """Yield the pairs of *ids*, which differ in the word at *place* only, that are alike."""
        by_letter: dict[str, list[str]] = defaultdict(list)
        for form_id in ids:
            word = self.names[form_id].words[place]
            by_letter["^" + word[:1]].append(form_id)
            by_letter[word[-3:] + "$"].append(form_id)
        pairs = {
            pair for alike in by_letter.values() for pair in combinations(sorted(set(alike)), 2)
        }
        if place == 0:
            pairs |= self._nicknamed(ids)
        for first, second in sorted(pairs):
            relation = self._relation(first, second, place)
            if relation:
                yield self._oriented(first, second, relation)

    def _nicknamed(self, ids: Iterable[str]) -> set[tuple[str, str]]:
        by_given: dict[str, list[str]] = defaultdict(list)
        for form_id in ids:
            by_given[self.names[form_id].words[0]].append(form_id)
        return {
            (min(first, second), max(first, second))
            for given, bearers in by_given.items()
            for other in nicknames().get(given, ())
            for first in bearers
            for second in by_given.get(other, ())
        }

    def _relation(self, first: str, second: str, place: int) -> Relation | None:
        one, other = self.names[first].words[place], self.names[second].words[place]
        personal = self.is_personal(first) and self.is_personal(second)
        if place == 0 and personal:
            if other in nicknames().get(one, ()):
                return "short given name"
            if one[0] == other[0] and 1 in (len(one), len(other)):
                return "initial"
            if {one, other} <= lexicon().given_names:
                return None
        if min(len(one), len(other)) < 3 or one.isdigit() or other.isdigit():
            return None
        letters = len(first)
        if letters < _MIN_MISSPELLED_LETTERS:
            return None
        most = 2 if letters >= _TWO_SLIPS_LETTERS and min(len(one), len(other)) > 5 else 1
        return "misspelling" if OSA.distance(one, other, score_cutoff=most) <= most else None
