"""Cataphora of lead paragraphs: speakers described first and named only where they speak again.

``The mill will close, a senior official said.`` / ``Ana Ruiz, the deputy minister, said``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from searchapp.attribution.article_state import ArticleState
from searchapp.attribution.coref.speakers import ResolvedSpeaker
from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.scoring.finalize import PendingAttribution
from searchapp.models.normalize import fold

_LAST_LEAD = 1
_REACH = 3
_SURE = 0.6
_INDEFINITE = frozenset(["a", "an"])
_REFERRING = word_set("the this that his her their its my our")
# Nouns for anybody: they fit a person whom the article gives another role.
_GENERIC = word_set(
    "man woman boy girl teenager pensioner resident witness survivor victim official ally expert"
    " critic politician leader lawmaker"
)
_UNNAMED_ON_PURPOSE = word_set("anonymity anonymous unnamed unidentified source")
_BEING_NAMED = (("be", "named"), ("be", "identified"))


class LeadSpeakers:
    """Names the speakers whom the first paragraphs of one article only describe.

    The speaker is the first person who speaks in the next paragraphs, if nothing before them
    names that person and the description fits the person's role.
    """

    def __init__(self, state: ArticleState) -> None:
        self.state = state

    def resolve(self) -> None:
        """Replace the described speakers of lead paragraphs in ``state.pending``."""
        for index in range(min(_LAST_LEAD + 1, len(self.state.pending))):
            pending = self.state.pending[index]
            if any(map(_is_described, pending)):
                following = self._next_speaker(index)
                for k, attribution in enumerate(pending):
                    if following is not None and self._fits(attribution, index, following):
                        pending[k] = replace(attribution, resolved=following)

    def _next_speaker(self, index: int) -> ResolvedSpeaker | None:
        """The first person who surely speaks after a paragraph, unless named before."""
        for pending in self._speaking_after(index):
            entity = pending.resolved.entity
            if pending.evidence.source.text.lower().startswith("another"):
                return None
            if self.state.resolver.speakers.is_person(entity):
                if self.state.resolver.roles.first_paragraph[entity] <= index:
                    return None
                named = self.state.resolver.speakers.all_referred_to([entity], "ahead")
                return next(iter(named), None)
        return None

    def _speaking_after(self, index: int) -> Iterator[PendingAttribution]:
        for pending in self.state.pending[index + 1 : index + 1 + _REACH]:
            for attribution in sorted(pending, key=lambda pending: pending.at):
                sure = attribution.evidence.probability >= _SURE
                if sure and attribution.evidence.act == "speech":
                    yield attribution

    def _fits(self, pending: PendingAttribution, index: int, named: ResolvedSpeaker) -> bool:
        """Whether a described speaker of paragraph *index* may be the person *named*."""
        words = [fold(word) for word in pending.evidence.source.text.split()]
        if not _is_described(pending) or not _introduces(words, index):
            return False
        noun = self._head(words)
        if not noun or self._stays_unnamed(index):
            return False
        lexicon, resolver, entity = self.state.lexicon, self.state.resolver, named.entity
        gender = "m" if noun in lexicon.male_words else "f" if noun in lexicon.female_words else ""
        if not resolver.discourse.agrees_in_gender(entity, gender):
            return False
        own = resolver.roles.words.get(entity, set())
        generic = noun in _GENERIC and entity not in resolver.roles.offices
        return (
            not own or generic or not own.isdisjoint({noun, *lexicon.role_synonyms.get(noun, ())})
        )

    def _head(self, words: Sequence[str]) -> str:
        """The head noun of a description of one person, or ""."""
        lexicon, head = self.state.lexicon, ""
        for word in words:
            if word in lexicon.prepositions or word.endswith(","):
                break
            head = word
        tail = head.rpartition("-")[2]
        person = tail in lexicon.person_nouns and tail not in lexicon.group_nouns
        return tail if person else ""

    def _stays_unnamed(self, index: int) -> bool:
        """Whether paragraph *index* or one of the next says that a source is not named."""
        for paragraph in self.state.paragraphs[index : index + _REACH]:
            lowered = paragraph.tokens.lowered
            if not _UNNAMED_ON_PURPOSE.isdisjoint(lowered):
                return True
            if any(pair in _BEING_NAMED for pair in pairwise(lowered)):
                return True
        return False


def _introduces(words: Sequence[str], index: int) -> bool:
    """Whether a description introduces a person: ``a deputy``, ``Ruiz's lawyer``."""
    owned = any(word.endswith(("'s", "’s")) for word in words)
    headline = index == 0 and words[0] not in _REFERRING
    return bool(words) and (words[0] in _INDEFINITE or owned or headline)


def _is_described(pending: PendingAttribution) -> bool:
    resolved = pending.resolved
    return resolved.speaker.kind == "unnamed" and resolved.how == "described"
