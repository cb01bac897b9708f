from collections.abc import Callable

import pytest

Proposals = Callable[[str], list[tuple[str, str, str]]]
Speakers = Callable[..., list[list[str]]]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz was told to leave.",
        "The mill boasts forty looms.",
        "They asked whether Ana Ruiz said so.",
        "Standards and rules for Ana Ruiz are old.",
        "Ana Ruiz is expected to announce that the mill is old.",
    ],
)
def test_a_verb_that_reports_nothing_of_a_person_is_no_cue_of_hers(
    text: str, proposals: Proposals
) -> None:
    assert "Ana Ruiz" not in [head for *_, head in proposals(text)]


def test_names_joined_by_and_are_both_speakers(speakers: Callable[..., list[list[str]]]) -> None:
    pair = ["Ana Ruiz", "Ben Okafor"]
    assert speakers("Ana Ruiz and Ben Okafor said the mill would close.") == [pair]
    assert speakers('"We close it," said Ana Ruiz and Ben Okafor.') == [pair]


def test_a_relative_clause_refers_to_the_name_after_an_inverted_verb(proposals: Proposals) -> None:
    text = '"We close it now," said Ana Ruiz, a deputy, who added that it is old.'
    assert proposals(text) == [("inverted", "said", "Ana Ruiz"), ("relative", "added", "Ana Ruiz")]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Ana Ruiz, a weaver, said John Lind would leave.", "appositive"),
        ('"We close it," said Ana Ruiz, a weaver who knows John Lind.', "inverted"),
    ],
)
def test_the_likelier_of_two_sources_beside_a_verb_is_accepted(
    text: str, rule: str, proposals: Proposals
) -> None:
    assert proposals(text)[0] == (rule, "said", "Ana Ruiz")


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz didn't say that the mill is old.",
        "Ana Ruiz has since said that the mill is old.",
        "Ana Ruiz has long said that the mill is old.",
        "Ana Ruiz, host of “Oban Mills,” said that the mill is old.",
        "Ana Ruiz has in the past said that the mill is old.",
    ],
)
def test_function_words_may_stand_between_subject_and_verb(text: str, proposals: Proposals) -> None:
    assert "Ana Ruiz" in [head for *_, head in proposals(text)]


def test_she_with_apostrophe_s_is_a_subject_with_has(proposals: Proposals) -> None:
    assert proposals("She’s said that the mill is old.") == [("subject_verb", "said", "She")]


def test_a_noun_phrase_may_be_the_subject_of_a_second_verb(proposals: Proposals) -> None:
    assert ("shared_subject", "said", "senator") in proposals(
        "The senator paused and said it is old."
    )


@pytest.mark.parametrize(
    "text",
    [
        '"We close it," said Oban College political science professor Ana Ruiz.',
        '"We close it," said one of his top advisers, Ana Ruiz.',
        '"We close it," said a laughing Ana Ruiz.',
        '"We close it," said his running mate, Ana Ruiz of Maine.',
        '"We close it," warned Ana Ruiz.',
        '"We close it, and then…" Ana Ruiz said.',
        "The mill, said Ana Ruiz, was old.",
    ],
)
def test_the_name_in_a_long_phrase_after_the_verb_is_the_source(
    text: str, proposals: Proposals
) -> None:
    assert [head for *_, head in proposals(text)] == ["Ana Ruiz"]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Ana Ruiz made the suggestion that it is old.", "made the suggestion"),
        ("Ana Ruiz has issued a new warning about the mill.", "issued a new warning"),
        ("Ana Ruiz isn't saying much about the mill.", "saying"),
        ("Ana Ruiz, who on Monday defended the mill, left.", "defended"),
        ("Ana Ruiz, who lives in Oban, Maine, on Monday said it is old.", "said"),
    ],
)
def test_a_support_verb_takes_its_noun_and_adjuncts_may_stand_before_a_verb(
    text: str, cue: str, proposals: Proposals
) -> None:
    assert (cue, "Ana Ruiz") in [(verb, head) for _, verb, head in proposals(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz made the remark during a debate in Oban.",
        "Ana Ruiz wasn't told that the mill is old.",
        "Ana Ruiz appeared on the stage of the mill.",
    ],
)
def test_a_verb_without_reported_content_is_no_cue(text: str, proposals: Proposals) -> None:
    assert proposals(text) == []


