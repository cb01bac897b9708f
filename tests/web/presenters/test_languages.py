"""Numbers, dates and lists of each language, and translations of nested messages."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from markupsafe import Markup

from searchapp.common.messages import Message, Month
from searchapp.web.presenters import translation
from searchapp.web.presenters.languages import ENGLISH, LANGUAGES, Language, language_of

DAY = datetime.date(1987, 3, 9)
GERMAN = next(language for language in LANGUAGES if language.tag == "de")


def in_language(tag: str) -> Language:
    language = language_of(tag)
    assert language is not None
    return language


@pytest.mark.parametrize(
    ("tag", "number", "percent", "date", "month", "short", "names"),
    [
        ("en", "102,017", "8.4%", "9 March 1987", "March 1987", "9 Mar", "A, B and C"),
        ("de", "102.017", "8,4 %", "9. März 1987", "März 1987", "9. März", "A, B und C"),
        ("es", "102.017", "8,4 %", "9 de marzo de 1987", "marzo de 1987", "9 mar", "A, B y C"),
        ("fr", "102 017", "8,4 %", "9 mars 1987", "mars 1987", "9 mars", "A, B et C"),
        ("zh-Hans", "102,017", "8.4%", "1987年3月9日", "1987年3月", "3月9日", "A、B和C"),
    ],
)
def test_each_language_writes_numbers_dates_and_lists(
    tag: str, number: str, percent: str, date: str, month: str, short: str, names: str
) -> None:
    language = in_language(tag)
    # Versions of Babel differ in which no-break space they write.
    assert " ".join(language.number(102017).split()) == number
    assert " ".join(language.percent(0.0844, decimals=1).split()) == percent
    assert language.date(DAY) == date
    assert language.value(Month(DAY)) == month
    assert language.short_interval(DAY, "day", year=False) == short
    assert language.enumeration(["A", "B", "C"]) == names


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.tag)
def test_every_language_formats_the_first_and_the_last_day(language: Language) -> None:
    for day in (datetime.date.min, datetime.date.max):
        assert str(day.year) in language.date(day)
        assert language.short_interval(day, "month", year=True)
        assert language.month(day)
        assert language.value(True) == "True"


@pytest.mark.parametrize(
    ("tag", "number", "text"),
    [
        ("fr", 0, "0 résultat"),
        ("fr", 1, "1 résultat"),
        ("fr", 2, "2 résultats"),
        ("de", 0, "0 Ergebnisse"),
        ("de", 1, "1 Ergebnis"),
        ("zh-Hans", 1, "1 条结果"),
        ("en", 0, "0 results"),
        ("en", 1, "1 result"),
    ],
)
def test_plural_forms_are_those_of_the_language(tag: str, number: int, text: str) -> None:
    template = in_language(tag).ngettext("%(num)s result", "%(num)s results", number)
    assert template % {"num": number} == text


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.tag)
def test_the_empty_text_has_no_translation(language: Language) -> None:
    assert language.gettext("") == ""


@contextmanager
def in_german() -> Iterator[None]:
    """A request whose page is in German."""
    app = Flask("a")
    app.teardown_request(translation.restore_language)
    with app.test_request_context():
        translation.set_language(GERMAN, in_links=False)
        yield


def test_nested_messages_are_translated_with_their_values() -> None:
    clauses = (Message("exactly ‘%(text)s’", text="1000 %(x)s"), Message("dated"))
    sentence = Message("%(others)s and %(last)s", others=clauses, last=Message("all paragraphs"))
    with in_german():
        assert translation.translated(sentence) == "genau „1000 %(x)s“, mit Datum und alle Absätze"
        assert translation.translated("dated") == "dated"
    assert translation.translated(sentence) == sentence


def test_values_in_html_are_escaped_unless_they_are_html() -> None:
    with in_german():
        html = translation.markup_gettext("← Results for <q>%(q)s</q>", q="<b>&")
        assert html == Markup("← Ergebnisse für <q>&lt;b&gt;&amp;</q>")
        bold = translation.markup_gettext("Did you mean %(suggestion)s?", suggestion=Markup("<b>"))
        assert bold == Markup("Meinten Sie <b>?")
        message = translation.markup_gettext(
            "%(sentence)s.", sentence=Message("‘%(text)s’", text="<")
        )
        assert message == Markup("„&lt;“.")


def test_texts_outside_of_a_request_are_english(archive: Flask) -> None:
    german = archive.test_client().get("/about?lang=de")
    assert 'lang="de"' in german.text
    assert translation.current_language() is ENGLISH
    assert translation.gettext("Filters") == "Filters"
