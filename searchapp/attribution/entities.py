"""Who is who in an article: mentions gathered into persons and organizations.

A person is known by the fullest form of the name; a lone name means the person
whose last name it is, or whose first ("Zeng" for "Zeng Anmin", family name
first). An organization's short form and its acronym mean the full name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from searchapp.attribution.kinds import Kind, is_corporate, kind_in, looks_human, speaks_nearby
from searchapp.attribution.lexicon import Lexicon
from searchapp.attribution.mentions import Mention, is_headline
from searchapp.attribution.tokens import Tokens
from searchapp.records import SpeakerKind
from searchapp.text import fold

_POSSESSED_WINDOW = 8
_KIN_REACH = 3


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that an article names.

    ``gender`` is "m", "f" or "" where the article does not tell; ``titles`` are
    the role words, in lower case, that stand with the name anywhere.
    """

    name: str
    kind: SpeakerKind
    gender: str
    titles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entities:
    """The entities of an article and where they are mentioned.

    ``at[p][start]`` is the index in ``all`` of the mention that starts at token
    *start* of paragraph *p* (counted from 0); mentions of nobody are absent.
    """

    all: tuple[Entity, ...]
    at: tuple[dict[int, int], ...]


@dataclass(slots=True)
class _Place:
    """One mention, where it stands and what it is taken for."""

    paragraph: int
    mention: Mention
    kind: Kind
    words: tuple[str, ...]
    keys: tuple[str, ...]
    headline: bool


@dataclass(slots=True)
class _Cluster:
    """The mentions of one entity, as they are being gathered."""

    kind: SpeakerKind
    names: Counter[tuple[str, ...]]
    titles: Counter[str]
    male: int = 0
    female: int = 0
    count: int = 0
    related: bool = False
    first: tuple[int, int] = (0, 0)

    def name(self) -> str:
        best = max(self.names, key=lambda n: (len(n), self.names[n], sum(map(len, n)), n))
        return " ".join(best)


def _title_as_name(tokens: Tokens, mention: Mention) -> tuple[str, ...]:
    """The word of a lone title that may be a surname: "Dean", but not "the Dean"."""
    lone = mention.stop - mention.start == 1
    if not lone or (mention.start and tokens.lows[mention.start - 1] in ("the", "a", "an")):
        return ()
    return (tokens.words[mention.start],)


