"""The catalogues are complete, and templates show no text that they do not translate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from jinja2 import Environment, nodes

from searchapp.models.articles import QUOTATION_LABELS
from searchapp.web.presenters.languages import ENGLISH, LANGUAGES
from tests.translations import PACKAGE, extracted, forms, locales, read, untranslated

LOCALES = [language.locale for language in LANGUAGES if language is not ENGLISH]

TEMPLATES = sorted((PACKAGE / "web" / "templates").rglob("*.html"))

IN_ENGLISH_ONLY = ("docs.html",)
"""Templates of pages that say, in other languages, that they are in English."""

FOR_EDITORS = "desk"
"""Folder of the templates that only editors see, which are in English as the commands are."""

SAME_IN_ALL_LANGUAGES = {
    *("API", "CSV", "Atom", "JSON Feed", "Enter", "Shift", "Chicago", "APA", "MLA", "Markdown"),
    *("BibTeX", "RIS", "CSL-JSON", "noindex", "light dark", "corrections.toml"),
    "width=device-width, initial-scale=1",
}

_VARIABLE = "\ue000"
"""Stands for a variable in the HTML of a template."""
_NOT_SHOWN = re.compile(r"{% block (page|og_type) %}[^{]*{% endblock %}")
"""Blocks of a class of the style sheet, and of a type of page."""
_VALUE = re.compile(r"%\(\w+\)s")
_TAG = re.compile(r"</?[a-z][^>]*>")


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extracted()


@pytest.fixture(params=LOCALES)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return read(request.param)


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def test_every_language_has_a_catalogue() -> None:
    assert locales() == sorted(LOCALES)


def test_no_message_is_missing_or_left_over(catalogue: Catalog, template: Catalog) -> None:
    assert {m.id for m in catalogue} == {m.id for m in template}
    assert not catalogue.obsolete


def test_every_message_is_translated_in_every_plural_form(catalogue: Catalog) -> None:
    assert [m.id for m in untranslated(catalogue)] == []
    assert [m.id for m in catalogue if m.id and m.fuzzy] == []
    assert [
        m.id for m in catalogue if m.pluralizable and len(forms(m)) != catalogue.num_plurals
    ] == []


def test_translations_have_the_values_and_tags_of_their_message(catalogue: Catalog) -> None:
    for message in catalogue:
        for form in forms(message) if message.id else ():
            assert set(_VALUE.findall(form)) == set(_VALUE.findall(singular(message))), form
            assert sorted(_TAG.findall(form)) == sorted(_TAG.findall(singular(message))), form


def test_translations_can_stand_in_attributes(catalogue: Catalog) -> None:
    for message in catalogue:
        for form in forms(message) if message.id else ():
            assert '"' not in _TAG.sub("", form), form


def test_the_labels_of_quotation_types_are_messages(template: Catalog) -> None:
    assert {m.id for m in template}.issuperset(QUOTATION_LABELS.values())


class VisibleTexts(HTMLParser):
    """Collects what a page shows or reads out: text, and the attributes that hold text."""

    ATTRIBUTES = ("alt", "aria-label", "content", "placeholder", "title")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        self.texts += [value or "" for name, value in attrs if name in self.ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.append(data)


def visible_texts(source: str) -> list[str]:
    """Return the texts that stand in the template *source* outside of its expressions."""
    html = "".join(
        value if kind == "data" else _VARIABLE if kind == "variable_end" else ""
        for _, kind, value in Environment(autoescape=True).lex(_NOT_SHOWN.sub("", source))
    )
    parser = VisibleTexts()
    parser.feed(html)
    texts = (" ".join(part.split()) for text in parser.texts for part in text.split(_VARIABLE))
    return [text for text in texts if re.search(r"[^\W\d_]{2}", text)]


def literals(node: nodes.Node) -> Iterator[str]:
    """Return the literals of expressions but for arguments of calls and filters."""
    children: tuple[nodes.Node, ...]
    if isinstance(node, nodes.Filter) and node.name != "default":
        children = (node.node,) if node.node else ()
    else:
        children = tuple(node.iter_child_nodes())
    for child in children:
        if isinstance(child, nodes.Const) and isinstance(child.value, str):
            yield child.value
        elif not isinstance(child, nodes.Call | nodes.Getitem | nodes.Compare | nodes.Test):
            yield from literals(child)


def unwrapped(path: Path) -> list[str]:
    source = path.read_text("utf-8")
    tree = Environment(autoescape=True).parse(source)
    shown = [
        literal
        for output in tree.find_all(nodes.Output)
        for literal in literals(output)
        if re.search(r"[^\W\d_]{2}", literal)
    ]
    return [text for text in visible_texts(source) + shown if text not in SAME_IN_ALL_LANGUAGES]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_visible_text_of_a_template_stays_untranslated(path: Path) -> None:
    if path.name not in IN_ENGLISH_ONLY and path.parent.name != FOR_EDITORS:
        assert unwrapped(path) == []


def test_the_check_of_templates_finds_texts_in_elements_attributes_and_expressions() -> None:
    source = """<p title="A title">Some {{ n }} words{{ "of text" if n }}</p>
        <b aria-label="{{ f('x y') }}">{{ g("fine") }}</b>"""
    tree = Environment(autoescape=True).parse(source)
    assert visible_texts(source) == ["A title", "Some", "words"]
    assert [text for out in tree.find_all(nodes.Output) for text in literals(out)] == ["of text"]
