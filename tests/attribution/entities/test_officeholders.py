from datetime import date

import pytest

from searchapp.attribution import attribute
from searchapp.attribution.entities.officeholders import (
    Officeholders,
    bare_name,
    load_officeholders,
    offices_held,
    parse_officeholder,
)
from searchapp.attribution.lexicons.lexicon import Lexicon, LexiconError
from searchapp.models.articles import Article, Paragraph

RUIZ = parse_officeholder("ana ruiz | f | weaver maine | mayor 2001-05 2009-04, senator 2009-05")
LIND = parse_officeholder("john lind | m | | mayor 2009-05 2013-04")


def test_an_office_is_current_in_its_term_and_former_after_it() -> None:
    before, during, after = (offices_held(RUIZ, date(year, 6, 1)) for year in (2000, 2004, 2012))
    assert (before.current, before.former) == ((), ())
    assert (during.current, during.former) == (("mayor",), ())
    assert (after.current, after.former) == (("senator",), ("mayor",))


def test_without_a_date_an_office_is_both_current_and_former() -> None:
    held = offices_held(RUIZ, None)
    assert (held.current, held.former) == (("mayor", "senator"), ("mayor",))


def test_a_bare_name_has_no_initials_and_no_suffix() -> None:
    assert bare_name("Ana J. Ruiz, Jr.") == bare_name("Ana Ruiz") == "ana ruiz"


def test_a_last_name_matches_only_a_current_officeholder() -> None:
    other = parse_officeholder("mary lind | f | | deputy 2001-01 2013-04")
    officeholders = Officeholders([LIND, other], {})
    during, after = date(2012, 1, 1), date(2020, 1, 1)
    assert officeholders.find("Lind", after) is None
    assert officeholders.find("Lind", during) is None
    assert officeholders.find("Lind", during, {"mayor"}) == offices_held(LIND, during)
    assert officeholders.find("Mary Lind", after) is not None


@pytest.mark.parametrize("line", ["ana ruiz | f | weaver", "ana ruiz | x | | ", "a | f | | mayor"])
def test_a_line_in_another_format_is_an_error(line: str) -> None:
    with pytest.raises(LexiconError, match="is not"):
        parse_officeholder(line)


def test_an_office_is_a_role_of_the_lexicon(lexicon: Lexicon) -> None:
    held = load_officeholders().find("Barack Obama", date(2016, 1, 1))
    assert held is not None
    assert held.current == ("president",)
    assert "president" in lexicon.role_nouns


def _speakers(day: date | None, *texts: str) -> list[str]:
    paragraphs = tuple(Paragraph(n, text) for n, text in enumerate(texts, start=1))
    article = attribute(Article("oban", "Mills", day, paragraphs))
    return [a.speaker.name for p in article.paragraphs for a in p.attributions]


def test_an_office_refers_to_its_holder_on_the_articles_date() -> None:
    texts = ("Barack Obama met Bill Clinton.", "The president said the mill is old.")
    assert _speakers(date(2016, 1, 1), *texts) == ["Barack Obama"]
    assert _speakers(date(1996, 1, 1), *texts) == ["Bill Clinton"]


def test_former_refers_to_a_previous_officeholder() -> None:
    texts = ("Barack Obama met Bill Clinton.", "The former president said the mill is old.")
    assert _speakers(date(2016, 1, 1), *texts) == ["Bill Clinton"]


def test_state_and_party_distinguish_holders_of_one_office() -> None:
    named = "Marco Rubio met Bernie Sanders."
    day = date(2016, 1, 1)
    assert _speakers(day, named, "The Vermont senator said it is old.") == ["Bernie Sanders"]
    assert _speakers(day, named, "The Republican senator said it is old.") == ["Marco Rubio"]
    assert _speakers(day, named, "The Texas senator said it is old.") == ["Texas senator"]


def test_a_role_that_an_officeholder_does_not_have_refers_to_someone_else() -> None:
    assert _speakers(date(2016, 1, 1), "Barack Obama came.", "The host said it is old.") == ["host"]


def test_an_officeholder_must_be_named_in_the_article() -> None:
    assert _speakers(date(2016, 1, 1), "Ana Ruiz came.", "The president said it is old.") != [
        "Barack Obama"
    ]
