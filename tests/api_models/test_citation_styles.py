"""Golden references, as the manuals of the styles print those of a newspaper article online."""

import dataclasses
import datetime

from searchapp.api_models.citations import Reference, apa, chicago, mla, ris

ADDRESS = "https://archive.example/articles/tides#p3"
FULL = Reference(
    title="Tides and times",
    author="Jo Lee",
    source="The Post",
    date=datetime.date(2024, 9, 1),
    address=ADDRESS,
    speakers="Ana Ruiz",
    quote="the sea rises",
    note="Said by Ana Ruiz; paragraph 3, index version 7",
    accessed=datetime.date(2026, 11, 30),
)
BARE = dataclasses.replace(FULL, author="", source="", date=None, speakers="", title="Who pays?")


def test_chicago_is_a_note() -> None:
    assert chicago(FULL) == (
        "Ana Ruiz, quoted in Jo Lee, “Tides and times,” The Post, September 1, 2024,"
        f" accessed November 30, 2026, {ADDRESS}."
    )
    assert chicago(BARE) == f"“Who pays?” n.d., accessed November 30, 2026, {ADDRESS}."


def test_apa_puts_the_title_first_where_there_is_no_author() -> None:
    assert apa(FULL) == (
        "Jo Lee. (2024, September 1). Tides and times. The Post."
        f" Retrieved November 30, 2026, from {ADDRESS}"
    )
    assert apa(BARE) == f"Who pays? (n.d.). Retrieved November 30, 2026, from {ADDRESS}"


def test_mla_abbreviates_long_months() -> None:
    assert mla(FULL) == (
        f"Jo Lee. “Tides and times.” The Post, 1 Sept. 2024, {ADDRESS}. Accessed 30 Nov. 2026."
    )
    assert mla(BARE) == f"“Who pays?” {ADDRESS}. Accessed 30 Nov. 2026."


def test_ris_has_a_tag_for_each_known_part() -> None:
    assert ris(FULL).split("\r\n") == [
        "TY  - NEWS",
        "TI  - Tides and times",
        "AU  - Jo Lee",
        "T2  - The Post",
        "PY  - 2024",
        "DA  - 2024/09/01",
        f"UR  - {ADDRESS}",
        "Y2  - 2026/11/30",
        "AB  - the sea rises",
        "N1  - Said by Ana Ruiz; paragraph 3, index version 7",
        "ER  - ",
    ]
    assert "AU" not in ris(BARE)


def test_a_line_break_in_a_text_makes_no_new_ris_line() -> None:
    lines = ris(dataclasses.replace(FULL, title="Tides\r\nER  - ")).split("\r\n")
    assert lines[1] == "TI  - Tides ER -"
