"""Update the catalogues of translations from the sources.

python -m tests.translations [LOCALE ...]

Adds new messages to each catalogue, without a translation, and removes those that are gone. A
LOCALE without a catalogue, such as ``it``, gets a new one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

import searchapp

PACKAGE = Path(searchapp.__file__).parent
CATALOGUES = PACKAGE / "translations"

_METHODS = [("**.py", "python"), ("web/templates/**.html", "jinja2")]
_KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "Message": None,
    "markup_gettext": None,
    "markup_ngettext": (1, 2),
    "searchapp_gettext": None,
    "searchapp_ngettext": (1, 2),
}


def extracted() -> Catalog:
    """Return a catalogue of all messages in the sources, without translations."""
    catalogue = Catalog(project="searchapp", charset="utf-8")
    messages = extract_from_dir(PACKAGE, _METHODS, keywords=_KEYWORDS, comment_tags=("i18n:",))
    for name, _, message, comments, context in messages:
        catalogue.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalogue


def path_of(locale: str) -> Path:
    """Return the path of the catalogue of *locale*."""
    return CATALOGUES / locale / "LC_MESSAGES" / "messages.po"


def read(locale: str) -> Catalog:
    """Return the catalogue of *locale*; an empty one if there is none."""
    path = path_of(locale)
    if not path.exists():
        return Catalog(locale, project="searchapp", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale)


def locales() -> list[str]:
    """Return the locales that have a catalogue."""
    return sorted(path.parts[-3] for path in CATALOGUES.glob("*/LC_MESSAGES/messages.po"))


def write(catalogue: Catalog) -> None:
    """Write *catalogue* without line numbers, which would change with every edit."""
    path = path_of(str(catalogue.locale))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, include_lineno=False, ignore_obsolete=True)


def main(named: list[str]) -> None:
    """Update the catalogues, and those *named*."""
    template = extracted()
    for locale in sorted({*locales(), *named}):
        catalogue = read(locale)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        write(catalogue)
        print(f"{locale}: {len(catalogue)} messages, {len(untranslated(catalogue))} untranslated")


def forms(message: Message) -> tuple[str, ...]:
    """Return the translations of *message*: one, or one for each plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def untranslated(catalogue: Catalog) -> list[Message]:
    """Return the messages of *catalogue* that lack a translation or a plural form."""
    return [message for message in catalogue if message.id and not all(forms(message))]


if __name__ == "__main__":
    main(sys.argv[1:])
