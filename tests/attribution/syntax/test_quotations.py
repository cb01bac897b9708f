import pytest

from searchapp.attribution.syntax.quotations import find_quotations


def quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_quotations(text)]


@pytest.mark.parametrize(
    "text",
    [
        '"We close it," Ruiz said.',
        "“We close it,” Ruiz said.",
        "‘We close it,’ Ruiz said.",
        "'We close it,' Ruiz said.",
        "''We close it,'' Ruiz said.",
    ],
)
def test_every_style_of_quotation_mark_is_recognised(text: str) -> None:
    assert [q[-14:].strip("\"'“”‘’") for q in quoted(text)] == ["We close it,"]


def test_two_quotations_are_separate() -> None:
    assert quoted('"One," she said, "two."') == ['"One,"', '"two."']


def test_marks_inside_a_quotation_begin_no_other() -> None:
    assert quoted("“He said ‘no’ to me,” she said.") == ["“He said ‘no’ to me,”"]


def test_an_apostrophe_is_not_a_quotation_mark() -> None:
    assert quoted("The workers' mill didn't close, and it's Ruiz's.") == []


def test_a_quotation_without_a_closing_mark_is_open_to_the_end() -> None:
    (quotation,) = find_quotations("“We close it. The mill is old.")
    assert (quotation.start, quotation.end, quotation.closed) == (0, 30, False)


def test_a_second_opening_mark_ends_an_open_quotation() -> None:
    assert [q.closed for q in find_quotations("“We close it. “The mill is old.”")] == [False, True]


def test_marks_without_text_are_no_quotation() -> None:
    assert find_quotations('"') == ()
    assert find_quotations('""') == find_quotations('""""') == ()


def test_three_marks_close_a_quotation_within_a_quotation() -> None:
    text = "''I said, 'You are late,''' Ana Ruiz said."
    assert [(q.start, q.end) for q in find_quotations(text)] == [(0, text.index(" Ana"))]


def test_an_opening_mark_after_punctuation_closes_a_quotation() -> None:
    assert quoted("“We close it,“ she said. “It is old.”") == ["“We close it,“", "“It is old.”"]


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("„We close it,“ she said. „It is old.“", ["„We close it,“", "„It is old.“"]),
        ("„We close it,” she said.", ["„We close it,”"]),
        ("«We close it», she said.", ["«We close it»"]),
        ("»We close it«, she said.", ["»We close it«"]),
    ],
)
def test_marks_of_other_countries_quote_as_well(text: str, quotations: list[str]) -> None:
    assert quoted(text) == quotations


@pytest.mark.parametrize(
    "quotation",
    [
        "‘She told me, “I will go,” and left,’",
        "'I heard \"no\" twice,'",
        '"She told me, "I will go," and left,"',
        "“She told me, “I will go,” and left,”",
    ],
)
def test_a_quotation_may_hold_another_in_any_marks(quotation: str) -> None:
    assert quoted(f"{quotation} said Ben Okafor.") == [quotation]


def test_marks_with_spaces_around_them_quote() -> None:
    assert quoted('" The river will rise , " she said . " Soon . "') == [
        '" The river will rise , "',
        '" Soon . "',
    ]


def test_inches_quote_nothing() -> None:
    assert quoted('a 6 " pipe and an 8 " pipe') == []


def test_the_time_for_many_marks_is_linear() -> None:
    many = "‘“a” " * 20_000
    assert len(find_quotations(many)) == 20_000
