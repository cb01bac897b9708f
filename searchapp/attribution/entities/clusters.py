"""Clusters of the occurrences that name one entity, while they are gathered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from searchapp.attribution.entities.kinds import MentionKind
from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.entities.occurrences import Occurrence
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import Tokens
from searchapp.models.articles import SpeakerKind

_KIN_REACH = 3
_MAX_NAMES = 20


@dataclass(slots=True)
class Cluster:
    """The names, titles and number of the occurrences of one entity.

    ``male_words`` and ``female_words`` count the gendered titles; ``is_relative`` says that
    a word of kinship introduces a full name; ``first_full_name`` is the paragraph and the
    token of a person's first full name. ``is_royal`` is set for somebody known by a royal
    title and a given name. ``styled`` are the names with a style ("Lord Vask").
    """

    kind: SpeakerKind
    styled: set[tuple[str, ...]] = field(default_factory=set)
    names: dict[tuple[str, ...], int] = field(default_factory=dict)
    titles: dict[str, int] = field(default_factory=dict)
    male_words: int = 0
    female_words: int = 0
    count: int = 0
    is_relative: bool = False
    is_royal: bool = False
    first_full_name: tuple[int, int] = (0, 0)

    def name(self) -> str:
        """Return the longest name by words, the most frequent of equally long ones.

        A name with a style counts without it where the person has another full name.
        """

        def length(name: tuple[str, ...]) -> int:
            return len(name) - (name in self.styled and len(self.names) > len(self.styled))

        longest = max(self.names, key=lambda n: (length(n), self.names[n], sum(map(len, n)), n))
        return " ".join(longest)


class Clusters:
    """The clusters of one article, and the occurrences to be assigned to them.

    ``at[p][start]`` is the index in ``all`` of the mention that begins at token *start* of
    paragraph *p*, both counted from 0.
    """

    def __init__(
        self, paragraphs: list[Tokens], occurrences: list[Occurrence], lexicon: Lexicon
    ) -> None:
        self.paragraphs = paragraphs
        self.occurrences = occurrences
        self.lexicon = lexicon
        self.all: list[Cluster] = []
        self.at: tuple[dict[int, int], ...] = tuple({} for _ in paragraphs)

    def of_kind(self, *kinds: MentionKind) -> Iterator[Occurrence]:
        """Return the occurrences of these kinds, in order."""
        return (occurrence for occurrence in self.occurrences if occurrence.kind in kinds)

    def tokens_of(self, occurrence: Occurrence) -> Tokens:
        """Return the tokens of the paragraph that has the occurrence."""
        return self.paragraphs[occurrence.paragraph]

    def is_unassigned(self, occurrence: Occurrence) -> bool:
        """Whether the occurrence is in no cluster."""
        return occurrence.mention.start not in self.at[occurrence.paragraph]

    def create(self, kind: SpeakerKind) -> int:
        """Create an empty cluster and return its index."""
        self.all.append(Cluster(kind))
        return len(self.all) - 1

    def assign(self, occurrence: Occurrence, index: int) -> None:
        """Add the occurrence to the cluster at *index*."""
        cluster, mention = self.all[index], occurrence.mention
        self.at[occurrence.paragraph][mention.start] = index
        cluster.names[occurrence.words] = cluster.names.get(occurrence.words, 0) + 1
        if mention.style:
            cluster.styled.add(occurrence.words)
        cluster.count += 1
        if len(occurrence.words) > 1 and not cluster.is_relative:
            cluster.is_relative = self._follows_kin_noun(occurrence)
        for title in mention.titles:
            cluster.male_words += title in self.lexicon.male_words
            cluster.female_words += title in self.lexicon.female_words
            cluster.titles[title] = cluster.titles.get(title, 0) + 1

    def _follows_kin_noun(self, occurrence: Occurrence) -> bool:
        """Whether a word of kinship introduces the name: ``his wife, Ana Ruiz``."""
        lowered, start = self.tokens_of(occurrence).lowered, occurrence.mention.start
        before = lowered[max(0, start - _KIN_REACH) : start]
        kin = not self.lexicon.kin_nouns.isdisjoint(before)
        return kin or lowered[start : start + 2] == ["first", "lady"]

    def gender(self, index: int) -> str:
        """Return the gender of the cluster at *index*, by its titles, else its given names.

        "m" or "f", or "" if neither shows it.
        """
        cluster, lexicon = self.all[index], self.lexicon
        if cluster.male_words != cluster.female_words:
            return "m" if cluster.male_words > cluster.female_words else "f"
        for name in islice(cluster.names, _MAX_NAMES):
            if "-" in name[-1] and name[-1].rpartition("-")[2].islower():
                # "Kim Jong-un": the first word is the family name.
                continue
            for word in name[:-1] or name:
                lowered = word.lower()
                first_part = lowered.partition("-")[0]
                if lowered in lexicon.male_names or first_part in lexicon.male_names:
                    return "m"
                if lowered in lexicon.female_names or first_part in lexicon.female_names:
                    return "f"
        return ""

    def title_gender(self, mention: Mention) -> str:
        """Return the gender that a mention's titles show: "m", "f" or ""."""
        for title in mention.titles:
            if title in self.lexicon.male_words:
                return "m"
            if title in self.lexicon.female_words:
                return "f"
        return ""
