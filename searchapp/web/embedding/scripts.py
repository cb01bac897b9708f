"""The scripts of the custom elements: each is one file with a version and a hash.

The hash is that of Subresource Integrity (W3C), which covers one file only: a script must not
import others.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from searchapp.web.embedding.texts import widget_texts
from searchapp.web.presenters.languages import ENGLISH

NEWS_SEARCH = "news-search.js"
NEWS_QUOTE = "news-quote.js"
NAMES = {NEWS_SEARCH: ".embed_script", NEWS_QUOTE: ".embed_script_quote"}
"""The names of the scripts, with the endpoints that serve them without a version."""

_TEXTS = "{/* texts */}"
"""Stands for the texts of all languages in a script."""


@dataclass(frozen=True)
class Script:
    """A script as it is served. Its version is a hash of its content."""

    name: str
    content: bytes

    @cached_property
    def version(self) -> str:
        """The part of its URL that changes with its content."""
        return hashlib.sha256(self.content).hexdigest()[:12]

    @cached_property
    def integrity(self) -> str:
        """The value of the attribute ``integrity``."""
        digest = hashlib.sha384(self.content).digest()
        return f"sha384-{base64.b64encode(digest).decode()}"


@cache
def script(name: str) -> Script:
    """Return the script ``NEWS_SEARCH`` or ``NEWS_QUOTE``.

    The first call loads the catalogues of all languages, which takes tenths of a second.
    """
    source = resources.files(__package__).joinpath(name).read_text("utf-8")
    if _TEXTS in source:
        source = source.replace(_TEXTS, _texts())
    return Script(name, source.encode())


def _texts() -> str:
    """Return the names of the texts, and the texts of each language in the same order."""
    texts = widget_texts()
    lists = {"names": list(texts[ENGLISH.tag])}
    lists |= {tag: list(named.values()) for tag, named in texts.items()}
    return json.dumps(lists, ensure_ascii=False, separators=(",", ":"))