@pytest.mark.parametrize(
    ("text", "rule", "cue", "name"),
    [
        ("It was a lecture from the mayor, who said it was old.", "relative", "said", "mayor"),
        ('"It is old," said one owner of a mill that sells wool.', "inverted", "said", "owner"),
        ("Ana Ruiz left but on Monday said it was old.", "shared_subject", "said", "Ana Ruiz"),
        ('"It is old," the two write.', "subject_verb", "write", "two"),
        ('"It is old," said both senators.', "inverted", "said", "senators"),
        ("The mill was also endorsed on Monday by Ana Ruiz.", "passive", "endorsed", "Ana Ruiz"),
    ],
)
def test_modifiers_may_stand_between_source_and_verb(
    text: str, rule: str, cue: str, name: str, proposals: Proposals
) -> None:
    assert any((r, c) == (rule, cue) and head.endswith(name) for r, c, head in proposals(text))


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz grinned at the crowd.",
        "Ana Ruiz sued the mill.",
        "Ana Ruiz offers looms to weavers.",
        "Ana Ruiz also faced federal charges over the mill.",
    ],
)
def test_an_action_without_words_is_no_report(text: str, proposals: Proposals) -> None:
    assert proposals(text) == []


def test_an_action_with_a_quotation_is_a_report(speakers: Callable[..., list[list[str]]]) -> None:
    assert speakers("“We close it,” Ana Ruiz sighed.") == [["Ana Ruiz"]]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We close it,” said Ana Ruiz contentedly from her mill.", "Ana Ruiz"),
        ("Oban, Mull and Iona are shut, said Mill Secretary Ana Ruiz.", "Ana Ruiz"),
        ("Mechanical engineer Ana Ruiz, 60, from Oban, North Argyll, said it shook.", "Ana Ruiz"),
        ("They opened it, with Ana Ruiz calling for another mill.", "Ana Ruiz"),
        ("The report has Ana Ruiz saying that the mill will close.", "Ana Ruiz"),
        ("Ana Ruiz, the MP for Oban Central, who is a weaver, said it was old.", "Ana Ruiz"),
    ],
)
def test_the_speaker_of_a_construction(
    text: str, speaker: str, speakers: Callable[..., list[list[str]]]
) -> None:
    assert speakers(text) == [[speaker]]


def test_a_relative_clause_that_opens_the_text_has_no_antecedent(
    speakers: Callable[..., list[list[str]]],
) -> None:
    assert speakers(", who said banker") == [[]]


def test_names_that_describe_an_inverted_source_are_not_coordinated_with_it(
    speakers: Speakers,
) -> None:
    text = '"We close it," said Ana Ruiz, the Oban Mills and Vask Safety commissioner, who left.'
    assert speakers(text)[0] == ["Ana Ruiz"]


def test_a_list_of_places_with_a_verb_is_no_apposition(speakers: Speakers) -> None:
    text = "Turkey, Poland and Saba have been taken off the list, said Justice Secretary Ana Ruiz."
    assert speakers(text) == [["Ana Ruiz"]]


def test_the_participle_of_refer_has_a_double_consonant(speakers: Speakers) -> None:
    assert speakers('"It is old," Ana Ruiz said, referring to the mill.') == [
        ["Ana Ruiz", "Ana Ruiz"]
    ]


def test_examples_between_commas_are_no_source(speakers: Speakers) -> None:
    text = "Other mills, including the Oban Union and the Vask Bank, have said they will close."
    assert "Vask Bank" not in speakers(text)[0]
