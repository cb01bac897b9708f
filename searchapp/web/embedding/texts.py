"""Texts of the custom element ``<news-search>``, in the languages of the interface."""

from __future__ import annotations

from searchapp.common.messages import N_
from searchapp.web.presenters.languages import LANGUAGES

_TEXTS = {
    "label": N_("Search the archive"),
    "button": N_("Search"),
    "list": N_("Paragraphs"),
    "more": N_("Show more"),
    "searching": N_("Searching …"),
    "nothing": N_("No results"),
    "partly": N_("%(number)s with all the words"),
    "none": N_("none with all the words"),
    "undated": N_("undated"),
    "lacks": N_("Lacks: %(words)s"),
    "declined": N_("%(speaker)s (no comment)"),
    "failed": N_("The archive could not answer."),
    "unreachable": N_("The archive cannot be reached. Try again later."),
    "refused": N_("The archive does not name %(site)s in its setting SEARCHAPP_CORS_ORIGINS."),
    "misplaced": N_("The attribute endpoint must be the web address of an archive."),
}
"""The messages, by the names that the script has for them."""


def widget_texts() -> dict[str, dict[str, str]]:
    """Return the texts of the script by the primary tag of their language.

    The plural forms ``shown_one`` and ``shown_other`` are named with the categories of CLDR
    that ``Intl.PluralRules`` returns; ``shown_other`` stands for all other categories.
    """
    return {
        language.tag.partition("-")[0]: {
            **{name: language.gettext(msgid) for name, msgid in _TEXTS.items()},
            **{
                name: language.ngettext(
                    "%(shown)s of %(num)s result", "%(shown)s of %(num)s results", number
                )
                for name, number in (("shown_one", 1), ("shown_other", 2))
            },
        }
        for language in LANGUAGES
    }
