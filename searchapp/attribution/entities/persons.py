"""The persons of an article: full names, then short forms of them, then lone names."""

from __future__ import annotations

from collections import Counter

from searchapp.attribution.entities.clusters import Cluster, Clusters
from searchapp.attribution.entities.contexts import is_antecedent_of_it, is_cited
from searchapp.attribution.entities.kinds import MentionKind
from searchapp.attribution.entities.lone_names import (
    LoneNameGenders,
    LoneNames,
    find_lone_name_genders,
)
from searchapp.attribution.entities.mentions import name_key
from searchapp.attribution.entities.occurrences import Occurrence
from searchapp.attribution.entities.officeholders import load_officeholders
from searchapp.attribution.entities.organizations import Organizations
from searchapp.attribution.entities.person_index import PersonIndex
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.models.normalize import fold

_MAX_BEARERS = 50
_MISSPELLED_KINDS = (MentionKind.PERSON, MentionKind.MAYBE_LONE, MentionKind.ACRONYM)
_LOCATIVES = ("in", "near", "outside")
_MIN_SPELLINGS = 2
_MIN_SUFFIXED = 7
_COMMON_ENDINGS = (
    "ment", "ments", "tion", "tions", "sion", "sions", "ness", "ity", "ities", "eries", "ings",
    "ated", "ized", "ised", "ists", "isms", "ances", "ences",
)  # fmt: skip
_LONE_KINDS = (MentionKind.PERSON, MentionKind.MAYBE_GIVEN, MentionKind.MAYBE_LONE)


