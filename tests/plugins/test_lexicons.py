"""Lexicons of plugins: the example for Spanish, and what a lexicon may break."""

import pytest
from flask import Flask

from searchapp.attribution import attribute
from searchapp.attribution.lexicons.loader import load_lexicon
from searchapp.common.process_pool import WorkerPool
from searchapp.models.articles import Article, Paragraph
from tests.conftest import Write, invoke, line
from tests.plugins.conftest import WritePlugin

SPANISH = (
    "«No subiremos los impuestos este año», dijo el ministro Pedro Álvarez en Madrid.",
    "Álvarez añadió que la ciudad pagará la mitad de la obra del puente.",
    "«La obra terminará en mayo», afirmó la alcaldesa de Vigo, Ana Prieto.",
    '"El puerto está lleno", señaló Carmen Soto, portavoz del puerto.',
    "Los directores creen que las ventas caerán.",
)
SPEAKERS = [["Pedro Álvarez"], ["Pedro Álvarez"], ["Ana Prieto"], ["Carmen Soto"], []]

LEXICON = """
from searchapp.plugins import LanguageLexicon, hookimpl
@hookimpl
def searchapp_lexicons():
    return [LanguageLexicon({language!r}, {lists!r})]
"""


def speakers(language: str, *texts: str) -> list[list[str]]:
    """The speakers of each paragraph of an article."""
    paragraphs = tuple(Paragraph(number, text) for number, text in enumerate(texts, start=1))
    article = Article("a", "Titular", None, paragraphs, language=language)
    return [
        [a.speaker.name for a in paragraph.attributions if a.act == "speech"]
        for paragraph in attribute(article).paragraphs
    ]


@pytest.mark.usefixtures("examples")
@pytest.mark.parametrize("language", ["es", "es-MX", "ES_es", ""])
def test_speakers_of_spanish_articles_are_found(language: str) -> None:
    assert speakers(language, *SPANISH) == SPEAKERS


@pytest.mark.parametrize("language", ["es", ""])
def test_spanish_articles_have_no_speakers_without_the_plugin(language: str) -> None:
    assert speakers(language, *SPANISH) == [[]] * 5


@pytest.mark.usefixtures("examples")
def test_english_articles_keep_their_speakers_beside_the_plugin() -> None:
    english = ("The mill will close, said Ann Lee.", '"It rained," Lee said.')
    assert speakers("", *english) == speakers("en", *english) == [["Ann Lee"], ["Ann Lee"]]
    french = (
        "«Il pleut sur la ville et dans les rues», a dit le maire Jean Petit, qui est aux champs."
    )
    assert speakers("fr", french) == [[]]


@pytest.mark.parametrize(
    ("language", "lists", "problem"),
    [
        ("es", {"verbs": ""}, "its lexicon of 'es' is invalid: there is no word list 'verbs'"),
        ("es", {"cue_verbs": "[strong]\na / b / c / d / e / f"}, "has more than 5 tenses"),
        ("es", {"organizations": "[company conjuncts]\nx"}, "is not two words"),
        ("es", {"places": "[states]\nx"}, "its lexicon of 'es' is invalid"),
        ("en", {}, "its lexicon of 'en' is not used, as there is one already"),
        ("Spanish", {}, "searchapp_lexicons failed (ValueError: language must be like 'es'"),
        ("es", {"cue_verbs": 7}, "searchapp_lexicons failed (TypeError: lists['cue_verbs']"),
    ],
)
def test_a_broken_lexicon_is_named_and_costs_its_language_alone(
    app: Flask,
    write: Write,
    write_plugin: WritePlugin,
    language: str,
    lists: dict[str, str],
    problem: str,
) -> None:
    write_plugin("words", LEXICON.format(language=language, lists=lists))
    write("a.jsonl", line("a", "The mill will close, said Ann Lee."))
    code, _, err = invoke(app, "reindex")
    assert (code, "failed: plugin words: " in err, problem in err) == (1, True, True), err
    hits = app.test_client().get("/api/v1/search?speaker=Ann+Lee").get_json()
    assert hits["total"]["value"] == 1


def test_a_lexicon_without_words_finds_nobody(write_plugin: WritePlugin) -> None:
    write_plugin("words", LEXICON.format(language="es", lists={}))
    assert speakers("es", *SPANISH) == [[]] * 5


def test_forms_of_verbs_are_derived_or_listed(write_plugin: WritePlugin) -> None:
    verbs = "[strong]\ndecir / dice dicen / dijo dijeron"
    write_plugin("words", LEXICON.format(language="es", lists={"cue_verbs": verbs}))
    assert speakers("es", "“Llueve mucho”, dijeron.", "“Llueve mucho”, dijo Juan Ortega.")[1] == [
        "Juan Ortega"
    ]
    assert load_lexicon("en").cue_verbs["said"].lemma == "say"


@pytest.mark.usefixtures("examples")
def test_worker_processes_have_the_lexicon_too() -> None:
    pool = WorkerPool(1)
    try:
        assert pool.submit(speakers, "es", *SPANISH).result() == SPEAKERS
    finally:
        pool.close()
