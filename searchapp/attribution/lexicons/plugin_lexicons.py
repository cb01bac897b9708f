"""Lexicons of further languages, which plugins bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from searchapp.attribution.lexicons.lexicon import Lexicon, LexiconError
from searchapp.attribution.lexicons.loader import LEXICON_FILES, WordList, build_lexicon
from searchapp.plugins.indexing_plugins import indexing_plugins
from searchapp.plugins.indexing_records import LanguageLexicon
from searchapp.plugins.loading import PluginProblem

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class PluginLexicons:
    """The lexicons by language, and what is wrong with the others."""

    by_language: Mapping[str, Lexicon]
    problems: tuple[PluginProblem, ...]

    def of_language(self, tag: str) -> Lexicon | None:
        """Return the lexicon of a BCP 47 tag, such as ``es-MX``, or None."""
        return self.by_language.get(tag.lower().replace("_", "-").partition("-")[0])

    def detected(self, words: Iterable[str]) -> Lexicon | None:
        """Return the lexicon with most language markers among *words*, or None without any."""
        lowered = [word.lower() for word in words]
        counts = {
            language: sum(word in lexicon.language_markers for word in lowered)
            for language, lexicon in self.by_language.items()
        }
        best = max(counts, key=counts.__getitem__, default="")
        return self.by_language[best] if counts.get(best) else None


@cache
def plugin_lexicons() -> PluginLexicons:
    """Return the lexicons of the installed plugins, the first for each language."""
    lexicons: dict[str, Lexicon] = {}
    problems: list[PluginProblem] = []
    for source in indexing_plugins().lexicons:
        language = source.record.language
        if language == ENGLISH or language in lexicons:
            text = f"its lexicon of {language!r} is not used, as there is one already"
            problems.append(PluginProblem(source.plugin, text))
            continue
        try:
            lexicons[language] = _built(source.record)
        except (LexiconError, ValueError, IndexError) as error:
            text = f"its lexicon of {language!r} is invalid: {error}"
            problems.append(PluginProblem(source.plugin, text))
    return PluginLexicons(MappingProxyType(lexicons), tuple(problems))


def _built(source: LanguageLexicon) -> Lexicon:
    """Return the lexicon of *source*, whose files may lack sections. Raises ``LexiconError``."""
    unknown = sorted(source.lists.keys() - set(LEXICON_FILES))
    if unknown:
        raise LexiconError(
            f"there is no word list {unknown[0]!r}; the lists are {', '.join(LEXICON_FILES)}"
        )
    return build_lexicon(
        {name: WordList(name, source.lists.get(name, ""), partial=True) for name in LEXICON_FILES}
    )
