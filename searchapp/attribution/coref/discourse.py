"""Who was last spoken of, and by whom: what pronouns and descriptions point back to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Set
from typing import NamedTuple

from searchapp.attribution.entities.entities import Entity
from searchapp.models.articles import Passage, SpeakerKind

_REMEMBERED = 60
_REACH_PARAGRAPHS = 5

# Weights of what makes an antecedent likely. They come from a sweep over labelled
# newspaper articles, where 48 settings around them changed F1 by less than 0.02.
_PARAGRAPH_COST = 1.5
_MENTION_COST = 0.12
_UNKNOWN_GENDER_COST = 0.7
_SAME_SENTENCE = 0.6
_SENTENCE_BEFORE = 0.3
_SUBJECT = 2.0
# By less than this the best antecedent is no clear one.
_CLEAR = 0.5

SPEAKER_SALIENCE = 1.0
SUBJECT_SALIENCE = 0.5
PRONOUN_SALIENCE = 0.8
MENTION_SALIENCE = 0.0
INTRODUCED_SALIENCE = 0.7
OWNER_SALIENCE = -0.5


class _Memory(NamedTuple):
    entity: int
    paragraph: int
    sentence: int
    salience: float


class DiscourseModel:
    """The entities mentioned so far, the latest last, and the last speakers.

    ``seen`` gives the paragraph in which each was last mentioned, ``spoken`` holds
    those who spoke.
    """

    def __init__(
        self, entities: tuple[Entity, ...], genders: Mapping[int, str] | None = None
    ) -> None:
        """*genders* are those of entities known from elsewhere than the article."""
        known = genders or {}
        self.kinds: list[SpeakerKind] = [entity.kind for entity in entities]
        self.genders = [entity.gender or known.get(k, "") for k, entity in enumerate(entities)]
        self._memories: deque[_Memory] = deque(maxlen=_REMEMBERED)
        self.seen: dict[int, int] = {}
        self.spoken: set[int] = set()
        self.plural_paragraph = -9
        self.doubtful = False
        self.named_at: dict[int, Passage] = {}

    def add_unnamed(self, gender: str, place: Passage) -> int:
        """Make an index for a person whom the article only describes, at *place*."""
        self.kinds.append("person")
        self.genders.append(gender)
        self.named_at[len(self.kinds) - 1] = place
        return len(self.kinds) - 1

    def remember(self, entity: int, paragraph: int, sentence: int, salience: float) -> None:
        """Note a mention; ``salience`` is 0 to 1, how prominently it stands."""
        self._memories.append(_Memory(entity, paragraph, sentence, salience))
        if salience >= SPEAKER_SALIENCE:
            self.spoken.add(entity)
        self.seen[entity] = paragraph

    def person(
        self, gender: str, paragraph: int, sentence: int, but: Set[int] = frozenset()
    ) -> int | None:
        """The person whom "he" ("m"), "she" ("f") or a description ("") takes up, or None.

        It is none of *but*. A person whose gender the article did not tell takes the pronoun's.
        """
        best, margin = self._likeliest(
            "person", gender, paragraph, sentence, fits=lambda entity: entity not in but
        )
        self.doubtful = margin < _CLEAR
        if best is not None and not self.genders[best]:
            self.genders[best] = gender
        return best

    def only_person(self, paragraph: int) -> int | None:
        """The one person named in a paragraph or the one before it, None for none and for more.

        Whom a pronoun takes up although the given name is mostly another gender's.
        """
        persons = self.persons_near(paragraph, 1)
        return persons.pop() if len(persons) == 1 else None

    def persons_near(self, paragraph: int, reach: int) -> set[int]:
        """The persons named in a paragraph or in the *reach* paragraphs before it."""
        near = {m.entity for m in self._memories if paragraph - m.paragraph <= reach}
        return {entity for entity in near if self.kinds[entity] == "person"}

    def fits(self, entity: int, gender: str) -> bool:
        """Whether the entity is not known to be of another gender."""
        own = self.genders[entity]
        return not gender or not own or own == gender

    def _likeliest(
        self,
        kind: SpeakerKind,
        gender: str,
        paragraph: int,
        sentence: int,
        reach: int = _REACH_PARAGRAPHS,
        fits: Callable[[int], bool] | None = None,
    ) -> tuple[int | None, float]:
        """The best antecedent by gender, nearness and salience, and by how much it is the best."""
        scores: dict[int, float] = {}
        for distance, memory in enumerate(reversed(self._memories)):
            apart = paragraph - memory.paragraph
            if apart > reach:
                break
            if self.kinds[memory.entity] != kind or not self.fits(memory.entity, gender):
                continue
            if fits is not None and not fits(memory.entity):
                continue
            score = _SUBJECT * memory.salience - _PARAGRAPH_COST * apart - _MENTION_COST * distance
            score -= _UNKNOWN_GENDER_COST if gender and not self.genders[memory.entity] else 0
            if apart == 0 and memory.sentence == sentence:
                score += _SAME_SENTENCE
            elif apart == 0 and memory.sentence == sentence - 1:
                score += _SENTENCE_BEFORE
            if score > scores.get(memory.entity, float("-inf")):
                scores[memory.entity] = score
        if not scores:
            return None, 0.0
        best = max(scores, key=lambda entity: scores[entity])
        second = max((s for e, s in scores.items() if e != best), default=float("-inf"))
        return best, scores[best] - second

    def thing(self, paragraph: int, sentence: int, fits: Callable[[int], bool]) -> int | None:
        """The organization that "it" takes up, one that *fits* accepts, or None."""
        best, margin = self._likeliest(
            "organization", "", paragraph, sentence, _REACH_PARAGRAPHS, fits
        )
        self.doubtful = margin < _CLEAR
        return best

    def body(self, paragraph: int, sentence: int, fits: Callable[[int], bool]) -> int | None:
        """The likeliest of the organizations that *fits* accepts, however far back, or None."""
        return self._likeliest("organization", "", paragraph, sentence, _REMEMBERED, fits)[0]
