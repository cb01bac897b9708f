import sys
import time
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.attribution import attribute
from searchapp.models.articles import Article, Paragraph
from searchapp.models.normalize import slug

_WORDS = st.sampled_from(
    [
        *("Ana", "Ruiz,", "said", "told", "adding", "that", "He", "They", "Mr.", "RUIZ:", "who"),
        *(
            '"',
            "“",
            "”",
            "‘",
            "’",
            "'",
            "'s",
            ".",
            ":",
            "-",
            "—",
            "(x)",
            "",
            "\u2028",
            "\xa0",
            "\u200b",
        ),
        *("according", "to", "the", "deputy", "of", "and", "Ministry", "U.S.", "claim", "data"),
        *("from", "showed", "é", "Ł", "İ", "ﬁ"),
    ]
)
_TEXTS = st.one_of(st.text(), st.lists(_WORDS, max_size=40).map(" ".join))


def article(*texts: str) -> Article:
    return Article("a", "", None, tuple(Paragraph(n + 1, t) for n, t in enumerate(texts)))


@settings(deadline=None, max_examples=300)
@given(st.lists(_TEXTS, max_size=4))
def test_any_text_gives_sound_attributions(texts: list[str]) -> None:
    given_article = article(*texts)
    read = attribute(given_article)
    assert [p.text for p in read.paragraphs] == texts
    assert attribute(read) == read
    for paragraph in read.paragraphs:
        for attribution in paragraph.attributions:
            assert attribution.speaker.id == slug(attribution.speaker.name) != ""
            assert attribution.cue
            assert attribution.spans
            end_before = 0
            for start, end in attribution.spans:
                assert end_before <= start < end <= len(paragraph.text)
                assert paragraph.text[start:end].strip() == paragraph.text[start:end]
                end_before = end


_PATTERNS = [
    '"', "“", "'", "‘a' ", "A", "A ", "Abc ", "Ana Ruiz, ", "said ", "Ana said ", "a, ",
    '"a b c," ', '"a b c." Ana said. ', "( ", ".", "- ", "Ana and ", "Ana Ruiz, a deputy, ",
    "Ministry of the ", "A's ", '"Ana" said, adding ', "according to Ana ", " ", "a.a.", "a-",
    "the deputy to the council and ", "RUIZ: ", "Noting ",
    ",", ", ", "1", "1 ", "abcdefghij", "Aab", "said that ", "he said ", "Ana said, ",
]  # fmt: skip


def _lines_run(text: str) -> int:
    """How many lines of Python it takes to attribute *text*: a count that no machine changes."""
    count = 0

    def on_line(_frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal count
        count += event == "line"
        return on_line

    before = sys.gettrace()
    sys.settrace(on_line)
    try:
        attribute(article(text))
    finally:
        sys.settrace(before)
    return count


def _repeated(pattern: str, length: int) -> str:
    return (pattern * (length // len(pattern) + 1))[:length]


@pytest.mark.parametrize("pattern", _PATTERNS)
def test_work_is_linear_in_the_length_of_a_paragraph(pattern: str) -> None:
    attribute(article("Ana Ruiz said so."))
    short, long = _lines_run(_repeated(pattern, 3_000)), _lines_run(_repeated(pattern, 12_000))
    # A quadratic loop would run 16 times the lines for 4 times the text.
    assert long < 6 * short + 2_000


@pytest.mark.parametrize("pattern", ['"', "A", "“", "'"])
def test_a_megabyte_of_marks_or_capitals_takes_as_long_as_ten_tenths(pattern: str) -> None:
    def seconds(length: int) -> float:
        marks, best = article(pattern * length), float("inf")
        for _ in range(3):
            start = time.process_time()
            attribute(marks)
            best = min(best, time.process_time() - start)
        return best

    # Work inside the interpreter counts too: quadratic would be 100 times, linear is 10, and
    # up to 40 where a megabyte no longer fits what the processor has at hand.
    assert seconds(1_000_000) < 75 * max(seconds(100_000), 0.002)
