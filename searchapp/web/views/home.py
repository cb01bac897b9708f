"""The home page."""

from __future__ import annotations

from flask import render_template

from searchapp.models.analytics import SpeakersRequest
from searchapp.search.service import SearchService

_MOST_QUOTED = 8


def home(service: SearchService) -> str:
    """Answer ``GET /``."""
    return render_template(
        "searchapp/home.html",
        info=service.info(),
        speakers=service.speakers(SpeakersRequest(limit=_MOST_QUOTED)).speakers,
        q="",
    )
