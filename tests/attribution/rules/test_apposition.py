from collections.abc import Callable

import pytest

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.apposition import coordinated_names
from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.syntax.sentences import Sentence
from searchapp.models.articles import Attribution

Sentences = Callable[[str], list[Sentence]]
Speakers = Callable[..., list[list[str]]]
Attributed = Callable[..., list[tuple[Attribution, ...]]]

TWO = ["Ana Ruiz", "Ben Okafor"]


@pytest.mark.parametrize(
    ("text", "names", "subject"),
    [
        ("On Monday, Ana Ruiz and Ben Okafor toured the mill.", TWO, True),
        ("Both weavers, Ana Ruiz and Ben Okafor, toured the mill.", TWO, True),
        ("They met at the old mill with Ana Ruiz and Ben Okafor on Monday.", TWO, False),
        ("Ana Ruiz toured the mill with Ben Okafor and left.", [], False),
        ("Ana Ruiz toured the mill.", [], False),
    ],
)
def test_coordinated_names_are_returned_with_whether_they_are_the_subject(
    text: str, names: list[str], subject: bool, sentences: Sentences, lexicon: Lexicon
) -> None:
    sentence = sentences(text)[0]
    items, is_subject = coordinated_names(CoordinatedNames(sentence, lexicon))
    mentions = [sentence.items[k].mention for k in items]
    assert [" ".join(m.words) for m in mentions if m is not None] == names
    assert is_subject is subject


def test_they_refers_to_the_last_joint_speakers_before_persons_only_mentioned(
    speakers: Speakers,
) -> None:
    names = speakers(
        "Ana Ruiz and Ben Okafor said that the mill is old.",
        "A letter of theirs names Mei Lind and Maria Oru.",
        "They said that it would close.",
    )
    assert names[-1] == TWO


def test_a_person_in_the_reported_clause_is_not_the_pronoun_that_reports_it(
    speakers: Speakers,
) -> None:
    names = speakers("Ben Okafor praised the plan.", "People like Max Ruiz would gain, he said.")
    assert names[-1] == ["Ben Okafor"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Velmar's ambassador to Norway Oru Vantell said it is old.", ["Oru Vantell"]),
        ("Velmar's Chief of Army Staff General Oru Vantell said it is old.", ["Oru Vantell"]),
        ("The chief of President Ana Ruiz said it is old.", []),
        ("The aide to Mayor Ana Ruiz said it is old.", []),
    ],
)
def test_a_name_after_a_whole_office_is_the_officeholders(
    text: str, names: list[str], attributed: Attributed
) -> None:
    speakers = [a.speaker for attributions in attributed(text) for a in attributions]
    assert [speaker.name for speaker in speakers if speaker.kind == "person"] == names
