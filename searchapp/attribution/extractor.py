"""Attribution extraction: who says what in an article, from its first paragraph to its last.

Lines that name their speaker are attributed by their layout, other paragraphs sentence by
sentence, and paragraphs that only quote to the speaker of the report they continue.
"""

from __future__ import annotations

from dataclasses import replace

from searchapp.attribution.article_state import ArticleState
from searchapp.attribution.carry_over import CarryOver
from searchapp.attribution.lead_speakers import LeadSpeakers
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.lexicons.loader import load_lexicon
from searchapp.attribution.lexicons.plugin_lexicons import ENGLISH, plugin_lexicons
from searchapp.attribution.line_attribution import LineAttributor
from searchapp.attribution.preprocess import first_roles
from searchapp.attribution.scoring.candidate_model import Scorer, load_scorer
from searchapp.attribution.scoring.finalize import PendingAttribution, finalize
from searchapp.attribution.sentence_attribution import SentenceAttributor
from searchapp.attribution.syntax.language_detection import is_foreign, sample_words
from searchapp.attribution.syntax.visible_text import (
    visible_text,
    with_original_text,
    with_visible_text,
)
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker


def attribute(article: Article, scorer: Scorer | None = None) -> Article:
    """Return *article* with the attributions and mentions of every paragraph filled in.

    Attributions are in order of their cues; a cue with several speakers gives one for
    each. The text is not changed. The lexicon is that of the article's language, or else of the
    language that its function words are of. An article gets no attributions where there is none
    for its language, and where it is said to be in English and plainly is not. Characters that
    readers cannot see, such as soft hyphens, part no word. *scorer* is the trained one unless
    given.
    """
    lexicon = _lexicon_of(article.language)
    if lexicon is None:
        return _without_attributions(article)
    if all(paragraph.text.isascii() for paragraph in article.paragraphs):
        return _attribute(article, lexicon, scorer)
    texts = [visible_text(paragraph.text) for paragraph in article.paragraphs]
    if all(visible.text is visible.original for visible in texts):
        return _attribute(article, lexicon, scorer)
    visible_article = with_visible_text(article, texts)
    return with_original_text(_attribute(visible_article, lexicon, scorer), texts)


def _lexicon_of(language: str) -> Lexicon | None:
    """Return the lexicon of a BCP 47 tag, English for the empty tag, or None."""
    if not language or language.lower().startswith(ENGLISH):
        return load_lexicon(ENGLISH)
    return plugin_lexicons().of_language(language)


def _attribute(article: Article, lexicon: Lexicon, scorer: Scorer | None) -> Article:
    """Return an article of visible text with its attributions and mentions."""
    extractor = AttributionExtractor(article, lexicon, scorer or load_scorer())
    annotated = extractor.state.paragraphs
    if lexicon is load_lexicon(ENGLISH):
        tokens = [paragraph.tokens for paragraph in annotated]
        if is_foreign(tokens, lexicon):
            words = sample_words(tokens)
            other = None if article.language else plugin_lexicons().detected(words)
            return _attribute(article, other, scorer) if other else _without_attributions(article)
    pending = extractor.extract()
    roles = first_roles(annotated)
    paragraphs = []
    for index, paragraph in enumerate(article.paragraphs):
        own = finalize(pending[index], annotated[index], roles, extractor.state.scorer)
        paragraphs.append(_with_attributions(paragraph, own, extractor.named_speakers(index)))
    return replace(article, paragraphs=tuple(paragraphs))


def _without_attributions(article: Article) -> Article:
    """The article without attributions and mentions."""
    paragraphs = (replace(p, attributions=(), mentions=()) for p in article.paragraphs)
    return replace(article, paragraphs=tuple(paragraphs))


def _with_attributions(
    paragraph: Paragraph, attributions: tuple[Attribution, ...], named: tuple[Speaker, ...]
) -> Paragraph:
    """The paragraph with its attributions; mentions are the *named* who do not speak."""
    speaking = {a.speaker.id for a in attributions if a.act != "refusal"}
    mentions = tuple(speaker for speaker in named if speaker.id not in speaking)
    # One is created for each paragraph: this takes a third of the time of ``replace``.
    return Paragraph(paragraph.number, paragraph.text, attributions, mentions, paragraph.corrected)


class AttributionExtractor:
    """Extracts the attributions of one article."""

    def __init__(self, article: Article, lexicon: Lexicon, scorer: Scorer) -> None:
        self.state = ArticleState(article, lexicon, scorer)

    def extract(self) -> list[list[PendingAttribution]]:
        """Return the attributions of every paragraph before thresholds and roles."""
        lines, sentences = LineAttributor(self.state), SentenceAttributor(self.state)
        carry_over = CarryOver(self.state)
        for paragraph in self.state.paragraphs:
            announcing = carry_over.announcing_report(paragraph)
            if not lines.attribute_label(paragraph):
                sentences.attribute(paragraph)
            lines.attribute_signature(paragraph)
            if not self.state.pending[paragraph.index]:
                carry_over.continue_report(paragraph)
            elif announcing is not None:
                carry_over.add_announced(paragraph, announcing)
        carry_over.carry_back()
        LeadSpeakers(self.state).resolve()
        return self.state.pending

    def named_speakers(self, index: int) -> tuple[Speaker, ...]:
        """Return the entities that paragraph *index*, from 0, names, in order."""
        entity_at = self.state.entities.at[index]
        entities = dict.fromkeys(entity_at[start] for start in sorted(entity_at))
        speakers = map(self.state.resolver.speakers.speaker, entities)
        return tuple(dict.fromkeys(speaker for speaker in speakers if speaker is not None))
