"""The organizations of an article: full names, their short forms and acronyms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from searchapp.attribution.entities.clusters import Clusters
from searchapp.attribution.entities.kinds import MentionKind
from searchapp.attribution.entities.names.variants import is_misspelling
from searchapp.attribution.entities.occurrences import Occurrence
from searchapp.attribution.lexicons.lexicon import Lexicon

_FULL_NAME_KINDS = (MentionKind.ORGANIZATION, MentionKind.MAYBE_NAME, MentionKind.PLACE)
_NEW_NAME_KINDS = (MentionKind.ORGANIZATION, MentionKind.ACRONYM, MentionKind.PLACE)
_MAX_SHORT_NAME = 5
_MIN_INNER = 2
_MIN_CUT = 3
_MAX_MISSPELLED = 50


def company_beginnings(occurrences: Iterable[Occurrence], lexicon: Lexicon) -> set[tuple[str, ...]]:
    """Return the beginnings, of two words or more, of the full names of companies.

    ``Norden Vask`` is one of ``Norden Vask Weaving Corp``.
    """
    return {
        occurrence.keys[:n]
        for occurrence in occurrences
        if occurrence.kind is MentionKind.ORGANIZATION
        and (occurrence.keys[-1] in lexicon.company_heads or occurrence.keys[-1] == "trust")
        for n in range(2, min(len(occurrence.keys), _MAX_SHORT_NAME))
    }


class Organizations:
    """Assigns the occurrences that name organizations to clusters."""

    def __init__(self, clusters: Clusters) -> None:
        self.clusters = clusters
        self.lexicon = lexicon = clusters.lexicon
        self._other_names = (
            lexicon.places,
            lexicon.demonyms,
            lexicon.organization_heads,
            lexicon.known_organizations,
        )
        self._by_full_name: dict[tuple[str, ...], int] = {}
        self._by_short_name: dict[tuple[str, ...], int] = {}
        self._by_name_word: dict[str, int] = {}
        self._by_acronym: dict[str, int] = {}
        self._known_words: list[str] = []

    def gather(self) -> None:
        """Assign every unassigned occurrence of an organization, full names first."""
        occurrences = [
            occurrence
            for occurrence in self.clusters.of_kind(
                *_FULL_NAME_KINDS,
                MentionKind.ACRONYM,
                MentionKind.MAYBE_LONE,
                MentionKind.MAYBE_GIVEN,
            )
            if self.clusters.is_unassigned(occurrence)
        ]
        beginnings = company_beginnings(occurrences, self.lexicon)
        shortened = self._shortened_names(occurrences) | self._cut_names(occurrences)
        for occurrence in occurrences:
            if (
                occurrence.kind in _FULL_NAME_KINDS
                and not occurrence.headline
                and occurrence.keys not in beginnings
                and occurrence.keys not in shortened
                and len(occurrence.keys) > 1
            ):
                if occurrence.keys not in self._by_full_name:
                    self._add_short_names(occurrence, self._cluster_of(occurrence))
                self.clusters.assign(occurrence, self._by_full_name[occurrence.keys])
        for occurrence in occurrences:
            if not self.clusters.is_unassigned(occurrence):
                continue
            index = self._known_cluster(occurrence)
            if index is None and self._is_common_noun(occurrence):
                continue
            if index is None and occurrence.kind in _NEW_NAME_KINDS:
                index = self._misspelled_acronym(occurrence)
                index = self._cluster_of(occurrence) if index is None else index
            if index is not None:
                self.clusters.assign(occurrence, index)

    def _shortened_names(self, occurrences: Iterable[Occurrence]) -> set[tuple[str, ...]]:
        """Return the names that leave out the place of exactly one full name.

        ``the National Bank`` of ``the Danish National Bank`` or of ``National Bank of Oban``.
        """
        lexicon = self.lexicon
        names = {
            o.keys
            for o in occurrences
            if o.kind in _FULL_NAME_KINDS and len(o.keys) > 1 and not o.headline
        }
        full_names: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
        for keys in names:
            first = keys[0].removesuffix("'s")
            if first in lexicon.places or first in lexicon.demonyms:
                full_names[keys[1:]].add(keys)
            elif " ".join(keys[:2]) in lexicon.places:
                full_names[keys[2:]].add(keys)
            if "of" in keys[2:]:
                full_names[keys[: keys.index("of", 2)]].add(keys)
        return {
            keys
            for keys in names & full_names.keys()
            if len(full_names[keys]) == 1 and keys[-1] in lexicon.organization_heads
        }

    def _cut_names(self, occurrences: Iterable[Occurrence]) -> set[tuple[str, ...]]:
        """Return the names that leave out the last words of a full name.

        ``Oban Public Power`` of ``Oban Public Power Supply System``; but "Oban Bank" is
        another than "Oban Bank Board".
        """
        lexicon = self.lexicon
        full_names = [
            o.keys
            for o in occurrences
            if o.kind is MentionKind.ORGANIZATION
            and len(o.keys) > _MIN_CUT
            and o.keys[-1] in lexicon.organization_heads
        ]
        names = {
            o.keys for o in occurrences if o.kind in _FULL_NAME_KINDS and len(o.keys) >= _MIN_CUT
        }
        return {
            keys
            for full_name in full_names
            for keys in (full_name[:n] for n in range(_MIN_CUT, len(full_name)))
            if keys in names and keys[-1] not in lexicon.places
        }

    def _is_common_noun(self, occurrence: Occurrence) -> bool:
        """Whether a lone name is a noun for organizations in a capital: ``the Bank``."""
        key, lexicon = occurrence.keys[0], self.lexicon
        if len(occurrence.keys) > 1 or key in lexicon.known_organizations:
            return False
        noun = key in lexicon.organization_heads or key in lexicon.organization_nouns
        return noun and key not in lexicon.proper_heads and key not in lexicon.publication_names

    def add_lone(self, occurrence: Occurrence) -> None:
        """Assign a lone name that the article treats as a thing."""
        self.clusters.assign(occurrence, self._cluster_of(occurrence))

    def _cluster_of(self, occurrence: Occurrence) -> int:
        """Return the cluster of this full name, a new one if there is none."""
        keys = occurrence.keys
        index = self._by_full_name.get(keys)
        if index is None:
            index = self._by_full_name[keys] = self.clusters.create("organization")
            if keys[0] in self.lexicon.known_organizations and len(keys) == 1:
                self._known_words.append(keys[0])
        return index

    def _add_short_names(self, occurrence: Occurrence, index: int) -> None:
        """Add the acronyms of a full name, and its first and its last words."""
        keys, words, lexicon = occurrence.keys, occurrence.mention.words, self.lexicon
        self._add_acronyms(occurrence, index)
        if occurrence.kind is not MentionKind.ORGANIZATION:
            return
        self._add_name_words(occurrence, index)
        # "DNC Rules Committee", "Oban Board": the first word is another's name.
        company = keys[0].endswith("'s") or all(key in lexicon.company_heads for key in keys[1:])
        other = not company and any(keys[0] in names for names in self._other_names)
        if company or not (other or (words[0].isupper() and len(words[0]) > 1)):
            self._by_short_name.setdefault(keys[:1], index)
        for beginning in company_beginnings([occurrence], lexicon):
            self._by_short_name.setdefault(beginning, index)
        for n in range(_MIN_CUT, len(keys)):
            self._by_short_name.setdefault(keys[:n], index)
        if "of" in keys[2:]:
            self._by_short_name.setdefault(keys[: keys.index("of", 2)], index)
        for n in range(1, min(len(keys), _MAX_SHORT_NAME)):
            if n > 1 or keys[-1] in lexicon.organization_heads:
                self._by_short_name.setdefault(keys[-n:], index)

    def _add_name_words(self, occurrence: Occurrence, index: int) -> None:
        """Add the first word of a firm's name, and the inner words of a longer other name."""
        keys, words, lexicon = occurrence.keys, occurrence.mention.words, self.lexicon
        firm = keys[-1] in lexicon.company_heads
        inner = len(keys) > _MIN_INNER and keys[-1] in lexicon.organization_heads
        for key, word in zip(keys[: 1 if firm else -1 if inner else 0], words, strict=False):
            other = any(key in names for names in self._other_names)
            acronym = word.isupper() and len(word) > 1
            if key not in lexicon.known_organizations and (firm or not (other or acronym)):
                self._by_name_word.setdefault(key, index)

    def _add_acronyms(self, occurrence: Occurrence, index: int) -> None:
        """Add the initials of a full name, with and without those of "Corp" and the like."""
        words = occurrence.mention.words
        keyed_words = zip(occurrence.words, occurrence.keys, strict=True)
        without_heads = [w for w, key in keyed_words if key not in self.lexicon.company_heads]
        for named in (words, without_heads) if len(without_heads) < len(words) else (words,):
            acronym = "".join(word[0] for word in named if word[0].isupper()).lower()
            if len(acronym) > 1:
                self._by_acronym.setdefault(acronym, index)

    def _known_cluster(self, occurrence: Occurrence) -> int | None:
        """Return the cluster of the full name that the name is, or is short for."""
        keys = occurrence.keys
        if occurrence.kind is MentionKind.MAYBE_GIVEN:
            # "Diana said", where the article names Diana Corp
            return None if occurrence.mention.titles else self._by_name_word.get(keys[0])
        index = self._by_full_name.get(keys)
        if index is None and occurrence.kind is not MentionKind.PLACE:
            index = self._by_short_name.get(keys)
            if index is None and occurrence.words[0].isupper():
                index = self._by_acronym.get(keys[0].replace(".", ""))
            if index is None and len(keys) == 1 and not self._follows_article(occurrence):
                index = self._by_name_word.get(keys[0])
        return index

    def _follows_article(self, occurrence: Occurrence) -> bool:
        """Whether "the" is directly before the name."""
        start = occurrence.mention.start
        lowered = self.clusters.tokens_of(occurrence).lowered
        return start > 0 and lowered[start - 1] == "the"

    def _misspelled_acronym(self, occurrence: Occurrence) -> int | None:
        """Return the cluster of the only known acronym that the occurrence misspells."""
        key = occurrence.keys[0]
        if occurrence.kind is not MentionKind.ACRONYM or len(occurrence.keys) > 1:
            return None
        matches = [
            known for known in self._known_words[:_MAX_MISSPELLED] if is_misspelling(key, known)
        ]
        return self._by_full_name[matches[0],] if len(matches) == 1 else None
