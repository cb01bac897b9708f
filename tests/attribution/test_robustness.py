import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.attribution import attribute
from searchapp.records import Article, Paragraph
from searchapp.text import slug

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
]  # fmt: skip


@pytest.mark.parametrize("pattern", _PATTERNS)
def test_time_is_linear_in_the_length_of_a_paragraph(pattern: str) -> None:
    def seconds(length: int) -> float:
        text = (pattern * (length // len(pattern) + 1))[:length]
        start = time.perf_counter()
        attribute(article(text))
        return time.perf_counter() - start

    seconds(1_000)
    # A quadratic loop would take 16 times as long for 4 times the text, and minutes in all.
    short, long = seconds(50_000), seconds(200_000)
    assert long < 12 * short + 0.5


@pytest.mark.parametrize("pattern", ['"', "A", "“", "'"])
def test_a_megabyte_of_marks_or_capitals_ends_within_a_second(pattern: str) -> None:
    start = time.perf_counter()
    attribute(article(pattern * 1_000_000))
    assert time.perf_counter() - start < 2.0  # a second, and as much again for a busy machine
