"""Plugin of searchapp that links a dated hit to that day in a press archive."""

from __future__ import annotations

from collections.abc import Sequence

from searchapp.plugins import HitExtras, HitLink, HitSummary, hookimpl

ARCHIVE = "https://press.example.org"


@hookimpl
def searchapp_hit_extras(hits: Sequence[HitSummary]) -> dict[str, HitExtras]:
    """Return a link, a note and the number of the week for each dated hit."""
    return {
        hit.id: HitExtras(
            links=(HitLink("Press of that day", f"{ARCHIVE}/{hit.date:%Y/%m/%d}"),),
            notes=(f"Printed in week {hit.date.isocalendar().week} of {hit.date.year}",),
            data={"week": hit.date.isocalendar().week},
        )
        for hit in hits
        if hit.date
    }
