"""The frame of every page: canonical address, and the versions that the footer names."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib import metadata
from typing import Any

from flask import request

from searchapp.common.messages import N_
from searchapp.engine.errors import EngineError
from searchapp.models.search import IndexInfo
from searchapp.search.service import SearchService
from searchapp.web.presenters.translation import gettext

SITE_NAME = N_("Who said what, and when")


@cache
def _version() -> str:
    return metadata.version("searchapp")


def frame_variables(service: SearchService) -> dict[str, Any]:
    """Return the variables of ``base.html``; ``live_index`` is None without an index."""
    return {
        "canonical_url": request.base_url,
        "live_index": _live_index(service),
        "max_query_characters": service.settings.max_query_characters,
        "site_name": gettext(SITE_NAME),
        "software_version": _version(),
    }


def _live_index(service: SearchService) -> IndexInfo | None:
    with suppress(EngineError):
        return service.info()
    return None
