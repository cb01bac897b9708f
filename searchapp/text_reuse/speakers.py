"""Whether two names may mean one speaker: the one a draft claims and the archive's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from searchapp.models.articles import Attribution, Span, SpeakerKind
from searchapp.models.normalize import slug

_TITLES = frozenset(
    re.findall(r"\w+", "mr mrs ms miss dr sir lord lady president senator sen rep the")
)


def may_be_same(claimed: str, name: str, kind: SpeakerKind) -> bool:
    """Whether the name that a draft gives may mean the speaker *name* of the archive.

    All words of the shorter name must stand in the longer one, the last of both included. An
    initial stands for any word that it begins, and an acronym for the words it is made of. An
    unnamed source may be of the organization that is claimed ("a spokesman for Honda").
    """
    first, second = _words(claimed), _words(name)
    if not first or not second:
        return False
    if kind == "unnamed":
        return bool(set(first) & set(second))
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) == 1 and len(longer) > 1 and shorter[0] == "".join(w[0] for w in longer):
        return True
    if shorter[-1] != longer[-1]:
        return False
    return all(any(word == other or _initial(word, other) for other in longer) for word in shorter)


def _words(name: str) -> list[str]:
    return [word for word in slug(name).split("-") if word not in _TITLES]


def _initial(word: str, other: str) -> bool:
    return (len(word) == 1 or len(other) == 1) and word[0] == other[0]


def attribution_of(
    attributions: Iterable[Attribution], spans: Collection[Span]
) -> Attribution | None:
    """Return the attribution that shares most of *spans* of its paragraph, or None."""

    def shared(attribution: Attribution) -> int:
        return sum(
            max(0, min(end, e) - max(start, s))
            for start, end in spans
            for s, e in attribution.spans
        )

    best = max(attributions, key=shared, default=None)
    return best if best is not None and shared(best) else None
