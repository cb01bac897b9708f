"""Reads an article from first paragraph to last and says who says what.

The rules propose candidates sentence by sentence; here each gets its speakers,
its content and its role, and quotations that run on are carried over paragraphs.
"""

from __future__ import annotations

from dataclasses import replace

from searchapp.attribution import content_spans
from searchapp.attribution.coref.descriptions import Descriptions
from searchapp.attribution.coref.discourse import (
    INTRODUCED_SALIENCE,
    MENTION_SALIENCE,
    OWNER_SALIENCE,
    PRONOUN_SALIENCE,
    SPEAKER_SALIENCE,
    SUBJECT_SALIENCE,
    DiscourseModel,
)
from searchapp.attribution.coref.speaker_resolver import NAMELESS, Source, SpeakerResolver
from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.entities.officeholders import OfficesHeld, load_officeholders
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.lexicons.loader import load_lexicon
from searchapp.attribution.preprocess import (
    AnnotatedParagraph,
    first_roles,
    full_names,
    read_paragraphs,
)
from searchapp.attribution.rules.apposition import together
from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.proposals import find_candidates
from searchapp.attribution.rules.transcripts import (
    Label,
    find_credit,
    find_label,
    find_pull_quote,
    find_tweet,
    is_anybody,
    label_text,
    repeated_labels,
)
from searchapp.attribution.scoring.candidate_model import Scorer, load_scorer
from searchapp.attribution.scoring.finalize import Evidence, PendingAttribution, finish
from searchapp.attribution.syntax.language_detection import is_foreign
from searchapp.attribution.syntax.sentences import NAME, QUOTE, Sentence
from searchapp.attribution.syntax.tokens import Tokens, count_words
from searchapp.models.articles import (
    Article,
    Attribution,
    Paragraph,
    Passage,
    Span,
    Speaker,
    SpeakerKind,
)
from searchapp.models.normalize import slug

_CARRY_PARAGRAPHS = 3
_QUOTED_SHARE = 0.8
# Shorter quotations in single marks, alone in a paragraph, are mostly headings.
_HEADING_WORDS = 7
_SUBJECT_REACH = 4
_OPENING = 2
# Less likely candidates do not end another's content, nor make a speaker to be taken up.
_LIKELY = 0.45


def attribute(article: Article, scorer: Scorer | None = None) -> Article:
    """Return *article* with the attributions and mentions of every paragraph filled in.

    Attributions stand in order of their cues; a cue with several sources gives one
    for each. The text is not changed and nothing is kept between calls. An article
    whose language is given and is not English gets none, and so does one that is
    plainly in another language. *scorer* is the trained one unless given.
    """
    if article.language and not article.language.lower().startswith("en"):
        return _silent(article)
    reader = AttributionExtractor(article, load_lexicon("en"), scorer or load_scorer())
    if is_foreign((reading.tokens for reading in reader.readings), reader.lexicon):
        return _silent(article)
    drafts = reader.read()
    roles = first_roles(reader.readings)
    paragraphs = []
    for number, paragraph in enumerate(article.paragraphs):
        own = finish(drafts[number], reader.readings[number], roles, reader.scorer)
        paragraphs.append(_filled(paragraph, own, reader.named(number)))
    return replace(article, paragraphs=tuple(paragraphs))


def _silent(article: Article) -> Article:
    """The article without attributions and mentions."""
    paragraphs = (replace(p, attributions=(), mentions=()) for p in article.paragraphs)
    return replace(article, paragraphs=tuple(paragraphs))


def _filled(
    paragraph: Paragraph, own: tuple[Attribution, ...], named: tuple[Speaker, ...]
) -> Paragraph:
    speaking = {attribution.speaker.id for attribution in own}
    mentions = tuple(speaker for speaker in named if speaker.id not in speaking)
    return replace(paragraph, attributions=own, mentions=mentions)