class _Census:
    """Gathers the mentions of one article, in passes from the sure to the doubtful."""

    def __init__(
        self,
        paragraphs: list[Tokens],
        mentions: list[list[Mention]],
        lower: frozenset[str],
        lexicon: Lexicon,
    ) -> None:
        self.paragraphs = paragraphs
        self.lower = lower
        self.lexicon = lexicon
        self.clusters: list[_Cluster] = []
        self.at: tuple[dict[int, int], ...] = tuple({} for _ in paragraphs)
        self.by_ends: dict[tuple[str, str], int] = {}
        self.by_last: dict[str, list[int]] = defaultdict(list)
        self.by_first: dict[str, list[int]] = defaultdict(list)
        self.places = [
            _Place(
                p, m, kind_in(tokens, m, lexicon), words, tuple(fold(w) for w in words), headline
            )
            for p, (tokens, found) in enumerate(zip(paragraphs, mentions, strict=True))
            for headline in (bool(found) and is_headline(tokens),)
            for m in found
            for words in (m.words or _title_as_name(tokens, m),)
        ]
        self.lone_speaks = self._speaking_lone_names()

    def _speaking_lone_names(self) -> frozenset[str]:
        return frozenset(
            place.keys[0]
            for place in self.places
            if len(place.keys) == 1
            and (
                place.mention.titles
                or speaks_nearby(self.paragraphs[place.paragraph], place.mention, self.lexicon)
            )
        )

    def gather(self) -> Entities:
        self._promote_unknown_names()
        for headline in (False, True):
            for place in self._of_kind(Kind.PERSON):
                if len(place.keys) > 1 and place.headline is headline:
                    self._add_full_name(place)
        for place in self.places:
            if place.mention.start not in self.at[place.paragraph]:
                self._add_known_person(place)
        self._add_organizations()
        for place in self._of_kind(Kind.PERSON, Kind.MAYBE_GIVEN, Kind.MAYBE_LONE):
            if place.mention.start not in self.at[place.paragraph] and len(place.keys) == 1:
                self._add_lone_person(place)
        return Entities(tuple(self._entity(cluster) for cluster in self.clusters), self.at)

    def _of_kind(self, *kinds: Kind) -> Iterator[_Place]:
        return (place for place in self.places if place.kind in kinds)

    def _promote_unknown_names(self) -> None:
        """Take unknown capitalised words for persons where the article shows it once."""
        human: set[tuple[str, ...]] = set()
        corporate: set[tuple[str, ...]] = set()
        unknown = list(self._of_kind(Kind.MAYBE_NAME))
        seen: Counter[tuple[str, ...]] = Counter(place.keys for place in unknown)
        for place in unknown:
            tokens, mention = self.paragraphs[place.paragraph], place.mention
            common = any(word.lower() in self.lower for word in mention.words)
            alone = place.keys[-1] in self.lone_speaks or place.keys[0] in self.lone_speaks
            if is_corporate(tokens, mention, self.lexicon):
                corporate.add(place.keys)
            elif looks_human(tokens, mention, self.lexicon) or (
                not common and (alone or speaks_nearby(tokens, mention, self.lexicon))
            ):
                human.add(place.keys)
        for place in unknown:
            if place.keys in corporate:
                place.kind = Kind.ORGANIZATION
            elif place.keys in human and seen[place.keys]:
                place.kind = Kind.PERSON

    def _new(self, kind: SpeakerKind) -> int:
        self.clusters.append(_Cluster(kind, Counter(), Counter()))
        return len(self.clusters) - 1

    def _record(self, place: _Place, index: int) -> None:
        cluster, mention = self.clusters[index], place.mention
        self.at[place.paragraph][mention.start] = index
        cluster.names[place.words] += 1
        cluster.count += 1
        if len(place.words) > 1 and not cluster.related:
            cluster.related = self._is_relative(place)
        for title in mention.titles:
            cluster.male += title in self.lexicon.male_words
            cluster.female += title in self.lexicon.female_words
            cluster.titles[title] += 1

    def _is_relative(self, place: _Place) -> bool:
        """Whether the name is introduced by a word of kin: ``his wife, Ana Ruiz``."""
        lows, start = self.paragraphs[place.paragraph].lows, place.mention.start
        before = lows[max(0, start - _KIN_REACH) : start]
        return any(low in self.lexicon.kin for low in before) or lows[start : start + 2] == [
            "first",
            "lady",
        ]

    def _add_full_name(self, place: _Place) -> None:
        ends = (place.keys[0], place.keys[-1])
        index = self.by_ends.get(ends)
        if index is None:
            index = self._nickname(place)
        if index is None:
            index = self._new("person")
            self.clusters[index].first = (place.paragraph, place.mention.start)
            self.by_last[ends[1]].append(index)
            self.by_first[ends[0]].append(index)
        self.by_ends.setdefault(ends, index)
        self._record(place, index)

    def _nickname(self, place: _Place) -> int | None:
        """The one person of this last name whose first name starts alike: "Chris", "Chrissie"."""
        first = place.keys[0].rstrip(".")
        alike = []
        for index in self.by_last.get(place.keys[-1], ())[:20]:
            other = next(iter(self.clusters[index].names))[0]
            folded = fold(other).rstrip(".")
            if folded.startswith(first) or first.startswith(folded):
                alike.append(index)
        return alike[0] if len(alike) == 1 else None

    def _add_known_person(self, place: _Place) -> None:
        """A lone name, or other words that are somebody's full name."""
        if not place.keys:
            return
        if len(place.keys) > 1:
            index = self.by_ends.get((place.keys[0], place.keys[-1]))
            if index is None and place.kind in (Kind.MAYBE_NAME, Kind.PERSON):
                index = self._double_surname(place)
        elif place.kind is Kind.TITLE and not self.by_last.get(place.keys[0]):
            return
        else:
            index = self._by_lone_name(place)
        if index is not None:
            place.kind = Kind.PERSON
            self._record(place, index)

    def _double_surname(self, place: _Place) -> int | None:
        for index in self.by_last.get(place.keys[-1], ())[:20]:
            for name in islice(self.clusters[index].names, 20):
                if tuple(fold(w) for w in name[-len(place.keys) :]) == place.keys:
                    return index
        return None

    def _by_lone_name(self, place: _Place) -> int | None:
        key = place.keys[0]
        if (
            place.kind in (Kind.ORGANIZATION, Kind.PEOPLE)
            and key in self.lexicon.known_organizations | self.lexicon.peoples
        ):
            return None
        candidates = self.by_last.get(key) or self.by_first.get(key)
        if not candidates or (place.kind is Kind.PLACE and not self.by_last.get(key)):
            return None
        here = (place.paragraph, place.mention.start)
        if len(candidates) == 1 and self._is_another(key, self.clusters[candidates[0]], here):
            return None
        gender = self._title_gender(place.mention)

        def fitness(index: int) -> tuple[bool, int, int]:
            cluster = self.clusters[index]
            own = self._gender(cluster)
            shared = sum(cluster.titles[title] > 0 for title in place.mention.titles)
            return (not (gender and own and gender != own), shared, cluster.count)

        best = max(candidates[:50], key=fitness)
        return best if fitness(best)[0] else None

    @staticmethod
    def _is_another(key: str, cluster: _Cluster, here: tuple[int, int]) -> bool:
        """Whether a surname before the only full form, a relative's, means someone else.

        ``Ruiz spoke. His wife, Ana Ruiz, did not.``: the first Ruiz is not Ana.
        """
        return cluster.related and here < cluster.first and key != fold(cluster.name())

    def _title_gender(self, mention: Mention) -> str:
        for title in mention.titles:
            if title in self.lexicon.male_words:
                return "m"
            if title in self.lexicon.female_words:
                return "f"
        return ""

    def _add_lone_person(self, place: _Place) -> None:
        """A lone name without a full form: a person where the article treats it as one."""
        key, mention = place.keys[0], place.mention
        titled = place.kind is Kind.PERSON
        known = self._by_lone_name(place)
        if not titled and known is None:
            tokens = self.paragraphs[place.paragraph]
            if mention.words[0].lower() in self.lower or place.headline:
                return
            if mention.start and tokens.lows[mention.start - 1] == "the":
                return
            if place.kind is Kind.MAYBE_LONE and key not in self.lone_speaks:
                return
            if place.kind is Kind.MAYBE_LONE and self._owns_as_thing(tokens, mention):
                self._record(place, self._organization(place))
                return
        index = self._new("person") if known is None else known
        if known is None:
            self.by_last[key].append(index)
        self._record(place, index)

    @staticmethod
    def _owns_as_thing(tokens: Tokens, mention: Mention) -> bool:
        """Whether "it" or "its" follows soon and neither he nor she before it."""
        for low in tokens.lows[mention.stop : mention.stop + _POSSESSED_WINDOW]:
            if low in ("it", "its"):
                return True
            if low in ("he", "she", "his", "her"):
                return False
        return False

    def _organization(self, place: _Place) -> int:
        index = self.by_ends.get(("", place.keys[0]))
        if index is None:
            index = self._new("organization")
            self.by_ends["", place.keys[0]] = index
        return index

    def _add_organizations(self) -> None:
        full: dict[tuple[str, ...], int] = {}
        named = [
            place
            for place in self._of_kind(
                Kind.ORGANIZATION, Kind.ACRONYM, Kind.PLACE, Kind.MAYBE_NAME, Kind.MAYBE_LONE
            )
            if place.mention.start not in self.at[place.paragraph]
        ]
        sure = (Kind.ORGANIZATION, Kind.MAYBE_NAME, Kind.PLACE)
        short: dict[tuple[str, ...], int] = {}
        initials: dict[str, int] = {}
        for place in named:
            if place.kind not in sure or place.headline or len(place.keys) < 2:
                continue
            index = full.get(place.keys)
            if index is None:
                index = full[place.keys] = self._new("organization")
                self._add_short_forms(place, index, short, initials)
            self._record(place, index)
        for place in named:
            if place.mention.start in self.at[place.paragraph]:
                continue
            index = self._known_organization(place, full, short, initials)
            if index is None and place.kind in (Kind.ORGANIZATION, Kind.ACRONYM, Kind.PLACE):
                index = full[place.keys] = self._new("organization")
            if index is not None:
                self._record(place, index)

    def _add_short_forms(
        self,
        place: _Place,
        index: int,
        short: dict[tuple[str, ...], int],
        initials: dict[str, int],
    ) -> None:
        keys, words = place.keys, place.mention.words
        acronym = "".join(word[0] for word in words if word[0].isupper()).lower()
        if len(acronym) > 1:
            initials.setdefault(acronym, index)
        if place.kind is not Kind.ORGANIZATION:
            return
        first_plain = keys[0] not in self.lexicon.places | self.lexicon.peoples
        if first_plain and keys[0] not in self.lexicon.organization_heads:
            short.setdefault(keys[:1], index)
        for n in range(1, min(len(keys), 5)):
            if n > 1 or keys[-1] in self.lexicon.organization_heads:
                short.setdefault(keys[-n:], index)

    def _known_organization(
        self,
        place: _Place,
        full: dict[tuple[str, ...], int],
        short: dict[tuple[str, ...], int],
        initials: dict[str, int],
    ) -> int | None:
        index = full.get(place.keys)
        if index is None and place.kind is not Kind.PLACE:
            index = short.get(place.keys)
            if index is None and place.words[0].isupper():
                index = initials.get(place.keys[0].replace(".", ""))
        return index

    def _gender(self, cluster: _Cluster) -> str:
        if cluster.male != cluster.female:
            return "m" if cluster.male > cluster.female else "f"
        for name in cluster.names:
            for word in name[:-1] or name:
                low = word.lower()
                first = low.partition("-")[0]
                if low in self.lexicon.male_names or first in self.lexicon.male_names:
                    return "m"
                if low in self.lexicon.female_names or first in self.lexicon.female_names:
                    return "f"
        return ""

    def _entity(self, cluster: _Cluster) -> Entity:
        gender = self._gender(cluster) if cluster.kind == "person" else ""
        titles = set(cluster.titles)
        for title in cluster.titles:
            titles |= self.lexicon.short_for.get(title, frozenset())
        return Entity(cluster.name(), cluster.kind, gender, frozenset(titles))


def find_entities(
    paragraphs: list[Tokens], mentions: list[list[Mention]], lower: frozenset[str], lexicon: Lexicon
) -> Entities:
    """Gather the *mentions* of an article's *paragraphs* into its entities."""
    return _Census(paragraphs, mentions, lower, lexicon).gather()
