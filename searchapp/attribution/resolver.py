"""Reads an article from first paragraph to last and says who says what.

The rules propose candidates sentence by sentence; here each gets its speakers,
its content and its role, and quotations that run on are carried over paragraphs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from searchapp.attribution import contents
from searchapp.attribution.candidates import Candidate, View
from searchapp.attribution.entities import Entities, find_entities
from searchapp.attribution.history import (
    MENTION_SALIENCE,
    SPEAKER_SALIENCE,
    SUBJECT_SALIENCE,
    History,
)
from searchapp.attribution.lexicon import Lexicon, load
from searchapp.attribution.mentions import Mention, find_mentions, is_headline, lower_case_words
from searchapp.attribution.quotations import Quotation, find_quotations
from searchapp.attribution.roles import role_after, role_before
from searchapp.attribution.rules import find_candidates
from searchapp.attribution.sentences import QUOTE, Sentence, read_sentences
from searchapp.attribution.sources import Source, SourceResolver
from searchapp.attribution.tokens import Tokens, count_words, tokenize
from searchapp.attribution.transcripts import Label, find_label, label_text, repeated_labels
from searchapp.records import Article, Attribution, Span, Speaker
from searchapp.text import slug

_CARRY_PARAGRAPHS = 3
_QUOTED_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class _Reading:
    """One paragraph as read; ``roles`` are what it calls each entity."""

    tokens: Tokens
    mentions: list[Mention]
    quotations: tuple[Quotation, ...]
    sentences: list[Sentence]
    headline: bool
    roles: dict[int, str]


@dataclass(frozen=True, slots=True)
class _Draft:
    """An attribution before its role is known; ``at`` is the cue's place."""

    at: int
    source: Source
    cue: str
    spans: tuple[Span, ...]


def attribute(article: Article) -> Article:
    """Return *article* with the attributions of every paragraph filled in.

    They stand in order of their cues; a cue with several sources gives one for
    each. The text is not changed and nothing is kept between calls. An article
    whose language is given and is not English gets none.
    """
    if article.language and not article.language.lower().startswith("en"):
        return replace(
            article, paragraphs=tuple(replace(p, attributions=()) for p in article.paragraphs)
        )
    drafts, readings, roles = _ArticleReader(article, load("en")).read()
    return replace(
        article,
        paragraphs=tuple(
            replace(paragraph, attributions=_finish(own, reading, roles))
            for paragraph, own, reading in zip(article.paragraphs, drafts, readings, strict=True)
        ),
    )


def _finish(
    drafts: list[_Draft], reading: _Reading, first_roles: dict[int, str]
) -> tuple[Attribution, ...]:
    finished: list[Attribution] = []
    for draft in sorted(drafts, key=lambda d: d.at):
        speaker, entity = draft.source
        finished.append(
            Attribution(
                speaker=speaker,
                role=reading.roles.get(entity) or first_roles.get(entity, ""),
                cue=draft.cue,
                quotation=contents.quotation_type(
                    reading.tokens, list(draft.spans), reading.quotations
                ),
                spans=draft.spans,
            )
        )
    return tuple(finished)


def _read_paragraphs(article: Article, lexicon: Lexicon) -> tuple[list[_Reading], Entities]:
    paragraphs = [tokenize(paragraph.text) for paragraph in article.paragraphs]
    lower = lower_case_words(paragraphs)
    mentions = [find_mentions(tokens, lower, lexicon) for tokens in paragraphs]
    entities = find_entities(paragraphs, mentions, lower, lexicon)
    readings: list[_Reading] = []
    for tokens, found, at in zip(paragraphs, mentions, entities.at, strict=True):
        quotations = find_quotations(tokens.text)
        sentences = read_sentences(tokens, found, at, quotations, lexicon)
        roles = _roles(tokens, found, at, entities, lexicon)
        readings.append(_Reading(tokens, found, quotations, sentences, is_headline(tokens), roles))
    return readings, entities


