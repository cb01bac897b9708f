from datetime import date

import pytest

from searchapp.attribution import attribute
from searchapp.attribution.entities.officeholders import (
    Officeholders,
    bare_name,
    load_figures,
    parse_figure,
    standing_of,
)
from searchapp.attribution.lexicons.lexicon import Lexicon, LexiconError
from searchapp.models.articles import Article, Paragraph

RUIZ = parse_figure("ana ruiz | f | weaver maine | mayor 2001-05 2009-04, senator 2009-05")
LIND = parse_figure("john lind | m | | mayor 2009-05 2013-04")


def test_an_office_is_held_in_its_months_and_former_after_them() -> None:
    before, during, after = (standing_of(RUIZ, date(year, 6, 1)) for year in (2000, 2004, 2012))
    assert (before.offices, before.former) == ((), ())
    assert (during.offices, during.former) == (("mayor",), ())
    assert (after.offices, after.former) == (("senator",), ("mayor",))


def test_without_a_day_an_office_may_be_held_or_former() -> None:
    standing = standing_of(RUIZ, None)
    assert (standing.offices, standing.former) == (("mayor", "senator"), ("mayor",))


def test_initials_are_no_part_of_a_name() -> None:
    assert bare_name("Ana J. Ruiz, Jr.") == bare_name("Ana Ruiz") == "ana ruiz"


def test_a_last_name_means_the_one_who_holds_an_office() -> None:
    other = parse_figure("mary lind | f | | deputy 2001-01 2013-04")
    figures = Officeholders([LIND, other], {})
    assert figures.find("Lind", date(2020, 1, 1)) is None
    assert figures.find("Lind", date(2012, 1, 1)) is None
    assert figures.find("Lind", date(2012, 1, 1), {"mayor"}) == standing_of(LIND, date(2012, 1, 1))
    assert figures.find("Mary Lind", date(2020, 1, 1)) is not None


@pytest.mark.parametrize("line", ["ana ruiz | f | weaver", "ana ruiz | x | | ", "a | f | | mayor"])
def test_a_line_of_another_form_is_refused(line: str) -> None:
    with pytest.raises(LexiconError, match="is not"):
        parse_figure(line)


def test_every_figure_of_the_lexicon_has_an_office_of_known_nouns(lexicon: Lexicon) -> None:
    president = load_figures().find("Barack Obama", date(2016, 1, 1))
    assert president is not None
    assert president.offices == ("president",)
    assert "president" in lexicon.roles


def _speakers(day: date | None, *texts: str) -> list[str]:
    paragraphs = tuple(Paragraph(n, text) for n, text in enumerate(texts, start=1))
    article = attribute(Article("oban", "Mills", day, paragraphs))
    return [a.speaker.name for p in article.paragraphs for a in p.attributions]


def test_an_office_that_an_article_does_not_tell_means_who_held_it() -> None:
    texts = ("Barack Obama met Bill Clinton.", "The president said the mill is old.")
    assert _speakers(date(2016, 1, 1), *texts) == ["Barack Obama"]
    assert _speakers(date(1996, 1, 1), *texts) == ["Bill Clinton"]


def test_former_means_who_held_the_office_before() -> None:
    texts = ("Barack Obama met Bill Clinton.", "The former president said the mill is old.")
    assert _speakers(date(2016, 1, 1), *texts) == ["Bill Clinton"]


def test_state_and_party_choose_among_those_of_one_office() -> None:
    named = "Marco Rubio met Bernie Sanders."
    day = date(2016, 1, 1)
    assert _speakers(day, named, "The Vermont senator said it is old.") == ["Bernie Sanders"]
    assert _speakers(day, named, "The Republican senator said it is old.") == ["Marco Rubio"]
    assert _speakers(day, named, "The Texas senator said it is old.") == ["Texas senator"]


def test_nobody_known_is_called_what_they_are_not() -> None:
    assert _speakers(date(2016, 1, 1), "Barack Obama came.", "The host said it is old.") == ["host"]


def test_who_is_not_named_in_the_article_is_not_meant() -> None:
    assert _speakers(date(2016, 1, 1), "Ana Ruiz came.", "The president said it is old.") != [
        "Barack Obama"
    ]
