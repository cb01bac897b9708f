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
def package_version() -> str:
    """Return the version of this package, such as ``0.1.0``."""
    return metadata.version("searchapp")


def frame_variables(service: SearchService) -> dict[str, Any]:
    """Return the variables of ``base.html``; ``live_index`` is None without an index."""
    return {
        "canonical_url": request.base_url,
        "live_index": live_index(service),
        "max_query_characters": service.settings.max_query_characters,
        "site_name": gettext(SITE_NAME),
        "software_version": package_version(),
    }


def live_index(service: SearchService) -> IndexInfo | None:
    """Return the generation that answers, or None without an index."""
    with suppress(EngineError):
        return service.info()
    return None
