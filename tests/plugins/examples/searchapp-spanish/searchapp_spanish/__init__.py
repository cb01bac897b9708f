"""Plugin of searchapp with the word lists to find who speaks in Spanish articles."""

from __future__ import annotations

from importlib.resources import files

from searchapp.plugins import LanguageLexicon, hookimpl


@hookimpl
def searchapp_lexicons() -> list[LanguageLexicon]:
    """Return the lexicon, the files of the folder ``es``."""
    lists = {
        file.name.removesuffix(".txt"): file.read_text(encoding="utf-8")
        for file in files(__name__).joinpath("es").iterdir()
    }
    return [LanguageLexicon("es", lists)]
