"""Editorial overrides: the registry and the corrections, applied after attribution."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

from searchapp.editorial.corrections import (
    Correction,
    Corrections,
    StaleCorrection,
    apply_corrections,
)
from searchapp.editorial.registry import SpeakerRegistry, apply_registry
from searchapp.editorial.speaker_decisions import SpeakerDecisions
from searchapp.models.articles import Article


def _values(correction: Correction) -> tuple[object, ...]:
    """Return the values of *correction*, without an empty act, and without an empty cue.

    Indexes have hashes of corrections that were written before there were cues and acts.
    """
    values = tuple(asdict(correction).values())
    if correction.act:
        return values
    return values[:-1] if correction.cue else values[:-2]


@dataclass(frozen=True, slots=True)
class EditorialOverrides:
    """The registry of speakers, the corrections and the decisions about names of a corpus."""

    registry: SpeakerRegistry = field(default_factory=SpeakerRegistry)
    corrections: Corrections = field(default_factory=Corrections)
    decisions: SpeakerDecisions = field(default_factory=SpeakerDecisions)

    def apply(self, article: Article) -> Article:
        """Return the attributed *article* with the registry and the corrections applied.

        Corrections name speakers as the registry shows them, and the names that they give
        are looked up in the registry, too.
        """
        resolved = apply_registry(article, self.registry)
        applicable, _ = self.corrections.partition(article)
        if not applicable:
            return resolved
        return apply_registry(apply_corrections(resolved, applicable), self.registry)

    def stale(self, article: Article) -> list[StaleCorrection]:
        """Return the corrections of *article* that do not apply to its text."""
        return self.corrections.partition(article)[1]

    def fingerprint(self, article: Article) -> str:
        """Return a hash of the overrides that concern *article*, empty where none does.

        An entry of the registry concerns the articles whose text contains one of its names,
        and those with a correction that gives one.
        """
        corrections = self.corrections.for_article(article.id)
        if not corrections and not self.registry.entries:
            return ""
        texts = (article.title, *(p.text for p in article.paragraphs))
        entries = self.registry.entries_in(" ".join((*texts, *(c.speaker for c in corrections))))
        if not corrections and not entries:
            return ""
        # Only values are hashed: renaming a class or a field must not change the index.
        values = (
            [_values(c) for c in corrections],
            sorted(
                (e.name, e.aliases, e.kind, [tuple(asdict(r).values()) for r in e.roles])
                for e in entries
            ),
        )
        encoded = json.dumps(values, default=str).encode()
        return hashlib.sha256(encoded).hexdigest()[:16]
