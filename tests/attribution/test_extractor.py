from collections.abc import Callable

from searchapp.attribution import attribute
from searchapp.models.articles import Article, Attribution, Paragraph

Attributed = Callable[..., list[tuple[Attribution, ...]]]


def test_speakers_are_persons_organizations_groups_unnamed_or_documents(
    attributed: Attributed,
) -> None:
    own = attributed(
        "Ana Ruiz said it is old.",
        "The Ministry of Mills said it is old.",
        "Two officials said it is old.",
        "A weaver close to the mill said it is old.",
        "An official said it is old.",
        "A report said it is old.",
    )
    assert [[a.speaker.kind for a in paragraph] for paragraph in own] == [
        ["person"], ["organization"], ["group"], [], ["unnamed"], ["document"],
    ]  # fmt: skip


def test_the_role_is_that_of_the_paragraph_else_the_first_of_the_article(
    attributed: Attributed,
) -> None:
    own = attributed(
        "Ana Ruiz, a deputy, said it is old.",
        "Ruiz said it would close.",
        "Ruiz, also owner of the mill, said it would not.",
    )
    assert [a.role for (a,) in own] == ["deputy", "deputy", "owner of the mill"]


def test_an_article_in_another_language_has_no_attributions(attributed: Attributed) -> None:
    text = "Ana Ruiz said the mill would close."
    assert attributed(text, language="de") == [()]
    assert len(attributed(text, language="en-GB")[0]) == 1


def test_an_article_without_paragraphs_has_none_afterwards(attributed: Attributed) -> None:
    assert attributed() == []


def test_a_verb_of_thinking_gives_a_thought(attributed: Attributed) -> None:
    ((thought,),) = attributed("Ana Ruiz, a deputy, believes that the mill is old.")
    assert (thought.act, thought.cue) == ("thought", "believes")


def test_named_entities_that_do_not_speak_are_mentions() -> None:

    text = "Ana Ruiz told Mary Lind of the Oban Board that the mill would close."
    (paragraph,) = attribute(Article("a", "", None, (Paragraph(1, text),))).paragraphs
    assert [s.name for s in paragraph.mentions] == ["Mary Lind", "Oban Board"]


def test_confidence_is_a_probability(attributed: Attributed) -> None:
    ((attribution,),) = attributed("Ana Ruiz, a deputy, said that the mill is old.")
    assert 0.9 < attribution.confidence < 1
