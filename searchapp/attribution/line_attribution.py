"""Attribution of lines that name their speaker: labels, credits, tweets and pull quotes."""

from __future__ import annotations

from searchapp.attribution import content_spans
from searchapp.attribution.article_state import ArticleState, Report
from searchapp.attribution.coref.speakers import NAMELESS, ResolvedSpeaker
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.rules.line_rules import (
    Label,
    find_credit,
    find_label,
    find_pull_quote_signature,
    find_tweet_signature,
    is_anonymous_label,
    label_text,
    repeated_labels,
)
from searchapp.attribution.scoring.finalize import Evidence
from searchapp.models.articles import Passage, Speaker, SpeakerKind
from searchapp.models.normalize import slug


class LineAttributor:
    """Attributes the paragraphs of one article whose layout names their speaker."""

    def __init__(self, state: ArticleState) -> None:
        self.state = state
        self.labels = repeated_labels((p.tokens for p in state.paragraphs), state.lexicon)

    def attribute_label(self, paragraph: AnnotatedParagraph) -> bool:
        """Attribute ``RUIZ: We close it.`` to its label; return whether there was one."""
        tokens = paragraph.tokens
        label = find_label(tokens, self.state.lexicon)
        if label is None:
            return False
        if not any(word[0].isalpha() for word in tokens.words[label.stop + 1 :]):
            # "Ruiz: 2,316." is a number, no speech.
            return False
        speakers = self._labelled_speakers(paragraph, label)
        colon, end = tokens.starts[label.stop], tokens.ends[label.stop]
        span = content_spans.trim(tokens.text, end, len(tokens.text))
        if not speakers or span is None:
            return False
        self.state.tracker.add_speakers(paragraph, 0, speakers)
        source = _label_passage(paragraph, label)
        report = self._report("label", speakers, paragraph.passage(colon, end), source)
        self.state.add(paragraph, colon, report, [span])
        self.state.set_last_report(paragraph, report)
        return True

    def attribute_signature(self, paragraph: AnnotatedParagraph) -> None:
        """Attribute ``“It closes.” [Oban Post.]``, a tweet or a pull quote to its signature."""
        tokens = paragraph.tokens
        credit = find_credit(tokens) if paragraph.quotations else None
        signature = credit or find_tweet_signature(tokens)
        if signature is None:
            self._attribute_pull_quote(paragraph)
            return
        mark = tokens.starts[signature.start - 1]
        span = content_spans.trim(tokens.text, 0, mark)
        speakers = self._signing_speakers(
            paragraph, signature, "organization" if credit is not None else "person"
        )
        if span is None or not speakers:
            return
        report = self._report(
            "credit" if credit is not None else "tweet",
            speakers,
            paragraph.passage(mark, tokens.ends[signature.start - 1]),
            _label_passage(paragraph, signature),
        )
        self.state.add(paragraph, mark, report, [span])

    def _attribute_pull_quote(self, paragraph: AnnotatedParagraph) -> None:
        """Attribute ``"It closes. Ana Ruiz, mill owner."`` to the person who signs it."""
        if not paragraph.quotations:
            return
        tokens = paragraph.tokens
        signature = find_pull_quote_signature(tokens, self.state.lexicon)
        if signature is None or self.state.pending[paragraph.index]:
            return
        for mention in paragraph.mentions:
            entity = self.state.entity_at(paragraph, mention.start)
            if signature.start <= mention.start < signature.stop and entity >= 0:
                if self.state.kinds[entity] != "person":
                    return
                span = content_spans.trim(tokens.text, 0, tokens.ends[signature.start - 1])
                speakers = self.state.resolver.speakers.named([entity])
                if span is None or not speakers:
                    return
                name = _label_passage(paragraph, Label(mention.start, mention.stop))
                report = self._report("credit", speakers, name, name)
                self.state.add(paragraph, name.start, report, [span])
                return

    def _report(
        self, rule: str, speakers: tuple[ResolvedSpeaker, ...], cue: Passage, source: Passage
    ) -> Report:
        probability = self.state.scorer.label_probability
        return Report(speakers, Evidence(rule, cue, source, "speech", probability))

    def _signing_speakers(
        self, paragraph: AnnotatedParagraph, signature: Label, kind: SpeakerKind
    ) -> tuple[ResolvedSpeaker, ...]:
        """The entity that the signature names, else a new speaker of *kind*."""
        name = label_text(paragraph.tokens, signature)
        entity = self.state.entity_at(paragraph, signature.start)
        if entity >= 0:
            return self.state.resolver.speakers.named([entity], [name])
        return _label_speaker(name, name, kind)

    def _labelled_speakers(
        self, paragraph: AnnotatedParagraph, label: Label
    ) -> tuple[ResolvedSpeaker, ...]:
        """The person that the label names, else the speaker of a repeated label."""
        text = label_text(paragraph.tokens, label)
        for mention in paragraph.mentions:
            if mention.start == label.start and mention.stop == label.stop:
                entity = self.state.entity_at(paragraph, mention.start)
                if entity >= 0 and self.state.kinds[entity] == "person":
                    return self.state.resolver.speakers.named([entity], [text])
        if text not in self.labels:
            return ()
        if is_anonymous_label(text, self.state.lexicon):
            return _label_speaker(text, text, "unnamed")
        return _label_speaker(text, text.title(), "person")


def _label_passage(paragraph: AnnotatedParagraph, label: Label) -> Passage:
    tokens = paragraph.tokens
    return paragraph.passage(tokens.starts[label.start], tokens.ends[label.stop - 1])


def _label_speaker(text: str, name: str, kind: SpeakerKind) -> tuple[ResolvedSpeaker, ...]:
    """A speaker who is not an entity, () for a text without letters and digits."""
    identity = slug(text)
    if not identity:
        return ()
    return (ResolvedSpeaker(Speaker(identity, name, kind), NAMELESS, "label"),)
