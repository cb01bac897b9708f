"""Speakers of a transcript's turns: what each label of one article means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from searchapp.attribution.article_state import ArticleState
from searchapp.attribution.coref.speakers import NAMELESS, ResolvedSpeaker
from searchapp.attribution.entities.mentions import Mention, name_key
from searchapp.attribution.entities.names.variants import in_title_case
from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.rules.transcripts import Label, Transcript
from searchapp.models.articles import Speaker, SpeakerKind
from searchapp.models.normalize import slug

_INTERVIEWER_ROLES = word_set(
    "reporter correspondent journalist editor host columnist anchor presenter interviewer"
    " attorney prosecutor counsel broadcaster"
)
_ASKING = word_set("interviewed asked questioned quizzed interviews asks examined")
_ANSWERING = word_set("testified answered witness sworn answers testifies replied")
_MEETING = word_set("spoke talked sat spoken speaks talks met caught interview conversation")
_WINDOW = 4
_MIN_INITIALS = 2
_MAX_INITIALS = 4


class TranscriptSpeakers:
    """Resolves the labels of one article to speakers, in the order of its text."""

    def __init__(self, state: ArticleState, transcript: Transcript, author: str) -> None:
        self.state = state
        self.transcript = transcript
        self._author = name_key(author.split()[-1]) if author else ""
        self._by_label: dict[str, tuple[ResolvedSpeaker, ...]] = {}
        self._by_last_name: dict[str, tuple[ResolvedSpeaker, ...]] = {}
        self._by_office: dict[str, tuple[ResolvedSpeaker, ...]] = {}
        self._interview: dict[str, int] | None = None
        self._name_turns()

    def _name_turns(self) -> None:
        """Resolve the labels that name somebody in full, so that short ones find them."""
        for index, label in self.transcript.turns.items():
            if label.kind != "name" or " " not in label.name or not self._is_accepted(label):
                continue
            speakers = self._named(self.state.paragraphs[index], label)
            if speakers and speakers[0].speaker.kind == "person":
                last = name_key(label.name.split()[-1])
                self._by_last_name.setdefault(last, speakers)

    def _is_accepted(self, label: Label) -> bool:
        """Whether a label that names no known person is a speaker."""
        repeated = label.key in self.transcript.repeated
        if self.transcript.is_transcript:
            return label.kind != "name" or label.in_capitals or repeated or " " in label.text
        return repeated and label.in_capitals

    def speakers(self, index: int) -> tuple[ResolvedSpeaker, ...]:
        """Return the speakers of the turn of paragraph *index*, () if it is none."""
        label = self.transcript.turns.get(index)
        if label is None:
            return ()
        if label.kind in ("question", "answer"):
            return self._of_interview(label)
        paragraph = self.state.paragraphs[index]
        if label.kind == "description":
            return self._described(label)
        entity = self._entity(paragraph, label)
        if entity >= 0 and self._may_speak(entity, label):
            speakers = self.state.resolver.speakers.named([entity], [label.text])
        elif not self._is_accepted(label):
            return ()
        else:
            speakers = self._by_last_name.get(name_key(label.name)) or self._named(paragraph, label)
        if label.office:
            self._by_office.setdefault(label.office.lower(), speakers)
        return speakers

    def _may_speak(self, entity: int, label: Label) -> bool:
        """Whether the entity that a label names is a speaker: a person, or an outlet again."""
        if self.state.kinds[entity] == "person":
            return (
                self.transcript.is_transcript
                or not label.in_capitals
                or (label.key in self.transcript.repeated or " " in self._name_of(entity))
            )
        return self.transcript.is_transcript and label.key in self.transcript.repeated

    def _name_of(self, entity: int) -> str:
        return self.state.entities.all[entity].name

    def _entity(self, paragraph: AnnotatedParagraph, label: Label) -> int:
        """The entity that the label names, -1 if it names none."""
        initialled = self._by_initials(label)
        if initialled >= 0:
            return initialled
        tokens = paragraph.tokens
        for mention in paragraph.mentions:
            if mention.stop != label.stop:
                continue
            name = tokens.text[tokens.starts[mention.name_start] : tokens.ends[label.stop - 1]]
            if mention.start == label.start or name == label.name:
                return self.state.entity_at(paragraph, mention.start)
        return -1

    def _by_initials(self, label: Label) -> int:
        """The only person whose initials the label is: ``AR:`` for Ana Ruiz; or -1."""
        text = label.text
        if not (_MIN_INITIALS <= len(text) <= _MAX_INITIALS and text.isupper() and text.isalpha()):
            return -1
        matches = [
            index
            for index, entity in enumerate(self.state.entities.all)
            if entity.kind == "person" and " " in entity.name and _initials(entity.name) == text
        ]
        return matches[0] if len(matches) == 1 else -1

    def _named(self, paragraph: AnnotatedParagraph, label: Label) -> tuple[ResolvedSpeaker, ...]:
        """The person whom only the label names."""
        entity = self._entity(paragraph, label)
        if entity >= 0 and self.state.kinds[entity] == "person":
            return self.state.resolver.speakers.named([entity], [label.text])
        key = name_key(label.name)
        if key not in self._by_label:
            self._by_label[key] = label_speaker(in_title_case(label.name), "person")
        return self._by_label[key]

    def _described(self, label: Label) -> tuple[ResolvedSpeaker, ...]:
        """The speaker whom a label describes: the holder of an office, else unnamed."""
        holder = self._by_office.get(label.key)
        if holder is not None:
            return holder
        if not self.transcript.is_transcript and not (
            label.in_capitals and label.key in self.transcript.repeated
        ):
            return ()
        return label_speaker(label.text, "unnamed")

    # -- question and answer

    def _of_interview(self, label: Label) -> tuple[ResolvedSpeaker, ...]:
        """The interviewer or the interviewee, by the text before the first question."""
        kinds = {turn.kind for turn in self.transcript.turns.values()}
        if not kinds >= {"question", "answer"}:
            return label_speaker(label.text, "unnamed") if len(label.text) > 1 else ()
        if self._interview is None:
            self._interview = self._find_interview()
        entity = self._interview.get(label.kind, -1)
        return self.state.resolver.speakers.named([entity]) if entity >= 0 else ()

    def _find_interview(self) -> dict[str, int]:
        """The persons who ask and answer, where the article tells them apart."""
        first = min(k for k, turn in self.transcript.turns.items() if turn.kind == "question")
        asks: Counter[int] = Counter()
        answers: Counter[int] = Counter()
        outlet = -1
        for paragraph, mention, entity in self._mentions_before(first):
            if self.state.kinds[entity] != "person":
                outlet = entity if outlet < 0 else outlet
                continue
            asking, answering = self._evidence(paragraph, mention, entity)
            asks[entity] += asking
            answers[entity] += answering
        persons = sorted(answers, key=lambda entity: (asks[entity] - answers[entity], entity))
        if not persons:
            return {}
        if len(persons) == 1:
            alone = persons[0]
            if asks[alone] > answers[alone]:
                return {"question": alone}
            return {"answer": alone} | ({"question": outlet} if outlet >= 0 else {})
        if len(persons) == 2 or asks[persons[-1]] > answers[persons[-1]]:
            return {"answer": persons[0], "question": persons[-1]}
        return {"answer": persons[0]}

    def _mentions_before(self, stop: int) -> Iterator[tuple[AnnotatedParagraph, Mention, int]]:
        """The mentions of entities in the paragraphs before *stop*, else of the whole article."""
        before = [p for p in self.state.paragraphs[:stop] if p.index not in self.transcript.turns]
        for paragraph in before or self.state.paragraphs:
            for mention in paragraph.mentions:
                entity = self.state.entity_at(paragraph, mention.start)
                if entity >= 0:
                    yield paragraph, mention, entity

    def _evidence(
        self, paragraph: AnnotatedParagraph, mention: Mention, entity: int
    ) -> tuple[int, int]:
        """Scores of the words around a name: that the person asks, and that the person answers."""
        lowered = paragraph.tokens.lowered
        before = lowered[max(0, mention.start - _WINDOW) : mention.start]
        after = lowered[mention.stop : mention.stop + _WINDOW]
        role = paragraph.roles.get(entity, "").lower().split()
        last_name = name_key(self._name_of(entity).split()[-1])
        asks = 3 * (last_name == self._author) + 2 * (not _INTERVIEWER_ROLES.isdisjoint(role))
        asks += 2 * (not _ASKING.isdisjoint(after)) + (before[-1:] == ["by"])
        answers = 2 * (not _ANSWERING.isdisjoint(after) or not _ANSWERING.isdisjoint(before))
        answers += 2 * (not _ASKING.isdisjoint(before)) + (before[-1:] == ["with"])
        answers += bool(role) and _INTERVIEWER_ROLES.isdisjoint(role)
        asks += not _MEETING.isdisjoint(after) and "with" in after
        return asks, answers


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def label_speaker(name: str, kind: SpeakerKind) -> tuple[ResolvedSpeaker, ...]:
    """Return a speaker who is not an entity, () for a name without letters and digits."""
    identity = slug(name)
    return (ResolvedSpeaker(Speaker(identity, name, kind), NAMELESS, "label"),) if identity else ()