class AttributionExtractor:
    """The state of reading one article."""

    def __init__(self, article: Article, lexicon: Lexicon, scorer: Scorer) -> None:
        self.lexicon = lexicon
        self.scorer = scorer
        self.readings, self.entities = read_paragraphs(article, lexicon)
        self.kinds = [entity.kind for entity in self.entities.all]
        standings = self._standings(article)
        self.history = DiscourseModel(
            self.entities.all, {e: s.gender for e, s in standings.items()}
        )
        self.sources = SpeakerResolver(
            self.entities.all,
            self.history,
            Descriptions(self.readings, self.entities, lexicon, standings),
            full_names(self.readings, self.entities),
            lexicon,
        )
        self.drafts: list[list[PendingAttribution]] = [[] for _ in self.readings]
        self.labels = repeated_labels([r.tokens for r in self.readings], lexicon)
        self.last: tuple[tuple[Source, ...], Evidence] | None = None
        self.last_paragraph = -9

    def _standings(self, article: Article) -> dict[int, OfficesHeld]:
        """What is known of the article's persons who are in public office, by entity."""
        figures = load_officeholders("en")
        found: dict[int, OfficesHeld] = {}
        for index, entity in enumerate(self.entities.all):
            if entity.kind == "person":
                standing = figures.find(entity.name, article.date, entity.titles)
                if standing is not None:
                    found[index] = standing
        return found

    def read(self) -> list[list[PendingAttribution]]:
        """Return the drafts of every paragraph."""
        for number, reading in enumerate(self.readings):
            if not self._read_label(number, reading):
                self._read_paragraph(number, reading)
            self._read_signature(number, reading)
            if not self.drafts[number]:
                self._carry(number, reading)
        self._carry_back()
        return self.drafts

    def named(self, number: int) -> tuple[Speaker, ...]:
        """The persons and organizations that paragraph *number* names, in order."""
        at = self.entities.at[number]
        found = (self.sources.speaker(at[start]) for start in sorted(at))
        return tuple(dict.fromkeys(speaker for speaker in found if speaker is not None))

    def _read_label(self, number: int, reading: AnnotatedParagraph) -> bool:
        """``RUIZ: We close it.``: the whole paragraph is what its label says."""
        tokens = reading.tokens
        label = find_label(tokens, self.lexicon)
        if label is None:
            return False
        sources = self._labelled(number, label, tokens)
        end = tokens.ends[label.stop]
        if not any(word[0].isalpha() for word in tokens.words[label.stop + 1 :]):
            # "Ruiz: 2,316." tells a number, no words.
            return False
        span = content_spans.trim(tokens.text, end, len(tokens.text))
        if not sources or span is None:
            return False
        self._note_sources(number, 0, sources)
        at = tokens.starts[label.stop]
        source = self._passage(number, tokens.starts[label.start], tokens.ends[label.stop - 1])
        found = Evidence(
            "label", self._passage(number, at, end), source, "speech", self.scorer.label_probability
        )
        self._add(number, at, sources, found, [span])
        self.last, self.last_paragraph = (sources, found), number
        return True

    def _read_signature(self, number: int, reading: AnnotatedParagraph) -> None:
        """``“It closes.” [Oban Post.]``: all before a credit or a tweet's dash is its source's."""
        tokens = reading.tokens
        credit = find_credit(tokens) if reading.quotations else None
        signature = credit or find_tweet(tokens)
        if signature is None:
            self._read_pull_quote(number, reading)
            return
        mark = tokens.starts[signature.start - 1]
        span = content_spans.trim(tokens.text, 0, mark)
        kind: SpeakerKind = "organization" if credit is not None else "person"
        sources = self._signed(number, signature, tokens, kind)
        if span is None or not sources:
            return
        rule = "credit" if credit is not None else "tweet"
        cue = self._passage(number, mark, tokens.ends[signature.start - 1])
        source = self._passage(
            number, tokens.starts[signature.start], tokens.ends[signature.stop - 1]
        )
        found = Evidence(rule, cue, source, "speech", self.scorer.label_probability)
        self._add(number, cue.start, sources, found, [span])

    def _read_pull_quote(self, number: int, reading: AnnotatedParagraph) -> None:
        """``"It closes. Ana Ruiz, mill owner."``: a quotation signed within its marks."""
        tokens = reading.tokens
        tail = find_pull_quote(tokens, self.lexicon) if reading.quotations else None
        if tail is None or self.drafts[number]:
            return
        for mention in reading.mentions:
            entity = self.entities.at[number].get(mention.start, -1)
            if tail.start <= mention.start < tail.stop and entity >= 0:
                if self.kinds[entity] != "person":
                    return
                span = content_spans.trim(tokens.text, 0, tokens.ends[tail.start - 1])
                sources = self.sources.named([entity])
                if span is None or not sources:
                    return
                first, last = tokens.starts[mention.start], tokens.ends[mention.stop - 1]
                source = self._passage(number, first, last)
                found = Evidence("credit", source, source, "speech", self.scorer.label_probability)
                self._add(number, first, sources, found, [span])
                return

    def _signed(
        self, number: int, signature: Label, tokens: Tokens, kind: SpeakerKind
    ) -> tuple[Source, ...]:
        """The entity that the signature names, else one of *kind* in its words."""
        name = label_text(tokens, signature)
        entity = self.entities.at[number].get(signature.start, -1)
        if entity >= 0:
            return self.sources.named([entity], [name])
        if not slug(name):
            return ()
        return (Source(Speaker(slug(name), name, kind), NAMELESS, "label"),)

    def _passage(self, number: int, start: int, end: int) -> Passage:
        return Passage(number + 1, start, end, self.readings[number].tokens.text[start:end])

    def _labelled(self, number: int, label: Label, tokens: Tokens) -> tuple[Source, ...]:
        text = label_text(tokens, label)
        for mention in self.readings[number].mentions:
            if mention.start == label.start and mention.stop == label.stop:
                entity = self.entities.at[number].get(mention.start, -1)
                if entity >= 0 and self.entities.all[entity].kind == "person":
                    return self.sources.named([entity], [text])
        if text not in self.labels or not slug(text):
            return ()
        if is_anybody(text, self.lexicon):
            return (Source(Speaker(slug(text), text, "unnamed"), NAMELESS, "label"),)
        return (Source(Speaker(slug(text), text.title(), "person"), NAMELESS, "label"),)

    def _read_paragraph(self, number: int, reading: AnnotatedParagraph) -> None:
        contexts = [
            SentenceContext(sentence, self.lexicon, self.kinds, headline=reading.headline)
            for sentence in reading.sentences
        ]
        found = [find_candidates(context, self.scorer) for context in contexts]
        taken = {
            context.sentence.number for context, own in zip(contexts, found, strict=True) if own
        }
        for context, own in zip(contexts, found, strict=True):
            self._read_sentence(number, reading, context, own, taken)

    def _read_sentence(
        self,
        number: int,
        reading: AnnotatedParagraph,
        context: SentenceContext,
        found: list[Candidate],
        taken: set[int],
    ) -> None:
        sentence = context.sentence
        resolved: dict[tuple[int, int, str], tuple[Source, ...]] = {}
        self._remember_subject(number, sentence)
        self._remember_together(number, context)
        reached = 0
        for candidate in found:
            key = (candidate.phrase.head, candidate.phrase.last, candidate.phrase.kind)
            if key not in resolved:
                head = candidate.phrase.head
                self._remember_names(number, sentence, reached, head)
                reached = max(reached, head)
                resolved[key] = self.sources.resolve(
                    candidate.phrase, sentence, number, reading.tokens.text
                )
            self._draft(number, reading, sentence, candidate, resolved[key], found, taken)
        self._remember_names(number, sentence, reached, len(sentence.items))

    def _remember_subject(self, number: int, sentence: Sentence) -> None:
        """``She has faced worse.``: who is taken up as a subject stays in mind."""
        for low in sentence.lowered[:_SUBJECT_REACH]:
            if low in (NAME, QUOTE):
                return
            if low in ("he", "she"):
                gender = "m" if low == "he" else "f"
                entity = self.history.person(gender, number, sentence.number)
                if entity is not None:
                    self.history.remember(entity, number, sentence.number, PRONOUN_SALIENCE)
                return

    def _remember_together(self, number: int, context: SentenceContext) -> None:
        """``Ana Ruiz and John Lind met.``: who are one subject are "they" from here on."""
        joined, subject = together(context.finder.names)
        entities = [context.sentence.items[k].entity for k in joined]
        if not entities or any(self.kinds[entity] != "person" for entity in entities):
            return
        several = self.sources.named(entities)
        if subject:
            self.sources.remember_several(several, "pronoun", number)
        else:
            self.sources.mention_several(several, number)

    def _remember_names(self, number: int, sentence: Sentence, start: int, stop: int) -> None:
        for k in range(start, stop):
            item = sentence.items[k]
            if item.entity >= 0 and item.mention is not None:
                salience = self._salience(number, sentence, k, item.mention)
                self.history.remember(item.entity, number, sentence.number, salience)
                self.history.named_at[item.entity] = self._passage(number, item.start, item.end)
                text = self.readings[number].tokens.text
                self.sources.bodies.remember_owned(sentence, k, text, number)
                self.sources.bodies.remember_called(sentence, k)

    def _salience(self, number: int, sentence: Sentence, k: int, mention: Mention) -> float:
        """How prominently the name at item *k* stands in its sentence."""
        following = sentence.lowered[k + 1] if k + 1 < len(sentence.lowered) else ""
        if mention.possessive or following in self.lexicon.organization_nouns:
            # "the Ruiz campaign", "Ruiz's mill" speak of something else.
            return OWNER_SALIENCE
        entity = sentence.items[k].entity
        if len(mention.words) > 1 and entity in self.readings[number].roles:
            return INTRODUCED_SALIENCE
        return SUBJECT_SALIENCE if k <= _OPENING and following else MENTION_SALIENCE

    def _draft(
        self,
        number: int,
        reading: AnnotatedParagraph,
        sentence: Sentence,
        candidate: Candidate,
        sources: tuple[Source, ...],
        found: list[Candidate],
        taken: set[int],
    ) -> None:
        text = reading.tokens.text
        evidence = self._found(number, sentence, candidate)
        if candidate.probability >= _LIKELY:
            self._note_sources(number, sentence.number, sources)
        likely = [c for c in found if c is candidate or c.probability >= _LIKELY]
        spans = content_spans.content_spans(sentence, candidate, likely, text)
        if candidate is found[-1]:
            spans += content_spans.following_quotations(
                reading.sentences, sentence.number, taken, text
            )
        if evidence.act == "speech" and candidate.probability >= _LIKELY:
            self.last = (sources, evidence) if sources else None
            self.last_paragraph = number
        spans = spans or content_spans.rest(sentence, candidate, text)
        if spans:
            self._add(number, evidence.cue.start, sources, evidence, spans)

    def _found(self, number: int, sentence: Sentence, candidate: Candidate) -> Evidence:
        items, phrase = sentence.items, candidate.phrase
        stop = min(max(phrase.stop, phrase.head + 1), len(items))
        thought = candidate.form is not None and candidate.form.tier == "thought"
        return Evidence(
            candidate.rule,
            self._passage(number, items[candidate.cue].start, items[candidate.cue_stop - 1].end),
            self._passage(number, items[phrase.start].start, items[stop - 1].end),
            "thought" if thought else "speech",
            candidate.probability,
        )

    def _note_sources(self, number: int, sentence: int, sources: tuple[Source, ...]) -> None:
        for source in sources:
            if source.entity >= 0:
                self.history.remember(source.entity, number, sentence, SPEAKER_SALIENCE)
        if len(sources) > 1 or any(source.speaker.kind == "group" for source in sources):
            self.sources.remember_several(sources, "plural", number)

    def _add(
        self,
        number: int,
        at: int,
        sources: tuple[Source, ...],
        found: Evidence,
        spans: list[Span],
        carried: int = 0,
    ) -> None:
        ordered = tuple(sorted(set(spans)))
        for source in sources:
            self.drafts[number].append(PendingAttribution(at, source, found, ordered, carried))

    # -- quotations over several paragraphs

    def _quoted(self, reading: AnnotatedParagraph) -> list[Span]:
        """The quotations of a paragraph that is little else, or none."""
        quotations, tokens = reading.quotations, reading.tokens
        if not quotations or reading.headline or tokens.text[: quotations[0].start].strip():
            return []
        inside = sum(count_words(tokens, q.start, q.end) for q in quotations)
        total = count_words(tokens, 0, len(tokens.text))
        heading = tokens.text[quotations[0].start] in "'‘" and inside < _HEADING_WORDS
        if inside < 3 or heading or inside < _QUOTED_SHARE * total:
            return []
        spans = (content_spans.trim(tokens.text, q.start, q.end) for q in quotations)
        return [span for span in spans if span is not None]

    def _announced(self, number: int, reading: AnnotatedParagraph) -> list[Span]:
        """The whole of a paragraph that the one before announces: ``Ruiz continued:``."""
        if number == 0 or self.last_paragraph != number - 1 or reading.headline:
            return []
        if self.readings[number - 1].tokens.text.rstrip()[-1:] != ":":
            return []
        span = content_spans.trim(reading.tokens.text, 0, len(reading.tokens.text))
        return [span] if span is not None else []

    def _carry(self, number: int, reading: AnnotatedParagraph) -> None:
        """Give a paragraph that only quotes to the speaker before it."""
        if self.last is None or number - self.last_paragraph > _CARRY_PARAGRAPHS:
            return
        announced = self._announced(number, reading)
        spans = self._quoted(reading) or announced
        if spans and not announced and self._is_announced_otherwise(number):
            # "From Ana Ruiz at the Oban Post:": what follows is not the last speaker's.
            self.last = None
            return
        if spans:
            sources, found = self.last
            carried = 0 if announced else number + 1 - found.cue.paragraph
            self._add(number, 0, sources, found, spans, carried)
            self.last_paragraph = number

    def _is_announced_otherwise(self, number: int) -> bool:
        """Whether the paragraph before ends with a colon and reports nobody."""
        before = self.readings[number - 1].tokens.text.rstrip()
        return number > 0 and before.endswith(":") and not self.drafts[number - 1]

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
            if self.readings[number + 1].sentences[0].lowered[0] == QUOTE:
                self._add(number, 0, (first.source,), first.found, self._quoted(reading), 1)
