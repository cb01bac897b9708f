"""The state of attributing one article: its annotations, its speakers, its attributions."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from searchapp.attribution.coref.mention_tracker import MentionTracker
from searchapp.attribution.coref.speaker_resolver import SpeakerResolver
from searchapp.attribution.coref.speakers import ResolvedSpeaker
from searchapp.attribution.entities.entities import Entities
from searchapp.attribution.entities.officeholders import OfficesHeld, load_officeholders
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.preprocess import AnnotatedParagraph, annotate_paragraphs
from searchapp.attribution.scoring.candidate_model import Scorer
from searchapp.attribution.scoring.finalize import Evidence, PendingAttribution
from searchapp.models.articles import Article, Span


class Report(Struct, frozen=True, gc=False):
    """The speakers of one cue and the evidence for them."""

    speakers: tuple[ResolvedSpeaker, ...]
    evidence: Evidence


class ArticleState:
    """What the parts of an extraction read and write of one article.

    ``pending`` has the attributions of each paragraph so far. ``last_report`` is the last
    report of speech, which a quotation in the next paragraphs may continue, and
    ``last_report_paragraph`` the last paragraph, from 0, that it covers.
    ``author`` is the article's, or empty.
    """

    def __init__(self, article: Article, lexicon: Lexicon, scorer: Scorer) -> None:
        self.author = article.author
        self.lexicon = lexicon
        self.scorer = scorer
        self.paragraphs, self.entities, self.transcript = annotate_paragraphs(article, lexicon)
        self.kinds = [entity.kind for entity in self.entities.all]
        self.resolver = SpeakerResolver(
            self.paragraphs, self.entities, _offices_held(article, self.entities), lexicon
        )
        self.tracker = MentionTracker(self.resolver, lexicon)
        self.pending: list[list[PendingAttribution]] = [[] for _ in self.paragraphs]
        self.last_report: Report | None = None
        self.last_report_paragraph = -9

    def entity_at(self, paragraph: AnnotatedParagraph, token: int) -> int:
        """Return the entity of the mention that starts at *token*, -1 if there is none."""
        return self.entities.at[paragraph.index].get(token, -1)

    def add(
        self,
        paragraph: AnnotatedParagraph,
        at: int,
        report: Report,
        spans: Iterable[Span],
        carried: int = 0,
    ) -> None:
        """Add one attribution for each speaker of *report* to *paragraph*.

        *at* is the code point of the cue, 0 if the cue is *carried* paragraphs before.
        """
        ordered = tuple(sorted(set(spans)))
        self.pending[paragraph.index] += [
            PendingAttribution(at, resolved, report.evidence, ordered, carried)
            for resolved in report.speakers
        ]

    def set_last_report(self, paragraph: AnnotatedParagraph, report: Report | None) -> None:
        """Set the report that a quotation in the next paragraphs may continue."""
        self.last_report, self.last_report_paragraph = report, paragraph.index


def _offices_held(article: Article, entities: Entities) -> dict[int, OfficesHeld]:
    """The offices of the article's officeholders on its date, by entity."""
    officeholders = load_officeholders("en")
    offices: dict[int, OfficesHeld] = {}
    for index, entity in enumerate(entities.all):
        if entity.kind == "person":
            held = officeholders.find(entity.name, article.date, entity.titles)
            if held is not None:
                offices[index] = held
    return offices
