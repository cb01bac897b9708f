"""The mentions of one article as they are gathered into entities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from searchapp.attribution.entities.kinds import MentionKind, kind_in_context
from searchapp.attribution.entities.mentions import Mention, name_key
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import Tokens
from searchapp.models.articles import SpeakerKind

_KIN_REACH = 3
_MAX_NAMES = 20


@dataclass(slots=True)
class Occurrence:
    """One mention, where it stands and what it is taken for; ``keys`` are its folded words."""

    paragraph: int
    mention: Mention
    kind: MentionKind
    words: tuple[str, ...]
    keys: tuple[str, ...]
    headline: bool


@dataclass(slots=True)
class Cluster:
    """The mentions of one entity, as they are being gathered.

    ``male`` and ``female`` count the words that tell; ``related`` says that a word of
    kin introduces it; ``first`` is the paragraph and token of its first full name.
    """

    kind: SpeakerKind
    names: Counter[tuple[str, ...]] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    male: int = 0
    female: int = 0
    count: int = 0
    related: bool = False
    first: tuple[int, int] = (0, 0)

    def name(self) -> str:
        """The fullest form, of equals the commonest."""
        best = max(self.names, key=lambda n: (len(n), self.names[n], sum(map(len, n)), n))
        return " ".join(best)


def _title_as_name(tokens: Tokens, mention: Mention) -> tuple[str, ...]:
    """The word of a lone title that may be a surname: "Dean", but not "the Dean"."""
    lone = mention.stop - mention.start == 1
    if not lone or (mention.start and tokens.lowered[mention.start - 1] in ("the", "a", "an")):
        return ()
    return (tokens.words[mention.start],)


class Clusters:
    """The mentions of an article, ``places``, and the clusters that they are put into.

    ``at[p][start]`` is the index in ``all`` of the mention that starts at token
    *start* of paragraph *p*, both counted from 0.
    """

    def __init__(
        self,
        paragraphs: list[Tokens],
        mentions: list[list[Mention]],
        headlines: list[bool],
        lexicon: Lexicon,
    ) -> None:
        self.paragraphs = paragraphs
        self.lexicon = lexicon
        self.all: list[Cluster] = []
        self.at: tuple[dict[int, int], ...] = tuple({} for _ in paragraphs)
        self.places = [
            Occurrence(
                p,
                m,
                kind_in_context(tokens, m, lexicon),
                words,
                tuple(name_key(word) for word in words),
                headline,
            )
            for p, (tokens, found, headline) in enumerate(
                zip(paragraphs, mentions, headlines, strict=True)
            )
            for m in found
            for words in (m.words or _title_as_name(tokens, m),)
        ]

    def of_kind(self, *kinds: MentionKind) -> Iterator[Occurrence]:
        """The places of these kinds, in order."""
        return (place for place in self.places if place.kind in kinds)

    def is_open(self, place: Occurrence) -> bool:
        """Whether the place is in no cluster."""
        return place.mention.start not in self.at[place.paragraph]

    def new(self, kind: SpeakerKind) -> int:
        """Open a cluster and return its index."""
        self.all.append(Cluster(kind))
        return len(self.all) - 1

    def record(self, place: Occurrence, index: int) -> None:
        """Put the place into cluster *index*."""
        cluster, mention = self.all[index], place.mention
        self.at[place.paragraph][mention.start] = index
        cluster.names[place.words] += 1
        cluster.count += 1
        if len(place.words) > 1 and not cluster.related:
            cluster.related = self._is_relative(place)
        for title in mention.titles:
            cluster.male += title in self.lexicon.male_words
            cluster.female += title in self.lexicon.female_words
            cluster.titles[title] += 1

    def _is_relative(self, place: Occurrence) -> bool:
        """Whether the name is introduced by a word of kin: ``his wife, Ana Ruiz``."""
        lowered, start = self.paragraphs[place.paragraph].lowered, place.mention.start
        before = lowered[max(0, start - _KIN_REACH) : start]
        return any(low in self.lexicon.kin_nouns for low in before) or lowered[
            start : start + 2
        ] == [
            "first",
            "lady",
        ]

    def gender(self, index: int) -> str:
        """The gender of cluster *index*: "m", "f" or "" where titles and names do not tell."""
        cluster, lexicon = self.all[index], self.lexicon
        if cluster.male != cluster.female:
            return "m" if cluster.male > cluster.female else "f"
        for name in islice(cluster.names, _MAX_NAMES):
            if "-" in name[-1] and name[-1].rpartition("-")[2].islower():
                # "Kim Jong-un": the family name comes first and tells nothing.
                continue
            for word in name[:-1] or name:
                low = word.lower()
                first = low.partition("-")[0]
                if low in lexicon.male_names or first in lexicon.male_names:
                    return "m"
                if low in lexicon.female_names or first in lexicon.female_names:
                    return "f"
        return ""

    def title_gender(self, mention: Mention) -> str:
        """The gender that the titles before a name tell, "" where they do not."""
        for title in mention.titles:
            if title in self.lexicon.male_words:
                return "m"
            if title in self.lexicon.female_words:
                return "f"
        return ""