def _roles(
    tokens: Tokens,
    mentions: list[Mention],
    at: dict[int, int],
    entities: Entities,
    lexicon: Lexicon,
) -> dict[int, str]:
    """What one paragraph calls each of its persons, the first appositive or title."""
    roles: dict[int, str] = {}
    for mention in mentions:
        entity = at.get(mention.start, -1)
        if entity < 0 or entities.all[entity].kind != "person" or entity in roles:
            continue
        role = role_after(tokens, mention.stop, lexicon) or role_before(tokens, mention, lexicon)
        if role:
            roles[entity] = role
    return roles


def _titles(readings: list[_Reading], lexicon: Lexicon) -> dict[int, frozenset[str]]:
    """The role words by which an article may take up each entity ("the deputy")."""
    found: dict[int, set[str]] = {}
    for reading in readings:
        for entity, role in reading.roles.items():
            words = role.lower().split()[:12]
            found.setdefault(entity, set()).update(w for w in words if w in lexicon.roles)
    return {entity: frozenset(words) for entity, words in found.items()}


class _ArticleReader:
    """The state of reading one article."""

    def __init__(self, article: Article, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.readings, self.entities = _read_paragraphs(article, lexicon)
        self.history = History(self.entities.all, _titles(self.readings, lexicon))
        self.sources = SourceResolver(self.entities.all, self.history, lexicon)
        self.drafts: list[list[_Draft]] = [[] for _ in self.readings]
        self.labels = repeated_labels([r.tokens for r in self.readings], lexicon)
        self.last: tuple[tuple[Source, ...], str] | None = None
        self.last_paragraph = -9

    def read(self) -> tuple[list[list[_Draft]], list[_Reading], dict[int, str]]:
        for number, reading in enumerate(self.readings):
            if not self._read_label(number, reading):
                self._read_paragraph(number, reading)
            if not self.drafts[number]:
                self._carry(number, reading)
        self._carry_back()
        first_roles: dict[int, str] = {}
        for reading in self.readings:
            for entity, role in reading.roles.items():
                first_roles.setdefault(entity, role)
        return self.drafts, self.readings, first_roles

    def _read_label(self, number: int, reading: _Reading) -> bool:
        """``RUIZ: We close it.``: the whole paragraph is what its label says."""
        tokens = reading.tokens
        label = find_label(tokens, self.lexicon)
        if label is None:
            return False
        sources = self._labelled(number, label, tokens)
        end = tokens.ends[label.stop]
        span = contents.trim(tokens.text, end, len(tokens.text))
        if not sources or span is None:
            return False
        self._note_sources(number, 0, sources)
        self._add(number, tokens.starts[label.stop], sources, ":", [span])
        self.last, self.last_paragraph = (sources, ":"), number
        return True

    def _labelled(self, number: int, label: Label, tokens: Tokens) -> tuple[Source, ...]:
        for start in range(label.start, label.stop):
            entity = self.entities.at[number].get(start, -1)
            if entity >= 0 and self.entities.all[entity].kind == "person":
                return self.sources.named([entity])
        text = label_text(tokens, label)
        if text not in self.labels or not slug(text):
            return ()
        return ((Speaker(slug(text), text.title(), "person"), -1),)

    def _read_paragraph(self, number: int, reading: _Reading) -> None:
        views = [View(sentence, self.lexicon) for sentence in reading.sentences]
        found = [find_candidates(view) for view in views]
        taken = {view.sentence.number for view, own in zip(views, found, strict=True) if own}
        for view, own in zip(views, found, strict=True):
            self._read_sentence(number, reading, view.sentence, own, taken)

    def _read_sentence(
        self,
        number: int,
        reading: _Reading,
        sentence: Sentence,
        found: list[Candidate],
        taken: set[int],
    ) -> None:
        resolved: dict[tuple[int, str], tuple[Source, ...]] = {}
        reached = 0
        for candidate in found:
            key = (candidate.phrase.head, candidate.phrase.kind)
            if key not in resolved:
                head = candidate.phrase.head
                self._remember_names(number, sentence, reached, head)
                reached = max(reached, head)
                resolved[key] = self.sources.resolve(
                    candidate.phrase, sentence, number, reading.tokens.text
                )
            self._draft(number, reading, sentence, candidate, resolved[key], found, taken)
        self._remember_names(number, sentence, reached, len(sentence.items))

    def _remember_names(self, number: int, sentence: Sentence, start: int, stop: int) -> None:
        for k in range(start, stop):
            item = sentence.items[k]
            if item.entity >= 0 and item.mention is not None:
                subject = not item.mention.possessive and (k == 0 or k + 1 < len(sentence.lows))
                opening = subject and k <= 2
                self.history.remember(
                    item.entity,
                    number,
                    sentence.number,
                    SUBJECT_SALIENCE if opening else MENTION_SALIENCE,
                )

    def _draft(
        self,
        number: int,
        reading: _Reading,
        sentence: Sentence,
        candidate: Candidate,
        sources: tuple[Source, ...],
        found: list[Candidate],
        taken: set[int],
    ) -> None:
        text = reading.tokens.text
        start = sentence.items[candidate.cue].start
        cue = text[start : sentence.items[candidate.cue_stop - 1].end]
        self._note_sources(number, sentence.number, sources)
        spans = contents.pieces(sentence, candidate, found, text)
        if candidate is found[-1]:
            spans += contents.following_quotations(reading.sentences, sentence.number, taken, text)
        self.last = (sources, cue) if sources else None
        self.last_paragraph = number
        if spans:
            self._add(number, start, sources, cue, spans)

    def _note_sources(self, number: int, sentence: int, sources: tuple[Source, ...]) -> None:
        for _, entity in sources:
            if entity >= 0:
                self.history.remember(entity, number, sentence, SPEAKER_SALIENCE)
        if len(sources) > 1 or any(speaker.kind == "group" for speaker, _ in sources):
            self.history.plural = sources
            self.history.plural_paragraph = number

    def _add(
        self, number: int, at: int, sources: tuple[Source, ...], cue: str, spans: list[Span]
    ) -> None:
        ordered = tuple(sorted(set(spans)))
        for source in sources:
            self.drafts[number].append(_Draft(at, source, cue, ordered))

    # -- quotations over several paragraphs

    def _quoted(self, reading: _Reading) -> list[Span]:
        """The quotations of a paragraph that is little else, or none."""
        quotations, tokens = reading.quotations, reading.tokens
        if not quotations or reading.headline or tokens.text[: quotations[0].start].strip():
            return []
        inside = sum(count_words(tokens, q.start, q.end) for q in quotations)
        total = count_words(tokens, 0, len(tokens.text))
        if inside < 3 or inside < _QUOTED_SHARE * total:
            return []
        spans = (contents.trim(tokens.text, q.start, q.end) for q in quotations)
        return [span for span in spans if span is not None]

    def _carry(self, number: int, reading: _Reading) -> None:
        """Give a paragraph that only quotes to the speaker before it."""
        if self.last is None or number - self.last_paragraph > _CARRY_PARAGRAPHS:
            return
        spans = self._quoted(reading)
        if spans:
            sources, cue = self.last
            self._add(number, 0, sources, cue, spans)
            self.last_paragraph = number

    def _carry_back(self) -> None:
        """Give a quotation left open to whoever is named in the paragraph that closes it."""
        for number in range(len(self.readings) - 2, -1, -1):
            reading, following = self.readings[number], self.drafts[number + 1]
            if self.drafts[number] or not following or not reading.quotations:
                continue
            opened = not reading.quotations[-1].closed
            if not opened or not self._quoted(self.readings[number]):
                continue
            first = min(following, key=lambda d: d.at)
            if self.readings[number + 1].sentences[0].lows[0] == QUOTE:
                self._add(number, 0, (first.source,), first.cue, self._quoted(reading))