class Persons:
    """Assigns the occurrences that name persons to clusters.

    Call ``gather_full_names``, ``gather_short_names`` and ``gather_lone_names`` in this order.
    *lowercase* are the words that the article also writes in lower case.
    """

    def __init__(
        self, clusters: Clusters, lone_names: LoneNames, lowercase: frozenset[str]
    ) -> None:
        self.clusters = clusters
        self.lexicon = clusters.lexicon
        self._lone_names = lone_names
        self._lowercase = lowercase
        self._genders = LoneNameGenders({}, {})
        self._index = PersonIndex(clusters)
        self._spellings = Counter(o.keys[0] for o in clusters.occurrences if len(o.keys) == 1)
        self._company_names = self._find_company_names()
        self._is_about_companies = any(
            o.keys[-1] in self.lexicon.company_heads
            for o in clusters.of_kind(MentionKind.ORGANIZATION)
        )
        self._royals: dict[tuple[str, ...], int] = {}

    def gather_full_names(self) -> None:
        """Assign the full names, those of headlines last, and compare lone names to them.

        Royals are known by a given name, which is therefore no short form of a full name.
        """
        for headline in (False, True):
            for occurrence in self.clusters.of_kind(MentionKind.PERSON):
                if occurrence.headline is not headline:
                    continue
                if _is_royal(occurrence, self.lexicon):
                    self._add_royal(occurrence)
                elif len(occurrence.keys) > 1:
                    self._add_full_name(occurrence)
        self._genders = find_lone_name_genders(self.clusters, self._index.by_last_name)
        self._index.index_misspellings()
        self._index.index_other_names()

    def _add_royal(self, occurrence: Occurrence) -> None:
        index = self._royals.get(occurrence.keys)
        if index is None:
            index = self._royals[occurrence.keys] = self.clusters.create("person")
            self.clusters.all[index].is_royal = True
            self._index.by_last_name[occurrence.keys[-1]].append(index)
        self.clusters.assign(occurrence, index)

    def _add_full_name(self, occurrence: Occurrence) -> None:
        keys, persons = occurrence.keys, self._index
        index = persons.full_name(keys)
        if index is None:
            index = persons.nickname(keys)
        if index is None and persons.may_be_surname(keys):
            index = persons.surname(keys)
        if index is None:
            index = self.clusters.create("person")
            self.clusters.all[index].first_full_name = occurrence.location
            persons.add(keys, index)
        persons.add_full_name(keys, index)
        if occurrence.mention.nickname:
            nickname = tuple(map(name_key, occurrence.mention.nickname))
            persons.by_nickname.setdefault(nickname, index)
            persons.add_full_name((*nickname, keys[-1]), index)
        self.clusters.assign(occurrence, index)

    def gather_short_names(self) -> None:
        """Assign the names that are short for a full name, those with a title first."""
        unassigned: list[Occurrence] = []
        for occurrence in self.clusters.occurrences:
            if self._is_company(occurrence):
                occurrence.kind = MentionKind.MAYBE_LONE
            elif occurrence.keys and self.clusters.is_unassigned(occurrence):
                unassigned.append(occurrence)
        for occurrence in sorted(unassigned, key=lambda o: not o.mention.titles):
            index = self._known_person(occurrence)
            if index is not None:
                occurrence.kind = MentionKind.PERSON
                self.clusters.assign(occurrence, index)

    def _find_company_names(self) -> set[str]:
        """The first words of companies to which "it" refers where they stand alone."""
        firms = {
            occurrence.keys[0]
            for occurrence in self.clusters.of_kind(MentionKind.ORGANIZATION)
            if len(occurrence.keys) > 1 and occurrence.keys[-1] in self.lexicon.company_heads
        }
        return {
            occurrence.keys[0]
            for occurrence in self.clusters.occurrences
            if len(occurrence.keys) == 1
            and occurrence.keys[0] in firms
            and not occurrence.mention.titles
            and is_antecedent_of_it(self.clusters.tokens_of(occurrence), occurrence.mention)
        }

    def _is_company(self, occurrence: Occurrence) -> bool:
        """Whether a lone name is short for a company, and not the last name of a person.

        ``Emery said it would pay``, where the article names Emery Freight Corp and Ana Emery.
        """
        lone = len(occurrence.keys) == 1 and not occurrence.mention.titles
        return lone and occurrence.keys[0] in self._company_names

    def _known_person(self, occurrence: Occurrence) -> int | None:
        keys = occurrence.keys
        alias = self._index.by_nickname.get(keys)
        if alias is not None:
            return alias
        if len(keys) > 1:
            index = self._index.full_name(keys)
            if index is None and occurrence.kind in (MentionKind.MAYBE_NAME, MentionKind.PERSON):
                index = self._index.surname(keys)
            return index
        if occurrence.kind is MentionKind.TITLE and not self._index.by_last_name.get(keys[0]):
            return None
        return self._bearer(occurrence)

    def _bearer(self, occurrence: Occurrence) -> int | None:
        """Return the person whom a lone name refers to."""
        key, kind = occurrence.keys[0], occurrence.kind
        if kind in (MentionKind.ORGANIZATION, MentionKind.PEOPLE) and (
            key in self.lexicon.known_organizations or key in self.lexicon.demonyms
        ):
            return None
        persons = self._index
        bearers = (
            persons.called_by_family_name(key)
            or persons.by_last_name.get(key)
            or persons.by_first_name.get(key)
            or persons.by_other_name.get(key)
            or persons.family(occurrence)
            or self._misspelled(occurrence)
        )
        unborne = self._genders.unborne.get(key)
        if unborne and self.clusters.title_gender(occurrence.mention) in ("", unborne):
            matches = [k for k in persons.by_last_name[key] if self.clusters.gender(k) == unborne]
            return matches[0] if matches else None
        if not bearers or (kind is MentionKind.PLACE and not persons.by_last_name.get(key)):
            return None
        if len(bearers) == 1 and _precedes_relative(occurrence, self.clusters.all[bearers[0]]):
            return None
        return self._best_bearer(bearers, occurrence)

    def _misspelled(self, occurrence: Occurrence) -> list[int]:
        """The person whose last name a lone name misspells.

        A spelling that the article repeats, or that has a title of its own, is another name.
        """
        key = occurrence.keys[0]
        if occurrence.kind not in _MISSPELLED_KINDS or key in self._lowercase:
            return []
        bearers = self._index.misspelled(key)
        if not bearers:
            return []
        titles = set(occurrence.mention.titles) - self.lexicon.honorifics
        own = self.clusters.all[bearers[0]].titles
        if self._spellings[key] >= _MIN_SPELLINGS or not titles <= own.keys():
            return []
        return bearers

    def _best_bearer(self, bearers: list[int], occurrence: Occurrence) -> int | None:
        """Return the bearer that agrees best in gender and titles, None if no gender agrees."""
        key, mention = occurrence.keys[0], occurrence.mention
        gender = self.clusters.title_gender(mention)

        def agreement(index: int) -> tuple[bool, int, bool, bool, int]:
            cluster, own = self.clusters.all[index], self.clusters.gender(index)
            agrees = not (gender and own and gender != own)
            shared_titles = sum(title in cluster.titles for title in mention.titles)
            usual = own == self._genders.majority.get(key, own)
            return agrees, shared_titles, not cluster.is_relative, usual, cluster.count

        best = max(bearers[:_MAX_BEARERS], key=agreement)
        return best if agreement(best)[0] else None

    def gather_lone_names(self, organizations: Organizations) -> None:
        """Assign the lone names that are left, to persons or, for things, to *organizations*."""
        lone = [
            occurrence
            for occurrence in self.clusters.of_kind(*_LONE_KINDS)
            if len(occurrence.keys) == 1 and self.clusters.is_unassigned(occurrence)
        ]
        for occurrence in sorted(lone, key=lambda occurrence: occurrence.headline):
            index = self._bearer(occurrence)
            if index is not None:
                self.clusters.assign(occurrence, index)
            elif occurrence.kind is MentionKind.PERSON:
                self._add_lone_name(occurrence)
            elif not self._is_evident(occurrence):
                continue
            elif self._is_company(occurrence) or not self._may_be_person(occurrence):
                organizations.add_lone(occurrence)
            else:
                self._add_lone_name(occurrence)

    def _is_evident(self, occurrence: Occurrence) -> bool:
        """Whether a capitalised word is surely a name, and does not name a setting."""
        mention = occurrence.mention
        word = mention.words[0].lower()
        if word in self._lowercase or occurrence.headline or word in self.lexicon.portfolios:
            return False
        if mention.sentence_initial and _is_common_word(word, self.lexicon):
            return False
        lowered = self.clusters.tokens_of(occurrence).lowered
        before = lowered[mention.start - 1] if mention.start else ""
        if before == "the" and not is_cited(self.clusters.tokens_of(occurrence), mention):
            return False
        # "in Charlotte on Monday"
        maybe_setting = occurrence.kind is MentionKind.MAYBE_LONE or before in _LOCATIVES
        key, names = occurrence.keys[0], self._lone_names
        return key in names.speaking or key in names.firms or not maybe_setting

    def _may_be_person(self, occurrence: Occurrence) -> bool:
        """Whether a lone name without a full name in the article may be a person's.

        Articles introduce persons by their full name, or are about somebody known; an article
        about companies calls some by one word.
        """
        key, names = occurrence.keys[0], self._lone_names
        if key in names.things and (
            occurrence.kind is MentionKind.MAYBE_LONE or key in names.firms
        ):
            return False
        if not self._is_about_companies:
            return True
        if occurrence.kind is MentionKind.MAYBE_GIVEN:
            return key not in names.things
        known = key in self.lexicon.family_names or load_officeholders("en").is_last_name(key)
        return known or key in names.persons

    def _add_lone_name(self, occurrence: Occurrence) -> None:
        """Assign the lone name of a person without a full name to a new cluster."""
        key = occurrence.keys[0]
        index = self.clusters.create("person")
        self._index.by_last_name[key].append(index)
        self.clusters.all[index].male_words += self._genders.unborne.get(key) == "m"
        self.clusters.all[index].female_words += self._genders.unborne.get(key) == "f"
        self.clusters.assign(occurrence, index)


def _precedes_relative(occurrence: Occurrence, bearer: Cluster) -> bool:
    """Whether a surname precedes the full name of a relative, its only bearer.

    ``Ruiz spoke. His wife, Ana Ruiz, did not.``: the first Ruiz is not Ana.
    """
    return (
        bearer.is_relative
        and occurrence.location < bearer.first_full_name
        and occurrence.keys[0] != fold(bearer.name())
    )


def _is_common_word(word: str, lexicon: Lexicon) -> bool:
    """Whether the first word of a sentence looks like a noun or a participle, and no name."""
    if len(word) >= _MIN_SUFFIXED and word.endswith(_COMMON_ENDINGS):
        return True
    singular = word.removesuffix("s")
    return singular in lexicon.organization_nouns or word in lexicon.organization_nouns


def _is_royal(occurrence: Occurrence, lexicon: Lexicon) -> bool:
    """Whether the occurrence names somebody by a royal title and a given name."""
    return occurrence.mention.style.lower() in lexicon.royal_titles
