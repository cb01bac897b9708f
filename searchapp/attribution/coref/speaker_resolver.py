"""From a source phrase to the speakers it means."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from searchapp.attribution.coref.descriptions import Description, Descriptions
from searchapp.attribution.coref.discourse import DiscourseModel
from searchapp.attribution.coref.organization_nouns import OWNED, Bodies, owned_name
from searchapp.attribution.coref.plurals import Several, number_of
from searchapp.attribution.entities.entities import Entity
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.apposition import apposed_names, told_before
from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.rules.source_spans import NUMBER_WORDS, SourceSpan
from searchapp.attribution.syntax.clauses import cataphor_antecedent
from searchapp.attribution.syntax.sentences import NAME, Sentence
from searchapp.models.articles import Passage, Speaker, SpeakerKind
from searchapp.models.normalize import fold, slug

_LEADING = re.compile(
    r"^(?:(?:the|an?|but|and|while|even|as|that|because|when|after)\s+)+", re.IGNORECASE
)
_TRAILING_TIME = re.compile(
    r"\s+(?:(?:on|last|this|in)\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:19|20)\d\d)$"
)
_MAX_NAME_WORDS = 14
_PLURAL_REACH = 3
_UNNAMED_REACH = 5
_WHO_REACH = 14
_POSSESSIVES = {"his": "m", "him": "m", "her": "f", "their": "p", "them": "p", "its": "o"}

How = Literal[
    "full",
    "short",
    "pronoun",
    "doubtful pronoun",
    "title",
    "epithet",
    "ahead",
    "owned",
    "noun",
    "described",
    "plural",
    "counted",
    "label",
]

NAMELESS = -1


@dataclass(frozen=True, slots=True)
class Source:
    """A speaker and the index of its entity, ``NAMELESS`` for what no word takes up again.

    ``how`` says by what the speaker was known; ``antecedents`` is the way from the
    source's words to the full name, the nearest first. ``attested`` says that more
    than capitals shows who it is: a given name, a title, a role.
    """

    speaker: Speaker
    entity: int
    how: How
    antecedents: tuple[Passage, ...] = ()
    attested: bool = False


class SpeakerResolver:
    """Resolves the source phrases of one article, in the order of its text."""

    def __init__(
        self,
        entities: tuple[Entity, ...],
        history: DiscourseModel,
        descriptions: Descriptions,
        full_names: dict[int, Passage],
        lexicon: Lexicon,
    ) -> None:
        self.entities = entities
        self.history = history
        self.descriptions = descriptions
        self.bodies = Bodies(entities, history, lexicon)
        self.several = Several(entities, history, descriptions, lexicon)
        self.full_names = full_names
        self.lexicon = lexicon
        self.plural: tuple[Source, ...] = ()
        self._speakers: dict[int, Speaker | None] = {}
        self._unnamed: dict[str, int] = {}

    def speaker(self, index: int) -> Speaker | None:
        """The speaker that entity *index* is, None for a name without letters."""
        if index not in self._speakers:
            entity = self.entities[index]
            name = re.sub(r"^[Tt]he\s+", "", entity.name)
            identity = slug(name)
            self._speakers[index] = Speaker(identity, name, entity.kind) if identity else None
        return self._speakers[index]

    def _taken_up(self, index: int, how: How) -> tuple[Source, ...]:
        """The entity *index* as what a pronoun or a description takes up."""
        speaker = self.speaker(index)
        if speaker is None:
            return ()
        chain: list[Passage] = []
        nearest = self.history.named_at.get(index)
        if nearest is not None:
            chain.append(nearest)
        full = self.full_names.get(index)
        if full is not None and (nearest is None or full.text not in nearest.text):
            chain.append(full)
        return (Source(speaker, index, how, tuple(chain), self._attested(index)),)

    def _attested(self, index: int) -> bool:
        if index >= len(self.entities):
            return False
        entity = self.entities[index]
        if entity.kind == "organization":
            return self.bodies.is_listed(index)
        return bool(entity.gender or entity.titles or self.descriptions.has_role(index))

    def named(self, indexes: list[int], texts: list[str] | None = None) -> tuple[Source, ...]:
        """The speakers of these entities, without doubles; *texts* are the names used."""
        found: dict[int, Source] = {}
        for k, index in enumerate(indexes):
            speaker = self.speaker(index)
            if speaker is None or index in found:
                continue
            full = self.full_names.get(index)
            short = texts is not None and self.entities[index].name not in texts[k]
            chain = (full,) if short and full is not None else ()
            how: How = "short" if short else "full"
            found[index] = Source(speaker, index, how, chain, self._attested(index))
        return tuple(found.values())

    def _by_name(self, places: list[int], sentence: Sentence, text: str) -> tuple[Source, ...]:
        """The speakers whose names stand at the items *places*, by the names used."""
        items = [sentence.items[k] for k in places if sentence.items[k].entity >= 0]
        return self.named(
            [item.entity for item in items], [text[item.start : item.end] for item in items]
        )

    def resolve(
        self, phrase: SourceSpan, sentence: Sentence, paragraph: int, text: str
    ) -> tuple[Source, ...]:
        """The speakers that *phrase* means, none where it cannot be told.

        *paragraph* counts from 0 and *text* is that paragraph's.
        """
        if phrase.kind == "name":
            phrase = self._who(phrase, sentence)
            found = self._family(phrase, sentence) or self._by_name(
                sorted((phrase.head, *phrase.conjuncts)), sentence, text
            )
            if phrase.nominal_conjunct is None:
                return found
            return self._nominal(phrase.nominal_conjunct, sentence, paragraph, text) + found
        if phrase.kind == "pronoun":
            return self._pronoun(phrase, sentence, paragraph)
        named = self._by_name(sorted(phrase.conjuncts), sentence, text)
        known = {source.entity for source in named}
        described = self._nominal(phrase, sentence, paragraph, text)
        return named + tuple(s for s in described if s.entity < 0 or s.entity not in known)

    def _who(self, phrase: SourceSpan, sentence: Sentence) -> SourceSpan:
        """Take "who" for a person: ``Ana Ruiz, a lawyer from Oban, who said``."""
        if sentence.lowered[phrase.stop - 1] != "who":
            return phrase
        entities = (sentence.items[k].entity for k in (phrase.head, *phrase.conjuncts))
        if any(map(self._is_person, entities)):
            return phrase
        for k in range(phrase.head - 1, max(-1, phrase.head - _WHO_REACH), -1):
            entity = sentence.items[k].entity
            mention = sentence.items[k].mention
            if mention is not None and self._is_person(entity):
                return phrase if mention.possessive else replace(phrase, head=k, conjuncts=())
        return phrase

    def _pronoun(
        self, phrase: SourceSpan, sentence: Sentence, paragraph: int
    ) -> tuple[Source, ...]:
        low = sentence.lowered[phrase.head]
        if low in ("both", "each"):
            before = (item.entity for item in sentence.items[: phrase.head])
            named = [entity for entity in dict.fromkeys(before) if entity >= 0]
            for those in (named, [entity for entity in named if self._is_person(entity)]):
                if len(those) == 2:
                    return self.named(those)
            return self._counted((low,), "", paragraph)
        sign = _POSSESSIVES.get(low) or self.lexicon.pronouns.get(low, "")
        if sign in ("m", "f"):
            ahead = self._ahead(phrase.head, sign, sentence)
            if ahead is not None:
                return self._taken_up(ahead, "pronoun")
            told = told_before(phrase, sentence, self.lexicon)
            index = self.history.person(sign, paragraph, sentence.number, told)
            if index is not None:
                return self._taken_up(index, self._pronoun_how())
            only = self.history.only_person(paragraph)
            return self._taken_up(only, "doubtful pronoun") if only is not None else ()
        if sign == "p":
            return self._those(paragraph)
        if sign == "o":
            index = self.history.thing(paragraph, sentence.number, self.bodies.may_be_it)
            return self._taken_up(index, self._pronoun_how()) if index is not None else ()
        return ()

    def _ahead(self, pronoun: int, gender: str, sentence: Sentence) -> int | None:
        """Whom a pronoun before the main clause means: ``When she opened it, Ana Ruiz said``."""
        name = cataphor_antecedent(CoordinatedNames(sentence, self.lexicon), pronoun)
        entity = sentence.items[name].entity if name >= 0 else -1
        return entity if self._is_person(entity) and self.history.fits(entity, gender) else None

    def _is_person(self, entity: int) -> bool:
        """Whether the index is that of a person whom the article names."""
        return 0 <= entity < len(self.entities) and self.entities[entity].kind == "person"

    def _those(self, paragraph: int) -> tuple[Source, ...]:
        """Whom "they" takes up."""
        far = paragraph - self.history.plural_paragraph > _PLURAL_REACH
        return () if far else self.plural

    def remember_several(self, sources: tuple[Source, ...], how: How, paragraph: int) -> None:
        """Let "they" take up *sources* from *paragraph* on, by what *how* says."""
        self.plural = tuple(replace(source, how=how) for source in sources)
        self.history.plural_paragraph = paragraph

    def mention_several(self, sources: tuple[Source, ...], paragraph: int) -> None:
        """Let "they" take up *sources*, whom others speak of, where it has no one else near."""
        if paragraph - self.history.plural_paragraph > 1:
            self.remember_several(sources, "plural", paragraph)

    def _counted(self, words: tuple[str, ...], noun: str, paragraph: int) -> tuple[Source, ...]:
        """The persons whom ``the two men`` or ``both candidates`` takes up."""
        number, each = number_of(words), words[:1] == ("each",)
        if not number and not each and noun not in self.lexicon.group_nouns:
            return ()
        bearers = self.several.numbered(number, words, noun, paragraph) if number else ()
        those = self._those(paragraph)
        if len(those) > 1 and all(source.speaker.kind == "person" for source in those):
            entities = [source.entity for source in those]
            if not number and self.several.are(entities, words, noun):
                return those
            if number == len(those) and not bearers:
                return tuple(replace(source, how="counted") for source in those)
        if not bearers:
            bearers = self.several.ahead(words, noun, paragraph)
        return self._all(bearers, "counted")

    def _family(self, phrase: SourceSpan, sentence: Sentence) -> tuple[Source, ...]:
        """The persons whom ``the Ruizes`` names."""
        item = sentence.items[phrase.head]
        name = item.mention.words[-1] if item.mention and len(item.mention.words) == 1 else ""
        return self._all(self.several.family(item.entity, name), "short")

    def _all(self, indexes: tuple[int, ...], how: How) -> tuple[Source, ...]:
        """The entities that a plural takes up."""
        return tuple(source for index in indexes for source in self._taken_up(index, how))

    def _pronoun_how(self) -> How:
        return "doubtful pronoun" if self.history.doubtful else "pronoun"

    def _nominal(
        self, phrase: SourceSpan, sentence: Sentence, paragraph: int, text: str
    ) -> tuple[Source, ...]:
        head = sentence.lowered[phrase.head]
        noun = head.rpartition("-")[2]
        lexicon = self.lexicon
        opening = sentence.lowered[phrase.first]
        if head in lexicon.negative_subjects or opening in lexicon.negative_subjects:
            # "Nobody spoke of oil" and "No minister said so" report that nobody did.
            return ()
        counted = self._counted(sentence.lowered[phrase.first : phrase.head + 1], head, paragraph)
        if counted:
            return counted
        if head in NUMBER_WORDS:
            return self._described(phrase, sentence, text, "group")
        if head == "one":
            return self._described(phrase, sentence, text, "unnamed")
        definite = opening in ("the", "this", "that", "his", "her", "their") or opening == head
        named = apposed_names(sentence, phrase, lexicon)
        if named:
            return self._by_name(named, sentence, text)
        if head in lexicon.group_nouns or noun in lexicon.group_nouns:
            return self._described(phrase, sentence, text, "group")
        if noun in lexicon.publication_names and text[sentence.items[phrase.head].start].isupper():
            # "The Advocate said": a capital makes a publication of it.
            return self._described(phrase, sentence, text, "organization")
        # "The retailer" is a company where one was named.
        either = definite and noun in lexicon.role_nouns and noun in lexicon.organization_nouns
        if either and self.bodies.meant(noun, paragraph, sentence.number) is not None:
            return self._organization(phrase, sentence, paragraph, text, definite=True)
        if noun in lexicon.role_nouns or noun in lexicon.kin_nouns or head.endswith("-year-old"):
            taken_up = self._person(phrase, sentence, paragraph)
            return taken_up or self._unnamed_person(phrase, sentence, paragraph, text)
        if head in lexicon.document_nouns:
            return self._described(phrase, sentence, text, "document")
        return self._organization(phrase, sentence, paragraph, text, definite=definite)

    def _person(self, phrase: SourceSpan, sentence: Sentence, paragraph: int) -> tuple[Source, ...]:
        """Whom ``the senator``, ``Ruiz's lawyer`` or ``the 45-year-old`` takes up."""
        lowered = sentence.lowered
        noun = lowered[phrase.head]
        owner = ""
        for k in range(phrase.first, phrase.head):
            mention = sentence.items[k].mention
            if lowered[k] == NAME and mention is not None and mention.possessive:
                owner = fold(" ".join(mention.words))
        sign = _POSSESSIVES.get(lowered[phrase.first], "")
        if not owner and sign in ("m", "f"):
            index = self.history.person(sign, paragraph, sentence.number)
            speaker = self.speaker(index) if index is not None else None
            owner = fold(speaker.name) if speaker is not None else ""
        gender = self._gender_of(noun)
        words = tuple(
            word
            for item in sentence.items[phrase.first : phrase.last]
            for word in (
                item.mention.words if item.mention and item.mention.words else (item.lowered,)
            )
        )
        goes_on = lowered[phrase.head + 1 : phrase.head + 2] in (("of",), ("'s",))
        description = Description(tuple(w.lower() for w in words), noun, gender, owner, goes_on)
        found = self.descriptions.meant(description, self.history, paragraph, sentence.number)
        return self._taken_up(*found) if found is not None else ()

    def _gender_of(self, noun: str) -> str:
        """The gender that a noun tells: "m" for a spokesman, "" for a lawyer."""
        for words, gender in ((self.lexicon.male_words, "m"), (self.lexicon.female_words, "f")):
            if noun in words or noun.rpartition("-")[2] in words:
                return gender
        return ""

    def _unnamed_person(
        self, phrase: SourceSpan, sentence: Sentence, paragraph: int, text: str
    ) -> tuple[Source, ...]:
        """A person in the article's own words, whom a pronoun or ``the`` and the noun take up."""
        noun = sentence.lowered[phrase.head]
        known = self._unnamed.get(noun)
        bare = phrase.last - phrase.first == 2 and sentence.lowered[phrase.first] == "the"
        if bare and known is not None and paragraph - self.history.seen[known] <= _UNNAMED_REACH:
            return self._taken_up(known, "title")
        found = self._described(phrase, sentence, text, "unnamed")
        epithet = (
            sentence.lowered[phrase.first] == "the" and noun not in self.lexicon.anonymous_nouns
        )
        if not found or epithet:
            return found
        start, end = sentence.items[phrase.first].start, sentence.items[phrase.last - 1].end
        place = Passage(paragraph + 1, start, end, text[start:end])
        index = self.history.add_unnamed(self._gender_of(noun), place)
        self._speakers[index] = found[0].speaker
        self._unnamed[noun] = index
        self.history.seen[index] = paragraph
        return (replace(found[0], entity=index),)

    def _organization(
        self, phrase: SourceSpan, sentence: Sentence, paragraph: int, text: str, *, definite: bool
    ) -> tuple[Source, ...]:
        head = sentence.lowered[phrase.head]
        noun = head.rpartition("-")[2]
        owners = [k for k in range(phrase.first, phrase.head) if sentence.lowered[k] == NAME]
        if owners:
            own = noun in OWNED
            found = self._described(phrase, sentence, text, "organization" if own else "unnamed")
            if not own or not found:
                return found
            owner = sentence.items[owners[-1]].entity
            name = self.bodies.name_of(owner, noun, owned_name(found[0].speaker.name))
            return (replace(found[0], speaker=Speaker(slug(name), name, "organization")),)
        if not definite:
            return self._described(phrase, sentence, text, "unnamed")
        sign = _POSSESSIVES.get(sentence.lowered[phrase.first], "")
        if noun in OWNED and sign in ("m", "f"):
            return self._owned_by_pronoun(
                sign, noun, paragraph, sentence.number
            ) or self._described(phrase, sentence, text, "organization")
        words = text[sentence.items[phrase.first].end : sentence.items[phrase.last - 1].end]
        if any(word[0].isupper() for word in words.split()):
            # "the Oban newspaper chain", Oban being nobody else.
            return self._described(phrase, sentence, text, "organization")
        owned = self.bodies.owned(noun)
        if owned is not None and slug(owned[0]):
            name, place = owned
            speaker = Speaker(slug(name), name, "organization")
            return (Source(speaker, NAMELESS, "noun", (place,)),)
        index = self.bodies.meant(noun, paragraph, sentence.number)
        if index is not None:
            return self._taken_up(index, "noun")
        return self._described(phrase, sentence, text, "organization")

    def _owned_by_pronoun(
        self, sign: str, noun: str, paragraph: int, sentence: int
    ) -> tuple[Source, ...]:
        """``his campaign``: the campaign of whom the pronoun takes up, by the last name."""
        owner = self.history.person(sign, paragraph, sentence)
        speaker = self.speaker(owner) if owner is not None else None
        if owner is None or speaker is None or speaker.kind != "person":
            return ()
        own = f"{speaker.name.rpartition(' ')[2]} {noun}"
        name = self.bodies.name_of(owner, noun, own)
        place = self.history.named_at.get(owner)
        chain = (place,) if place is not None else ()
        return (Source(Speaker(slug(name), name, "organization"), NAMELESS, "noun", chain),)

    def _described(
        self, phrase: SourceSpan, sentence: Sentence, text: str, kind: SpeakerKind
    ) -> tuple[Source, ...]:
        """A speaker named by the article's own description."""
        start = sentence.items[phrase.first].start
        end = sentence.items[phrase.last - 1].end
        name = " ".join(_LEADING.sub("", text[start:end], count=1).split()[:_MAX_NAME_WORDS])
        name = _TRAILING_TIME.sub("", name.strip(" ,.;:–—-"))
        if kind == "organization":
            name = owned_name(name)
        identity = slug(name)
        return (Source(Speaker(identity, name, kind), NAMELESS, "described"),) if identity else ()
