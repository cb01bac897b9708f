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
def test_attributions_of_any_text_are_valid(texts: list[str]) -> None:
    attributed = attribute(article(*texts))
    assert [p.text for p in attributed.paragraphs] == texts
    assert attribute(attributed) == attributed
    for paragraph in attributed.paragraphs:
        for attribution in paragraph.attributions:
            assert attribution.speaker.id == slug(attribution.speaker.name) != ""
            assert attribution.cue
            assert attribution.spans
            previous_end = 0
            for start, end in attribution.spans:
                assert previous_end <= start < end <= len(paragraph.text)
                assert paragraph.text[start:end].strip() == paragraph.text[start:end]
                previous_end = end


_PATTERNS = [
    '"', "“", "'", "‘a' ", "A", "A ", "Abc ", "Ana Ruiz, ", "said ", "Ana said ", "a, ",
    '"a b c," ', '"a b c." Ana said. ', "( ", ".", "- ", "Ana and ", "Ana Ruiz, a deputy, ",
    "Ministry of the ", "A's ", '"Ana" said, adding ', "according to Ana ", " ", "a.a.", "a-",
    "the deputy to the council and ", "RUIZ: ", "Noting ",
    ",", ", ", "1", "1 ", "abcdefghij", "Aab", "said that ", "he said ", "Ana said, ",
]  # fmt: skip


def _count_lines_run(text: str) -> int:
    """The number of lines of Python run to attribute *text*, the same on every machine."""
    count = 0

    def on_line(_frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal count
        count += event == "line"
        return on_line

    tracer = sys.gettrace()
    sys.settrace(on_line)
    try:
        attribute(article(text))
    finally:
        sys.settrace(tracer)
    return count


def _repeated(pattern: str, length: int) -> str:
    return (pattern * (length // len(pattern) + 1))[:length]


@pytest.mark.parametrize("pattern", _PATTERNS)
def test_the_work_is_linear_in_the_length_of_a_paragraph(pattern: str) -> None:
    attribute(article("Ana Ruiz said so."))
    short, long = (
        _count_lines_run(_repeated(pattern, 3_000)),
        _count_lines_run(_repeated(pattern, 12_000)),
    )
    # Quadratic work would run 16 times the lines for 4 times the text.
    assert long < 6 * short + 2_000


def _processor_seconds(text: str) -> float:
    """The shortest of three measurements."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        attribute(article(text))
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("pattern", ['"', "A", "“", "'"])
def test_the_time_for_a_megabyte_is_not_quadratic(pattern: str) -> None:
    # Lines do not count the work inside the interpreter. For 10 times the text quadratic work
    # takes 100 times as long; linear work takes 10 times, and up to 40 times if a megabyte does
    # not fit the processor's cache.
    short, long = _processor_seconds(pattern * 100_000), _processor_seconds(pattern * 1_000_000)
    assert long < 75 * max(short, 0.002)
