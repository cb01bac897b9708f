"""Conflicts: whether the same words are credited to different speakers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from searchapp.models.articles import Attribution
from searchapp.models.normalize import slug
from searchapp.text_reuse.similarity import shared_share
from searchapp.text_reuse.speakers import may_be_same

_SELF_REFERENCES = frozenset(["i", "it", "its", "he", "his", "her", "she", "they", "their", "we"])
"""First words of a report in which different speakers say different things of themselves."""

_LEADING_WORDS = 2

_MIN_SHARE = 0.85
"""The share of words that two speakers must have in common."""


@dataclass(frozen=True, slots=True)
class Credit:
    """The attribution of a passage with the folded words ``forms``.

    ``speaker_id`` is the id of the speaker in the whole archive.
    """

    attribution: Attribution
    speaker_id: str
    forms: tuple[str, ...]

    @property
    def is_named(self) -> bool:
        """Whether a person or an organization is credited by name."""
        return self.attribution.speaker.kind in ("person", "organization")

    @property
    def refers_to_itself(self) -> bool:
        """Whether the passage is a paraphrase that begins with a pronoun."""
        leading = self.forms[:_LEADING_WORDS]
        return self.attribution.quotation == "indirect" and not _SELF_REFERENCES.isdisjoint(leading)


def is_conflict(all_credits: Iterable[Credit]) -> bool:
    """Whether two named speakers are credited who cannot be one, and do not speak for the other.

    Paraphrases such as "it raised its prime rate" say something else of each speaker.
    """
    return any(contradictions(all_credits))


def contradictions(all_credits: Iterable[Credit]) -> Iterator[tuple[int, int]]:
    """Yield the places of credits that make a conflict, two at a time.

    Of the credits of one speaker for one wording, the first is taken.
    """
    credited: dict[tuple[str, tuple[str, ...]], tuple[int, Credit]] = {}
    for place, credit in enumerate(all_credits):
        if credit.is_named and not credit.refers_to_itself:
            credited.setdefault((credit.speaker_id, credit.forms), (place, credit))
    for (first, one), (second, other) in combinations(credited.values(), 2):
        if _contradict(one, other):
            yield first, second


def _contradict(one: Credit, other: Credit) -> bool:
    if one.speaker_id == other.speaker_id or shared_share(one.forms, other.forms) < _MIN_SHARE:
        return False
    first, second = one.attribution.speaker, other.attribution.speaker
    if may_be_same(first.name, second.name, second.kind):
        return False
    return not (_speaks_for(one, other) or _speaks_for(other, one))


def _speaks_for(one: Credit, other: Credit) -> bool:
    """Whether the role of *one* names the *other*, as that of "president of Honda" does."""
    role = f"-{slug(one.attribution.role)}-"
    words = [word for word in slug(other.attribution.speaker.name).split("-") if len(word) > 2]
    return bool(words) and any(f"-{word}-" in role for word in words[:2])
