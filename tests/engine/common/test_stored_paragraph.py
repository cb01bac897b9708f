import datetime

import msgspec

from searchapp.engine.common.stored_paragraph import (
    StoredParagraph,
    article_fields,
    read_paragraph,
    read_shared,
    stored_article,
)
from searchapp.models.articles import Article, Attribution, Paragraph, Passage, Speaker

encode = msgspec.json.Encoder().encode

ANN = Speaker("ann-lee", "Ann Lee", "person")
BOB = Speaker("bob-roe", "Bob Roe", "person")


def test_an_article_is_read_back_as_it_was_stored() -> None:
    attribution = Attribution(
        speaker=ANN,
        role="chair",
        cue="said",
        quotation="direct",
        spans=((0, 4), (10, 12)),
        act="thought",
        confidence=0.83,
        rule="inverted",
        cue_span=Passage(2, 5, 9, "said"),
        source_span=Passage(2, 10, 13, "she"),
        antecedents=(Passage(1, 0, 7, "Ann Lee"),),
    )
    article = Article(
        id="a",
        title="T",
        date=datetime.date(2023, 3, 10),
        paragraphs=(Paragraph(1, "Text “one”.", (), (BOB,)), Paragraph(2, "Two.", (attribution,))),
        author="A",
        source="S",
        url="u",
        language="en",
    )
    stored = [
        StoredParagraph(
            read_shared(encode(article_fields(article))), read_paragraph(encode(paragraph))
        )
        for paragraph in reversed(article.paragraphs)
    ]
    assert stored_article(stored) == article


def test_empty_fields_are_not_stored() -> None:
    bare = Article("a", "T", None, (Paragraph(1, "Text."),))
    assert encode(article_fields(bare)) == b'{"article":"a","title":"T"}'
    assert stored_article([StoredParagraph(article_fields(bare), bare.paragraphs[0])]) == bare
