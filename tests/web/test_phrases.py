"""Quoted phrases: they match exactly the paragraphs that contain them."""

import random
import re
import unicodedata
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from searchapp.models.articles import Article
from tests.benchmarks.ranking import build
from tests.conftest import ids

SAMPLE = 300


def plain(text: str) -> str:
    """Return *text* in lower case, without accents, its words between single spaces.

    Written independently of the analyzers, which it is compared with.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return f" {' '.join(re.findall('[0-9]+(?:[.,][0-9]+)+|[a-z0-9]+', letters.replace('ł', 'l')))} "


@pytest.fixture(scope="module")
def library(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[FlaskClient, list[Article]]]:
    app = build(tmp_path_factory.mktemp("phrases"))
    service = app.extensions["searchapp"]
    everything = service.search(service.parser.request([("limit", "100"), ("copies", "all")]))
    assert everything.total > 80
    names = dict.fromkeys(hit.article_id for hit in everything.hits)
    yield app.test_client(), [a for a in map(service.article, names) if a is not None]
    service.close()


def phrases(articles: list[Article]) -> Iterator[str]:
    """Yield stretches of two to six words of the articles."""
    chance = random.Random(5)
    texts = [p.text for article in articles for p in article.paragraphs]
    for _ in range(SAMPLE):
        words = list(re.finditer(r"[0-9]+(?:[.,][0-9]+)+|[^\W_]+", chance.choice(texts)))
        length = min(len(words), chance.randint(2, 6))
        first = chance.randrange(len(words) - length + 1)
        text = words[0].string
        stretch = text[words[first].start() : words[first + length - 1].end()]
        yield re.sub('["“”]', " ", stretch)


def test_a_phrase_matches_exactly_the_paragraphs_that_contain_it(
    library: tuple[FlaskClient, list[Article]],
) -> None:
    client, articles = library
    texts = {
        f"{article.id}#p{paragraph.number}": (plain(paragraph.text), paragraph)
        for article in articles
        for paragraph in article.paragraphs
    }
    phrases_searched = 0
    for phrase in phrases(articles):
        answer = client.get(
            "/api/v1/search",
            query_string={"q": f'text:"{phrase}"', "limit": "100", "copies": "all"},
        ).json
        expected = {id_ for id_, (text, _) in texts.items() if plain(phrase) in text}
        assert expected, phrase
        assert set(ids(answer)) == expected, phrase
        for hit in answer["results"]:  # type: ignore[index]
            marked = [plain(hit["text"][start:end]) for start, end in hit["matches"]]
            assert marked, phrase
            assert all(plain(phrase) in mark for mark in marked), phrase
        phrases_searched += 1
    assert phrases_searched == SAMPLE


def test_a_phrase_without_a_field_matches_text_headline_or_name(
    library: tuple[FlaskClient, list[Article]],
) -> None:
    client, _ = library
    for phrase in ["Priya Raman", "real economy", "second harbour bridge", "we will not", "of the"]:
        answer = client.get(
            "/api/v1/search", query_string={"q": f'"{phrase}"', "limit": "100"}
        ).json
        assert answer is not None
        assert answer["results"]
        for hit in answer["results"]:
            names = [attribution["speaker"] for attribution in hit["attributions"]]
            places = [hit["text"], hit["article"]["title"], *names]
            assert any(plain(phrase) in plain(place) for place in places), (phrase, hit["id"])
