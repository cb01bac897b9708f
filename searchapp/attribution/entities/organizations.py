"""The organizations of an article: full names, their short forms and acronyms."""

from __future__ import annotations

from collections.abc import Iterable

from searchapp.attribution.entities.clusters import Clusters, Occurrence
from searchapp.attribution.entities.kinds import MentionKind
from searchapp.attribution.entities.name_variants import is_misspelling
from searchapp.attribution.lexicons.lexicon import Lexicon

_SURE = (MentionKind.ORGANIZATION, MentionKind.MAYBE_NAME, MentionKind.PLACE)
_MAX_SHORT = 5
_MAX_SLIPS = 50


def company_beginnings(places: Iterable[Occurrence], lexicon: Lexicon) -> set[tuple[str, ...]]:
    """Return the beginnings, of two words or more, of the companies' full names.

    ``Norden Vask`` of ``Norden Vask Weaving Corp``.
    """
    return {
        place.keys[:n]
        for place in places
        if place.kind is MentionKind.ORGANIZATION and place.keys[-1] in lexicon.company_heads
        for n in range(2, min(len(place.keys), _MAX_SHORT))
    }


class Organizations:
    """Puts into clusters the places that are no persons.

    ``full``, ``short`` and ``initials`` are the clusters by folded full name, by the
    first or last words of it, and by acronym; ``lone`` are the known names of one word.
    """

    def __init__(self, clusters: Clusters) -> None:
        self.clusters = clusters
        self.lexicon = lexicon = clusters.lexicon
        self.others = (
            lexicon.places,
            lexicon.demonyms,
            lexicon.organization_heads,
            lexicon.known_organizations,
        )
        self.full: dict[tuple[str, ...], int] = {}
        self.short: dict[tuple[str, ...], int] = {}
        self.initials: dict[str, int] = {}
        self.lone: list[str] = []

    def gather(self) -> None:
        """Record every open place that names an organization, the full names first."""
        named = [
            place
            for place in self.clusters.of_kind(*_SURE, MentionKind.ACRONYM, MentionKind.MAYBE_LONE)
            if self.clusters.is_open(place)
        ]
        short = company_beginnings(named, self.lexicon)
        for place in named:
            full = place.kind in _SURE and not place.headline and place.keys not in short
            if full and len(place.keys) > 1:
                if place.keys not in self.full:
                    self._add_short_forms(place, self._index(place))
                self.clusters.record(place, self.full[place.keys])
        for place in named:
            if not self.clusters.is_open(place):
                continue
            index = self._known(place)
            if index is None and place.kind in (
                MentionKind.ORGANIZATION,
                MentionKind.ACRONYM,
                MentionKind.PLACE,
            ):
                index = self._misspelt(place)
                index = self._index(place) if index is None else index
            if index is not None:
                self.clusters.record(place, index)

    def add_lone(self, place: Occurrence) -> None:
        """Record a lone word that the article treats as a thing."""
        self.clusters.record(place, self._index(place))

    def _index(self, place: Occurrence) -> int:
        index = self.full.get(place.keys)
        if index is None:
            index = self.full[place.keys] = self.clusters.new("organization")
            if place.keys[0] in self.lexicon.known_organizations and len(place.keys) == 1:
                self.lone.append(place.keys[0])
        return index

    def _add_short_forms(self, place: Occurrence, index: int) -> None:
        keys, words, lexicon = place.keys, place.mention.words, self.lexicon
        proper = [
            w for w, key in zip(place.words, keys, strict=True) if key not in lexicon.company_heads
        ]
        for own in (words, proper) if len(proper) < len(words) else (words,):
            acronym = "".join(word[0] for word in own if word[0].isupper()).lower()
            if len(acronym) > 1:
                self.initials.setdefault(acronym, index)
        if place.kind is not MentionKind.ORGANIZATION:
            return
        # "DNC Rules Committee", "Oban Board": the first word is another's name.
        company = keys[0].endswith("'s") or all(k in lexicon.company_heads for k in keys[1:])
        foreign = not company and any(keys[0] in known for known in self.others)
        if not foreign and not (words[0].isupper() and len(words[0]) > 1):
            self.short.setdefault(keys[:1], index)
        for beginning in company_beginnings([place], lexicon):
            self.short.setdefault(beginning, index)
        for n in range(1, min(len(keys), _MAX_SHORT)):
            if n > 1 or keys[-1] in lexicon.organization_heads:
                self.short.setdefault(keys[-n:], index)

    def _known(self, place: Occurrence) -> int | None:
        index = self.full.get(place.keys)
        if index is None and place.kind is not MentionKind.PLACE:
            index = self.short.get(place.keys)
            if index is None and place.words[0].isupper():
                index = self.initials.get(place.keys[0].replace(".", ""))
        return index

    def _misspelt(self, place: Occurrence) -> int | None:
        """The one acronym of the article that an unknown one writes with a slip."""
        key = place.keys[0]
        if place.kind is not MentionKind.ACRONYM or len(place.keys) > 1:
            return None
        meant = [known for known in self.lone[:_MAX_SLIPS] if is_misspelling(key, known)]
        return self.full[meant[0],] if len(meant) == 1 else None
