from collections.abc import Callable

Proposals = Callable[[str], list[tuple[str, str, str]]]


def test_a_title_in_quotation_marks_is_not_a_quotation_of_the_subject(
    proposals: Proposals,
) -> None:
    assert proposals("Ana Ruiz spent the evening on ''Oban Sunday Mills'' with Ben Okafor.") == []


def test_a_quotation_beside_a_reporting_verb_has_no_second_cue(proposals: Proposals) -> None:
    text = 'Ana Ruiz took the stage and said: "We close it now."'
    assert [rule for rule, *_ in proposals(text)] == ["shared_subject"]
