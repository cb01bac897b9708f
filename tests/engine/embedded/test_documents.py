"""What a document of the index keeps of a paragraph, and what it lets be searched."""

import pytest

from searchapp.engine.embedded.documents import paragraph_document, stored_paragraph
from searchapp.records import Article, Attribution, Paragraph, Passage, Speaker

RUIZ = Speaker("ana-ruiz", "Ana Ruiz", "person")
LIND = Speaker("mary-lind", "Mary Lind", "person")
MILLS = Speaker("oban-mills", "Oban Mills", "organization")


@pytest.fixture
def paragraph() -> Paragraph:
    said = Attribution(
        speaker=RUIZ,
        role="deputy",
        cue="said",
        quotation="indirect",
        spans=((9, 20),),
        confidence=0.93,
        rule="subject_verb",
        cue_span=Passage(2, 4, 8, "said"),
        source_span=Passage(2, 0, 3, "She"),
        antecedents=(Passage(1, 0, 4, "Ruiz"), Passage(1, 20, 28, "Ana Ruiz")),
    )
    hoped = Attribution(LIND, "weaver", "hoped", "direct", ((30, 40),), act="thought")
    return Paragraph(2, "She said the mill is old.", (said, hoped), (MILLS,))


def test_a_paragraph_comes_back_as_it_went_in(paragraph: Paragraph) -> None:
    document = paragraph_document(Article("oban", "Mill", None, (paragraph,)), paragraph)
    assert stored_paragraph(document) == paragraph


def test_a_paragraph_that_names_nobody_comes_back() -> None:
    silent = Paragraph(1, "It rained.")
    assert stored_paragraph(paragraph_document(Article("a", "", None, (silent,)), silent)) == silent


def test_thoughts_are_kept_but_not_searched(paragraph: Paragraph) -> None:
    document = paragraph_document(Article("oban", "Mill", None, (paragraph,)), paragraph)
    assert document["speakers"] == ["Ana Ruiz"]
    assert document["quotation"] == ["indirect"]
    assert "Lind" not in document["speaker_name"]
    assert "weaver" not in document["role"]
    assert [value.partition("Ana Ruiz")[1] for value in document["speaker_quotation"]] == [
        "Ana Ruiz"
    ]
