"""An index of the persons of one article by first, last and full name."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

from searchapp.attribution.entities.clusters import Clusters
from searchapp.attribution.entities.mentions import name_key
from searchapp.attribution.entities.names.capital_runs import PARTICLES
from searchapp.attribution.entities.names.variants import is_misspelling
from searchapp.attribution.entities.occurrences import Occurrence
from searchapp.models.normalize import fold

_AFFIX = 3
_MAX_COMPARED = 20
_MIN_OTHER_NAME = 4


def _affixes(key: str) -> tuple[str, str]:
    """Return the first and the last letters of a word: a misspelling mostly keeps one of them."""
    return "^" + key[:_AFFIX], key[-_AFFIX:] + "$"


class PersonIndex:
    """The clusters of persons by their names; all names are compared as keys.

    ``by_last_name`` and ``by_first_name`` have the clusters in the order they were added;
    ``by_other_name`` has the only bearer of a name in between ("Md. Rafiqul Islam"), and
    ``by_nickname`` the person whom an article also calls by that nickname.
    """

    def __init__(self, clusters: Clusters) -> None:
        self.clusters = clusters
        self.by_last_name: dict[str, list[int]] = defaultdict(list)
        self.by_first_name: dict[str, list[int]] = defaultdict(list)
        self.by_other_name: dict[str, list[int]] = {}
        self.by_nickname: dict[tuple[str, ...], int] = {}
        self._by_first_and_last: dict[tuple[str, str], int] = {}
        self._last_names_by_affix: dict[str, list[str]] = defaultdict(list)

    def add(self, keys: tuple[str, ...], index: int) -> None:
        """Add the cluster of a new person called *keys* in full."""
        self.by_last_name[keys[-1]].append(index)
        self.by_first_name[keys[0]].append(index)

    def add_full_name(self, keys: tuple[str, ...], index: int) -> None:
        """Add a full name of the person with the cluster at *index*."""
        self._by_first_and_last.setdefault((keys[0], keys[-1]), index)

    def index_misspellings(self) -> None:
        """Make the last names added so far available to ``misspelled``."""
        for key in self.by_last_name:
            for affix in _affixes(key):
                self._last_names_by_affix[affix].append(key)

    def index_other_names(self) -> None:
        """Make the names between first and last available, where only one person bears them."""
        bearers: dict[str, set[int]] = defaultdict(set)
        for index, cluster in enumerate(self.clusters.all):
            for name in islice(cluster.names, _MAX_COMPARED):
                for word in name[1:-1]:
                    if len(word) >= _MIN_OTHER_NAME and word[0].isupper():
                        bearers[name_key(word)].add(index)
        self.by_other_name = {key: list(own) for key, own in bearers.items() if len(own) == 1}

    def called_by_family_name(self, key: str) -> list[int]:
        """Return the persons whose name begins with the family name *key*: ``Chen Guobin``."""
        lexicon = self.clusters.lexicon
        if key not in lexicon.family_names:
            return []
        return [
            index
            for index in self.by_first_name.get(key, ())
            if fold(self.clusters.all[index].name().split()[-1]) not in lexicon.given_names
        ]

    def full_name(self, keys: tuple[str, ...]) -> int | None:
        """Return the person with the same first and last name."""
        return self._by_first_and_last.get((keys[0], keys[-1]))

    def nickname(self, keys: tuple[str, ...]) -> int | None:
        """Return the only person of this last name whose first name begins alike.

        ``Chris`` and ``Chrissie``; or whose first name is a misspelling of it.
        """
        first_name = keys[0].rstrip(".")
        matches: list[int] = []
        for index in self.by_last_name.get(keys[-1], ())[:_MAX_COMPARED]:
            other = fold(next(iter(self.clusters.all[index].names))[0]).rstrip(".")
            if (
                other.startswith(first_name)
                or first_name.startswith(other)
                or is_misspelling(first_name, other)
            ):
                matches.append(index)
        return matches[0] if len(matches) == 1 else None

    def surname(self, keys: tuple[str, ...]) -> int | None:
        """Return the first person whose full name ends with all of *keys*: ``López Obrador``."""
        for index in self.by_last_name.get(keys[-1], ())[:_MAX_COMPARED]:
            for name in islice(self.clusters.all[index].names, _MAX_COMPARED):
                if tuple(map(name_key, name[-len(keys) :])) == keys:
                    return index
        return None

    def may_be_surname(self, keys: tuple[str, ...]) -> bool:
        """Whether *keys* may be a last name only: ``von der Leyen``, ``López Obrador``."""
        return keys[0] in PARTICLES or keys[0] not in self.clusters.lexicon.given_names

    def family(self, occurrence: Occurrence) -> list[int]:
        """Return the persons whose last name is in the plural: ``the Okafors``."""
        key, start = occurrence.keys[0], occurrence.mention.start
        lowered = self.clusters.tokens_of(occurrence).lowered
        if not key.endswith("s") or not start or lowered[start - 1] != "the":
            return []
        return (
            self.by_last_name.get(key[:-1]) or self.by_last_name.get(key.removesuffix("es")) or []
        )

    def misspelled(self, key: str) -> list[int]:
        """Return a person with the only last name that *key* misspells, or none."""
        last_names = {
            last_name
            for affix in _affixes(key)
            for last_name in self._last_names_by_affix.get(affix, ())[:_MAX_COMPARED]
            if is_misspelling(key, last_name)
        }
        return self.by_last_name[last_names.pop()][:1] if len(last_names) == 1 else []
