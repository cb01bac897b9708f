"""Who is who in an article: mentions gathered into persons and organizations.

A person is known by the fullest form of the name; a lone name means the person
whose last name it is, or whose first ("Zeng" for "Zeng Anmin", family name
first). An organization's short form and its acronym mean the full name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice, pairwise

from searchapp.attribution.entities.clusters import Cluster, Clusters, Occurrence
from searchapp.attribution.entities.kinds import (
    MentionKind,
    has_adjacent_cue,
    has_organization_context,
    has_person_context,
    has_ticker,
    is_antecedent_of_it,
)
from searchapp.attribution.entities.mentions import PARTICLES, Mention, name_key
from searchapp.attribution.entities.name_variants import is_misspelling
from searchapp.attribution.entities.organizations import Organizations, company_beginnings
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import Tokens
from searchapp.models.articles import SpeakerKind
from searchapp.models.normalize import fold

_PRONOUN_WINDOW = 9
_VOTES = 2
_PART = 3


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


def _parts(key: str) -> tuple[str, str]:
    """The beginning and the end of a word, one of which a slip of the pen mostly leaves."""
    return "^" + key[:_PART], key[-_PART:] + "$"


class _Census:
    """Gathers the mentions of one article, in passes from the sure to the doubtful."""

    def __init__(
        self,
        paragraphs: list[Tokens],
        mentions: list[list[Mention]],
        headlines: list[bool],
        lower: frozenset[str],
        lexicon: Lexicon,
    ) -> None:
        self.paragraphs = paragraphs
        self.lower = lower
        self.lexicon = lexicon
        self.clusters = Clusters(paragraphs, mentions, headlines, lexicon)
        self.places = self.clusters.places
        self.organizations = Organizations(self.clusters)
        self.by_ends: dict[tuple[str, str], int] = {}
        self.by_last: dict[str, list[int]] = defaultdict(list)
        self.by_first: dict[str, list[int]] = defaultdict(list)
        self.lone_speaks = self._speaking_lone_names()
        self.lone_things = self._lone_things()
        self.lone_gender: dict[str, str] = {}
        self.other_gender: dict[str, str] = {}
        self.by_part: dict[str, list[str]] = defaultdict(list)

    def _speaking_lone_names(self) -> frozenset[str]:
        return frozenset(
            place.keys[0]
            for place in self.places
            if len(place.keys) == 1
            and (
                place.mention.titles
                or has_adjacent_cue(self.paragraphs[place.paragraph], place.mention, self.lexicon)
            )
        )

    def _lone_things(self) -> frozenset[str]:
        """The lone words that the article takes for things and never for persons."""
        things: set[str] = set()
        persons: set[str] = set()
        for place in self.clusters.of_kind(MentionKind.MAYBE_LONE, MentionKind.PERSON):
            if len(place.keys) == 1:
                tokens, mention = self.paragraphs[place.paragraph], place.mention
                if place.kind is MentionKind.PERSON or self._gender_after(place):
                    persons.add(place.keys[0])
                elif is_antecedent_of_it(tokens, mention) or has_ticker(tokens, mention):
                    things.add(place.keys[0])
        return frozenset(things - persons)

    def _drop_openings(self) -> None:
        """Take the capital that opens a sentence off a name that also stands without it.

        ``Hold Ana Ruiz to it.``
        """
        known = {p.keys for p in self.places if len(p.keys) > 1 and not p.mention.sentence_initial}
        for place in self.places:
            opens = (
                place.mention.sentence_initial and place.mention.name_start == place.mention.start
            )
            if opens and len(place.keys) > 2 and place.keys[1:] in known:
                place.words, place.keys = place.words[1:], place.keys[1:]
                if place.keys[0] in self.lexicon.given_names:
                    place.kind = MentionKind.PERSON

    def _share_surnames(self) -> None:
        """Give a given name the surname behind "and": ``Ana and Ben Ruiz`` are both Ruiz."""
        given = self.lexicon.given_names
        lone = [
            (place, following)
            for place, following in pairwise(self.places)
            if len(place.keys) == 1
            and place.keys[0] in given
            and self._are_joined(place, following)
        ]
        surnames = {p.keys[-1] for p in self.places if len(p.keys) > 1} if lone else set()
        for place, following in lone:
            if place.keys[0] not in surnames:
                place.words = (*place.words, following.words[-1])
                place.keys = (*place.keys, following.keys[-1])
                place.kind = MentionKind.PERSON

    def _are_joined(self, place: Occurrence, following: Occurrence) -> bool:
        """Whether "and" alone stands between two places, the second a full name."""
        stop = place.mention.stop
        return (
            place.paragraph == following.paragraph
            and following.mention.start == stop + 1
            and self.paragraphs[place.paragraph].lowered[stop] == "and"
            and len(following.keys) > 1
            and following.keys[0] in self.lexicon.given_names
        )

    def _tell_generations(self) -> None:
        """Tell the junior from the elder where the article names both in full."""
        marked = {k: g for k, p in enumerate(self.places) if (g := p.mention.generation)}
        if not marked:
            return
        given = self.lexicon.given_names
        plain = {p.keys for k, p in enumerate(self.places) if k not in marked and len(p.keys) > 1}
        both = {keys for k in marked if (keys := self.places[k].keys) in plain and keys[0] in given}
        last = {keys[-1] for keys in both}
        for k, generation in marked.items():
            place = self.places[k]
            if place.keys in both or (place.keys[:1] and place.keys[0] in last):
                place.words = (*place.words[:-1], f"{place.words[-1]} {generation}")
                place.keys = tuple(name_key(word) for word in place.words)

    def gather(self) -> Entities:
        self._drop_openings()
        self._share_surnames()
        self._tell_generations()
        self._promote_unknown_names()
        for headline in (False, True):
            for place in self.clusters.of_kind(MentionKind.PERSON):
                if len(place.keys) > 1 and place.headline is headline:
                    self._add_full_name(place)
        self._find_lone_genders()
        for key in self.by_last:
            for part in _parts(key):
                self.by_part[part].append(key)
        for titled in (True, False):
            for place in self.places:
                if self.clusters.is_open(place) and bool(place.mention.titles) is titled:
                    self._add_known_person(place)
        self.organizations.gather()
        lone = [
            place
            for place in self.clusters.of_kind(
                MentionKind.PERSON, MentionKind.MAYBE_GIVEN, MentionKind.MAYBE_LONE
            )
            if len(place.keys) == 1 and self.clusters.is_open(place)
        ]
        for place in sorted(lone, key=lambda place: place.headline):
            self._add_lone_person(place)
        found = tuple(self._entity(index) for index in range(len(self.clusters.all)))
        return Entities(found, self.clusters.at)

    def _find_lone_genders(self) -> None:
        """Note of which gender each last name is when it stands alone, by the pronouns after it.

        ``Ana Ruiz left. Ruiz said he would stay. ... Ruiz added that he knew.``: where no
        bearer of the name is of that gender, the name alone means someone else.
        """
        votes: Counter[tuple[str, str]] = Counter()
        for place in self.places:
            if len(place.keys) == 1 and place.keys[0] in self.by_last:
                gender = self.clusters.title_gender(place.mention) or self._gender_after(place)
                votes[place.keys[0], gender] += 1
        for key in {key for key, _ in votes}:
            male, female = votes[key, "m"], votes[key, "f"]
            if male != female:
                self.lone_gender[key] = "m" if male > female else "f"
            if max(male, female) < _VOTES or max(male, female) <= 2 * min(male, female):
                continue
            own = {self.clusters.gender(index) for index in self.by_last[key][:20]}
            if not own & {self.lone_gender[key], ""}:
                self.other_gender[key] = self.lone_gender[key]

    def _gender_after(self, place: Occurrence) -> str:
        """The gender of the first pronoun soon after a name, where no other name comes first."""
        tokens, stop = self.paragraphs[place.paragraph], place.mention.stop
        for k in range(stop, min(stop + _PRONOUN_WINDOW, len(tokens))):
            low = tokens.lowered[k]
            if low in ("he", "his", "him", "himself"):
                return "m"
            if low in ("she", "her", "herself"):
                return "f"
            if tokens.words[k][0].isupper() or low in self.lexicon.kin_nouns:
                break
        return ""

    def _promote_unknown_names(self) -> None:
        """Take unknown capitalised words for persons where the article shows it once."""
        human: set[tuple[str, ...]] = set()
        surely: set[tuple[str, ...]] = set()
        thing: set[tuple[str, ...]] = set()
        corporate: set[tuple[str, ...]] = set()
        unknown = list(self.clusters.of_kind(MentionKind.MAYBE_NAME))
        short = company_beginnings(self.places, self.lexicon)
        seen: Counter[tuple[str, ...]] = Counter(place.keys for place in unknown)
        for place in unknown:
            tokens, mention = self.paragraphs[place.paragraph], place.mention
            common = any(word.lower() in self.lower for word in mention.words)
            alone = place.keys[-1] in self.lone_speaks or place.keys[0] in self.lone_speaks
            if has_organization_context(tokens, mention, self.lexicon) or place.keys in short:
                corporate.add(place.keys)
            elif has_person_context(tokens, mention, self.lexicon):
                surely.add(place.keys)
            elif not common and (alone or has_adjacent_cue(tokens, mention, self.lexicon)):
                # Persons are called by their last name alone, companies by their first.
                (surely if place.keys[-1] in self.lone_speaks else human).add(place.keys)
            if is_antecedent_of_it(tokens, mention):
                # "Oban Mills said it would": of a person "it" would be something else.
                thing.add(place.keys)
        human = (human - thing) | surely
        for place in unknown:
            if place.keys in corporate or (place.keys in thing and place.keys not in human):
                place.kind = MentionKind.ORGANIZATION
            elif place.keys in human and seen[place.keys]:
                place.kind = MentionKind.PERSON

    def _add_full_name(self, place: Occurrence) -> None:
        ends = (place.keys[0], place.keys[-1])
        index = self.by_ends.get(ends)
        if index is None:
            index = self._nickname(place)
        if index is None and self._begins_surname(place):
            index = self._double_surname(place)
        if index is None:
            index = self.clusters.new("person")
            self.clusters.all[index].first = (place.paragraph, place.mention.start)
            self.by_last[ends[1]].append(index)
            self.by_first[ends[0]].append(index)
        self.by_ends.setdefault(ends, index)
        self.clusters.record(place, index)

    def _nickname(self, place: Occurrence) -> int | None:
        """The one person of this last name whose first name starts alike: "Chris", "Chrissie"."""
        first = place.keys[0].rstrip(".")
        alike = []
        for index in self.by_last.get(place.keys[-1], ())[:20]:
            other = next(iter(self.clusters.all[index].names))[0]
            folded = fold(other).rstrip(".")
            if (
                folded.startswith(first)
                or first.startswith(folded)
                or is_misspelling(first, folded)
            ):
                alike.append(index)
        return alike[0] if len(alike) == 1 else None

    def _add_known_person(self, place: Occurrence) -> None:
        """A lone name, or other words that are somebody's full name."""
        if not place.keys:
            return
        if len(place.keys) > 1:
            index = self.by_ends.get((place.keys[0], place.keys[-1]))
            if index is None and place.kind in (MentionKind.MAYBE_NAME, MentionKind.PERSON):
                index = self._double_surname(place)
        elif place.kind is MentionKind.TITLE and not self.by_last.get(place.keys[0]):
            return
        else:
            index = self._by_lone_name(place)
        if index is not None:
            place.kind = MentionKind.PERSON
            self.clusters.record(place, index)

    def _begins_surname(self, place: Occurrence) -> bool:
        """Whether the first word may be a last name's: ``Ms. von der Leyen``, ``López Obrador``."""
        return place.keys[0] in PARTICLES or place.keys[0] not in self.lexicon.given_names

    def _double_surname(self, place: Occurrence) -> int | None:
        for index in self.by_last.get(place.keys[-1], ())[:20]:
            for name in islice(self.clusters.all[index].names, 20):
                if tuple(name_key(w) for w in name[-len(place.keys) :]) == place.keys:
                    return index
        return None

    def _by_lone_name(self, place: Occurrence) -> int | None:
        key = place.keys[0]
        if place.kind in (MentionKind.ORGANIZATION, MentionKind.PEOPLE) and (
            key in self.lexicon.known_organizations or key in self.lexicon.demonyms
        ):
            return None
        candidates = (
            self.by_last.get(key)
            or self.by_first.get(key)
            or self._family(place)
            or self._misspelt(place)
        )
        other = self.other_gender.get(key)
        if other and self.clusters.title_gender(place.mention) in ("", other):
            alike = [k for k in self.by_last[key] if self.clusters.gender(k) == other]
            return alike[0] if alike else None
        if not candidates or (place.kind is MentionKind.PLACE and not self.by_last.get(key)):
            return None
        here = (place.paragraph, place.mention.start)
        if len(candidates) == 1 and self._is_another(key, self.clusters.all[candidates[0]], here):
            return None
        gender = self.clusters.title_gender(place.mention)

        def fitness(index: int) -> tuple[bool, int, bool, bool, int]:
            cluster = self.clusters.all[index]
            own = self.clusters.gender(index)
            shared = sum(cluster.titles[title] > 0 for title in place.mention.titles)
            fits = not (gender and own and gender != own)
            likely = own == self.lone_gender.get(key, own)
            return (fits, shared, not cluster.related, likely, cluster.count)

        best = max(candidates[:50], key=fitness)
        return best if fitness(best)[0] else None

    def _family(self, place: Occurrence) -> list[int]:
        """Those whose last name stands in the plural: ``the Okafors``."""
        key, tokens, start = place.keys[0], self.paragraphs[place.paragraph], place.mention.start
        if not key.endswith("s") or not start or tokens.lowered[start - 1] != "the":
            return []
        return self.by_last.get(key[:-1]) or self.by_last.get(key.removesuffix("es")) or []

    def _misspelt(self, place: Occurrence) -> list[int]:
        """The one person whose last name the lone name writes with a slip."""
        key = place.keys[0]
        if (
            place.kind not in (MentionKind.PERSON, MentionKind.MAYBE_LONE, MentionKind.ACRONYM)
            or key in self.lower
        ):
            return []
        near = (other for part in _parts(key) for other in self.by_part.get(part, ())[:20])
        meant = {other for other in near if is_misspelling(key, other)}
        return self.by_last[meant.pop()][:1] if len(meant) == 1 else []

    @staticmethod
    def _is_another(key: str, cluster: Cluster, here: tuple[int, int]) -> bool:
        """Whether a surname before the only full form, a relative's, means someone else.

        ``Ruiz spoke. His wife, Ana Ruiz, did not.``: the first Ruiz is not Ana.
        """
        return cluster.related and here < cluster.first and key != fold(cluster.name())

    def _add_lone_person(self, place: Occurrence) -> None:
        """A lone name without a full form: a person where the article treats it as one."""
        key, mention = place.keys[0], place.mention
        titled = place.kind is MentionKind.PERSON
        known = self._by_lone_name(place)
        if not titled and known is None:
            tokens = self.paragraphs[place.paragraph]
            if mention.words[0].lower() in self.lower or place.headline:
                return
            if mention.start and tokens.lowered[mention.start - 1] == "the":
                return
            if key not in self.lone_speaks and (
                place.kind is MentionKind.MAYBE_LONE or self._is_where(tokens, mention)
            ):
                return
            if place.kind is MentionKind.MAYBE_LONE and key in self.lone_things:
                self.organizations.add_lone(place)
                return
        index = self.clusters.new("person") if known is None else known
        if known is None:
            self.by_last[key].append(index)
            self.clusters.all[index].male += self.other_gender.get(key) == "m"
            self.clusters.all[index].female += self.other_gender.get(key) == "f"
        self.clusters.record(place, index)

    @staticmethod
    def _is_where(tokens: Tokens, mention: Mention) -> bool:
        """Whether things happen in the name: ``in Charlotte on Monday``."""
        return mention.start > 0 and tokens.lowered[mention.start - 1] in ("in", "near", "outside")

    def _entity(self, index: int) -> Entity:
        cluster = self.clusters.all[index]
        gender = self.clusters.gender(index) if cluster.kind == "person" else ""
        titles = set(cluster.titles)
        for title in cluster.titles:
            titles |= self.lexicon.title_expansions.get(title, frozenset())
        return Entity(cluster.name(), cluster.kind, gender, frozenset(titles))


def find_entities(
    paragraphs: list[Tokens],
    mentions: list[list[Mention]],
    headlines: list[bool],
    lower: frozenset[str],
    lexicon: Lexicon,
) -> Entities:
    """Gather the *mentions* of an article's *paragraphs* into its entities.

    *headlines* says of each paragraph whether it is set like one (``is_headline``).
    """
    return _Census(paragraphs, mentions, headlines, lower, lexicon).gather()
