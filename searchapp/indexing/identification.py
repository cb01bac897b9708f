"""How the names of an archive are identified, by what its editors decided."""

from __future__ import annotations

from searchapp.editorial import EditorialOverrides
from searchapp.identity.table import SpeakerIdentification
from searchapp.models.normalize import slug


def identification(overrides: EditorialOverrides) -> SpeakerIdentification:
    """Return how names are identified, with what editors decided.

    Two entries of the registry are never one speaker.
    """
    decisions = overrides.decisions
    return SpeakerIdentification(
        decisions.same,
        decisions.different,
        same_as=decisions.same_as,
        registered=frozenset(slug(entry.name) for entry in overrides.registry.entries),
    )
