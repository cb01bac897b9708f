"""The verdict of each quotation, over a real index of each engine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from searchapp import create_app
from searchapp.models.quotes import CheckedQuotation
from searchapp.quotes import DraftTooLongError, QuoteChecker
from tests.conftest import A_MINUTE_MS, ON_BOTH_ENGINES, line

pytestmark = ON_BOTH_ENGINES

HARBOUR = (
    "“We will not sail before the storm of Monday has gone,” said Ann Lee, the harbour master."
)
FERRY = "“The ferry is older than my grandmother and twice as slow,” Ben Okafor said on Tuesday."
REPORT = "Some 4,000 tonnes of coal were landed at Port Ellory in the first week of May."


@pytest.fixture(scope="module")
def checker(
    tmp_path_factory: pytest.TempPathFactory, engine_settings: Callable[[], dict[str, Any]]
) -> Iterator[QuoteChecker]:
    folder = tmp_path_factory.mktemp("quotes")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.jsonl").write_text(
        line("harbour", HARBOUR, date="2021-05-06")
        + line("ferry", FERRY, REPORT)
        + line("copy", HARBOUR, source="Other Post")
        + line("noise", *(f"The weather of day {n} was mild, Carol Ng said." for n in range(30))),
        "utf-8",
    )
    app = create_app(
        {"TESTING": True},
        corpus_dir=folder / "corpus",
        index_dir=folder / "index",
        max_check_characters=20_000,
        max_check_quotations=5,
        max_check_milliseconds=A_MINUTE_MS,
        **engine_settings(),
    )
    assert app.test_cli_runner().invoke(args=["reindex"]).exit_code == 0
    service = app.extensions["searchapp"]
    yield QuoteChecker(service)
    service.close()


def checked(checker: QuoteChecker, text: str) -> CheckedQuotation:
    [quotation] = checker.check(text).quotations
    return quotation


@pytest.mark.parametrize(
    ("text", "verdict", "article"),
    [
        ("we will not sail before the storm", "verbatim", "harbour"),
        ("WE WILL NOT SAIL — before the storm!", "verbatim", "harbour"),
        ("4000 tonnes of coal were landed", "verbatim", "ferry"),
        ("We will not sail ... has gone", "verbatim", "harbour"),
        ("The ferry [here] is older than my grandmother", "verbatim", "ferry"),
        ("We will sail before the storm of Monday", "altered", "harbour"),
        ("The ferry was older than my grandmother", "altered", "ferry"),
        ("The ferry is certainly older than my grandmother", "altered", "ferry"),
        ("We will not sail before the ferry is older than my grandmother", "spliced", "harbour"),
        ("slow grandmother older ferry twice my than the", "not_found", ""),
        ("Nobody has ever danced on the quay at night", "not_found", ""),
        ("“We will not sail before the storm,” said Ann Lee.", "verbatim", "harbour"),
        ("“We will not sail before the storm,” said Ben Okafor.", "other_speaker", "harbour"),
        (
            "“The slow ferry, twice older than grandmother,” Ben Okafor said.",
            "paraphrased",
            "ferry",
        ),
    ],
)
def test_each_quotation_gets_its_verdict(
    checker: QuoteChecker, text: str, verdict: str, article: str
) -> None:
    result = checked(checker, text)
    assert result.verdict == verdict
    ids = {match.hit.article_id for match in result.matches[:1]}
    assert ids <= {article, "copy"}
    assert bool(ids) == bool(article)


def test_a_lost_negation_is_flagged(checker: QuoteChecker) -> None:
    [change] = checked(checker, "We will sail before the storm of Monday").matches[0].changes
    assert (change.kind, change.archive, change.flags) == ("missing", "not", ("negation",))


def test_a_match_names_the_speaker_the_marks_and_the_copies(checker: QuoteChecker) -> None:
    [match] = checked(checker, "We will not sail before the storm").matches
    assert match.attribution is not None
    assert match.attribution.speaker.name == "Ann Lee"
    assert match.in_quotation_marks
    assert {match.hit.id, *match.copies} == {"harbour#p1", "copy#p1"}
    [reported] = checked(checker, "4,000 tonnes of coal").matches
    assert not reported.in_quotation_marks
    assert reported.attribution is None


def test_spans_are_the_quoted_words(checker: QuoteChecker) -> None:
    match = checked(checker, "We will not sail ... has gone").matches[0]
    assert [match.hit.text[start:end] for start, end in match.spans] == [
        "We will not sail",
        "has gone",
    ]


def test_the_parts_of_a_splice_come_in_order(checker: QuoteChecker) -> None:
    result = checked(checker, "older than my grandmother before the storm of Monday")
    assert result.verdict == "spliced"
    assert [match.hit.article_id == "ferry" for match in result.matches] == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        "“" * 1_500,
        "[" * 1_500,
        "..." * 500,
        "“a b c” " * 5,
        "<b>“x y <i>z</i>”</b>",
        "的" * 900,
        "a [b] " * 1_600,
    ],
)
def test_a_hostile_text_is_answered(checker: QuoteChecker, text: str) -> None:
    report = checker.check(text)
    assert all(quotation.verdict == "not_found" for quotation in report.quotations)


def test_a_text_beyond_the_limits_is_refused(checker: QuoteChecker) -> None:
    with pytest.raises(DraftTooLongError, match="has 20,001 characters; at most 20,000"):
        checker.check("x" * 20_001)
    with pytest.raises(DraftTooLongError, match=r"at character 2 has 11,999 .* at most 10,000"):
        checker.check(f"“{'word ' * 2_400}”")
    with pytest.raises(DraftTooLongError, match="has 6 quotations; at most 5"):
        checker.check("“one two three” " * 6)
