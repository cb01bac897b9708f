"""Attribution of lines that name their speaker: labels, credits, tweets and pull quotes."""

from __future__ import annotations

from searchapp.attribution import content_spans
from searchapp.attribution.article_state import ArticleState, Report
from searchapp.attribution.coref.speakers import ResolvedSpeaker
from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.rules.line_rules import (
    Signature,
    find_credit,
    find_pull_quote_signature,
    find_tweet_signature,
)
from searchapp.attribution.scoring.finalize import Evidence
from searchapp.attribution.transcript_speakers import TranscriptSpeakers, label_speaker
from searchapp.models.articles import Passage, Span, SpeakerKind

_SPEECH_WORDS = word_set("i we you my our your me us i'm i've i'll we're we've let's")
_EDITORIAL = word_set("interview transcript edited condensed copyright correspondent")


class LineAttributor:
    """Attributes the paragraphs of one article whose layout names their speaker."""

    def __init__(self, state: ArticleState) -> None:
        self.state = state
        self.transcript = state.transcript
        self.labels = TranscriptSpeakers(state, self.transcript, state.author)
        self._turn: Report | None = None
        self._turn_paragraph = -1

    def attribute_label(self, paragraph: AnnotatedParagraph) -> bool:
        """Attribute ``RUIZ: We close it.`` to its label; return whether there was one."""
        tokens = paragraph.tokens
        label = self.transcript.turns.get(paragraph.index)
        if label is None:
            return self._continue_turn(paragraph)
        words = tokens.text[label.content :]
        if not any(character.isalpha() for character in words):
            # "Ruiz: 2,316." is a number, no speech.
            return False
        speakers = self.labels.speakers(paragraph.index)
        span = content_spans.trim(tokens.text, label.content, len(tokens.text))
        if not speakers or span is None:
            return False
        self.state.tracker.add_speakers(paragraph, 0, speakers)
        source = _signature_passage(paragraph, Signature(label.start, label.stop))
        cue = paragraph.passage(label.mark, label.content)
        self._add_turn(paragraph, self._report("label", speakers, cue, source), span)
        return True

    def _continue_turn(self, paragraph: AnnotatedParagraph) -> bool:
        """Attribute a paragraph without a label to the turn before it.

        Only in a transcript, and only words that show a speaker: "I", "you", a question.
        """
        turn, tokens = self._turn, paragraph.tokens
        if turn is None or self._turn_paragraph != paragraph.index - 1 or paragraph.headline:
            return False
        speaks = not _SPEECH_WORDS.isdisjoint(tokens.lowered) or "?" in tokens.words
        aside = tokens.words[:1] in (["("], ["["]) or not _EDITORIAL.isdisjoint(tokens.lowered)
        named = {self.state.entity_at(paragraph, m.start) for m in paragraph.mentions}
        span = content_spans.trim(tokens.text, 0, len(tokens.text))
        if not speaks or aside or span is None or turn.speakers[0].entity in named - {-1}:
            return False
        self._add_turn(paragraph, turn, span, paragraph.index + 1 - turn.evidence.cue.paragraph)
        return True

    def _add_turn(
        self, paragraph: AnnotatedParagraph, report: Report, span: Span, carried: int = 0
    ) -> None:
        """Add a turn, which the next paragraph may continue."""
        at = 0 if carried else report.evidence.cue.start
        self.state.add(paragraph, at, report, [span], carried)
        self.state.set_last_report(paragraph, report)
        if self.transcript.is_transcript:
            self._turn, self._turn_paragraph = report, paragraph.index

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
            _signature_passage(paragraph, signature),
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
                name = _signature_passage(paragraph, Signature(mention.start, mention.stop))
                report = self._report("credit", speakers, name, name)
                self.state.add(paragraph, name.start, report, [span])
                return

    def _report(
        self, rule: str, speakers: tuple[ResolvedSpeaker, ...], cue: Passage, source: Passage
    ) -> Report:
        probability = self.state.scorer.label_probability
        return Report(speakers, Evidence(rule, cue, source, "speech", probability))

    def _signing_speakers(
        self, paragraph: AnnotatedParagraph, signature: Signature, kind: SpeakerKind
    ) -> tuple[ResolvedSpeaker, ...]:
        """The entity that the signature names, else a new speaker of *kind*."""
        name = _signature_passage(paragraph, signature).text
        entity = self.state.entity_at(paragraph, signature.start)
        if entity >= 0:
            return self.state.resolver.speakers.named([entity], [name])
        return label_speaker(name, kind)


def _signature_passage(paragraph: AnnotatedParagraph, signature: Signature) -> Passage:
    tokens = paragraph.tokens
    return paragraph.passage(tokens.starts[signature.start], tokens.ends[signature.stop - 1])
