import datetime
from dataclasses import replace

import pytest

from searchapp.editorial import EditorialError, Entry, RoleTime, SpeakerRegistry
from searchapp.editorial.registry import registered
from tests.editorial.articles import article, names, said, speaker

DAY = datetime.date.fromisoformat
MAYOR = Entry(
    "John Hale (mayor)",
    ("John Hale",),
    roles=(RoleTime("mayor", DAY("2010-01-01"), DAY("2015-12-31")),),
)
COACH = Entry(
    "John Hale (coach)",
    ("John Hale",),
    roles=(RoleTime("coach", DAY("2018-01-01")), RoleTime("mayor", DAY("2020-01-01"))),
)
HOMONYMS = SpeakerRegistry([MAYOR, COACH])


def test_an_alias_is_shown_as_the_name_of_its_entry() -> None:
    register = SpeakerRegistry([Entry("Donald Trump", ("Donald J. Trump",), "person")])
    found = registered(article((said("DONALD J TRUMP"),), (said("Ann Lee"),)), register)
    assert names(found) == [["Donald Trump"], ["Ann Lee"]]
    assert found.paragraphs[0].attributions[0].speaker == speaker("Donald Trump")


def test_a_last_name_alone_is_never_taken_for_somebody() -> None:
    register = SpeakerRegistry([Entry("Donald Trump")])
    assert names(registered(article((said("Trump"),)), register)) == [["Trump"]]


@pytest.mark.parametrize(
    ("role", "date", "name"),
    [
        ("mayor of Ashford", "2012-05-01", "John Hale (mayor)"),
        ("the team's coach", "2019-05-01", "John Hale (coach)"),
        # The role alone tells, where the day is not that of either.
        ("coach", "2001-01-01", "John Hale (coach)"),
        # Two are called so at some time; the day tells which.
        ("mayor", "2021-05-01", "John Hale (coach)"),
        # Without a role the day tells, where one alone had a role on it.
        ("", "2012-05-01", "John Hale (mayor)"),
        ("", "2001-01-01", "John Hale"),
        ("", None, "John Hale"),
        ("plumber", None, "John Hale"),
    ],
)
def test_homonyms_are_told_apart_by_role_and_date_or_not_at_all(
    role: str, date: str | None, name: str
) -> None:
    found = registered(article((said("John Hale", role),), date=date), HOMONYMS)
    assert names(found) == [[name]]


def test_a_name_means_one_speaker_throughout_an_article() -> None:
    found = registered(article((said("John Hale", "coach"),), (said("John Hale"),)), HOMONYMS)
    assert names(found) == [["John Hale (coach)"], ["John Hale (coach)"]]


def test_mentions_follow_the_register_and_no_speaker_is_a_mention() -> None:
    register = SpeakerRegistry([Entry("Ann Lee", ("A. Lee",))])
    paragraph = article((said("A. Lee"),)).paragraphs[0]
    mentioned = replace(paragraph, mentions=(speaker("Ann Lee"), speaker("Bo Day")))
    [found] = registered(article(mentioned), register).paragraphs
    assert found.mentions == (speaker("Bo Day"),)


def test_the_kind_of_an_entry_wins() -> None:
    found = registered(
        article((said("Haier"),)), SpeakerRegistry([Entry("Haier", kind="organization")])
    )
    assert found.paragraphs[0].attributions[0].speaker.kind == "organization"


def test_two_entries_cannot_show_one_name() -> None:
    with pytest.raises(EditorialError, match="two entries have the name 'ann lee'"):
        SpeakerRegistry([Entry("Ann Lee"), Entry("ann lee")])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Then Mr. Donald  J. Trump's men", ["Donald Trump"]),
        ("DONALD TRUMP", ["Donald Trump"]),
        ("Donald Trumpet", []),
        ("Trump spoke to Donald", []),
        ("Zoé Müller said", ["Zoe Muller"]),
        ("zoe muller and donald trump", ["Donald Trump", "Zoe Muller"]),
    ],
)
def test_who_is_named_in_a_text_is_told(text: str, named: list[str]) -> None:
    register = SpeakerRegistry([Entry("Donald Trump", ("Donald J. Trump",)), Entry("Zoe Muller")])
    assert [entry.name for entry in register.named_in(text)] == named
