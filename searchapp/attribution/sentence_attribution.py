"""Attribution of sentences: candidates, their speakers and their content."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from searchapp.attribution.article_state import ArticleState, Report
from searchapp.attribution.content_spans import (
    LIKELY,
    CuedSentence,
    content_spans,
    is_title_of_work,
)
from searchapp.attribution.coref.speakers import ResolvedSpeaker
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.proposals import find_candidates
from searchapp.attribution.rules.refusals import is_refusal
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.scoring.finalize import Evidence
from searchapp.attribution.syntax.sentences import Sentence


class SentenceAttributor:
    """Attributes the sentences of one article, in the order of its text."""

    def __init__(self, state: ArticleState) -> None:
        self.state = state

    def attribute(self, paragraph: AnnotatedParagraph) -> None:
        """Attribute the sentences of one paragraph."""
        contexts = [
            SentenceContext(
                sentence, self.state.lexicon, self.state.kinds, headline=paragraph.headline
            )
            for sentence in paragraph.sentences
        ]
        cued = [
            CuedSentence(context.sentence, find_candidates(context, self.state.scorer))
            for context in contexts
        ]
        for context in contexts:
            self.state.tracker.begin_sentence(paragraph, context)
            self._attribute_sentence(paragraph, cued, context)

    def _attribute_sentence(
        self,
        paragraph: AnnotatedParagraph,
        cued: Sequence[CuedSentence],
        context: SentenceContext,
    ) -> None:
        """Resolve the candidates of one sentence as of the names before each source."""
        sentence, tracker = context.sentence, self.state.tracker
        number = sentence.number
        resolved: dict[tuple[int, int, str], tuple[ResolvedSpeaker, ...]] = {}
        reached = 0
        for candidate in cued[number].candidates:
            source = candidate.source
            key = (source.head, source.noun_stop, source.kind)
            if key not in resolved:
                tracker.add_names(paragraph, sentence, reached, source.head)
                reached = max(reached, source.head)
                speakers = self.state.resolver.resolve(source, sentence, paragraph)
                if [speaker.speaker.kind for speaker in speakers] == ["unnamed"]:
                    speakers = self._continued(source, sentence, paragraph) or speakers
                resolved[key] = speakers
            spans = content_spans(candidate, cued, number, paragraph)
            if spans and is_title_of_work(candidate, spans[0], paragraph):
                continue
            evidence = _evidence(paragraph, sentence, candidate)
            if is_refusal(context, candidate):
                evidence, spans = replace(evidence, act="refusal"), []
            report = Report(resolved[key], evidence)
            self._note(paragraph, sentence, report)
            if spans or evidence.act == "refusal":
                self.state.add(paragraph, report.evidence.cue.start, report, spans)
        tracker.add_names(paragraph, sentence, reached, len(sentence.items))

    def _continued(
        self, source: SourceSpan, sentence: Sentence, paragraph: AnnotatedParagraph
    ) -> tuple[ResolvedSpeaker, ...]:
        """The last speaker, if a description ends a quotation of several paragraphs, or ().

        ``Ruiz said so. / “It is old. / “We close it,” the government spokesman said.``
        """
        state, report, index = self.state, self.state.last_report, paragraph.index
        if report is None or source.kind != "nominal" or state.last_report_paragraph != index - 1:
            return ()
        before, quotations = state.paragraphs[index - 1].quotations, paragraph.quotations
        opens = quotations and not paragraph.text[: quotations[0].start].strip()
        noun, lexicon = sentence.lowered[source.head], state.lexicon
        gender = "m" if noun in lexicon.male_words else "f" if noun in lexicon.female_words else ""
        if (
            opens
            and before
            and not before[-1].closed
            and sentence.lowered[source.noun_start] == "the"
            and [last.speaker.kind for last in report.speakers] == ["person"]
            and state.resolver.discourse.agrees_in_gender(report.speakers[0].entity, gender)
        ):
            return (replace(report.speakers[0], how="epithet"),)
        return ()

    def _note(self, paragraph: AnnotatedParagraph, sentence: Sentence, report: Report) -> None:
        """Make the speakers of a likely candidate antecedents, and its speech the last."""
        if report.evidence.probability < LIKELY:
            return
        self.state.tracker.add_speakers(paragraph, sentence.number, report.speakers)
        if report.evidence.act == "speech":
            self.state.set_last_report(paragraph, report if report.speakers else None)


def _evidence(paragraph: AnnotatedParagraph, sentence: Sentence, candidate: Candidate) -> Evidence:
    items, source = sentence.items, candidate.source
    stop = min(max(source.stop, source.head + 1), len(items))
    thought = candidate.form is not None and candidate.form.tier == "thought"
    return Evidence(
        candidate.rule,
        paragraph.passage(items[candidate.cue].start, items[candidate.cue_stop - 1].end),
        paragraph.passage(items[source.start].start, items[stop - 1].end),
        "thought" if thought else "speech",
        candidate.probability,
    )
