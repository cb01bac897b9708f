"""Documents of an article: the first one has the words of all its paragraphs."""

import json

from searchapp.engine.opensearch.format.documents import encode_articles
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.normalize import slug


def paragraph(number: int, text: str, *speakers: str) -> Paragraph:
    """Return a paragraph whose whole text each of *speakers* says."""
    attributions = tuple(
        Attribution(Speaker(slug(name), name, "person"), "", "said", "indirect", ((0, len(text)),))
        for name in speakers
    )
    return Paragraph(number, text, attributions)


def test_only_the_first_document_has_the_words_of_the_article() -> None:
    paragraphs = (
        paragraph(1, "Ferries sail.", "Ann Lee"),
        paragraph(2, "The ferry sank.", "Bob Kay", "Ann Lee"),
    )
    article = Article("a", "Docks", None, paragraphs)
    (encoded,) = encode_articles([(article, (1, 1))])
    first, second = (json.loads(document) for _, document in encoded.documents)
    assert first["article_text"] == [first["text"], second["text"]]
    assert first["article_speakers"] == ["ann lee", "bob kay"]
    assert not second.keys() & {"article_text", "article_speakers"}
