import datetime
from dataclasses import replace

import pytest

from searchapp.editorial import EditorialError, RegistryEntry, RolePeriod, SpeakerRegistry
from searchapp.editorial.registry import apply_registry
from tests.editorial.articles import article, attribution, names, speaker

DAY = datetime.date.fromisoformat
MAYOR = RegistryEntry(
    "John Hale (mayor)",
    ("John Hale",),
    roles=(RolePeriod("mayor", DAY("2010-01-01"), DAY("2015-12-31")),),
)
COACH = RegistryEntry(
    "John Hale (coach)",
    ("John Hale",),
    roles=(RolePeriod("coach", DAY("2018-01-01")), RolePeriod("mayor", DAY("2020-01-01"))),
)
HOMONYMS = SpeakerRegistry([MAYOR, COACH])


def test_an_alias_is_replaced_by_the_name_of_its_entry() -> None:
    registry = SpeakerRegistry([RegistryEntry("Donald Trump", ("Donald J. Trump",), "person")])
    shown = apply_registry(
        article((attribution("DONALD J TRUMP"),), (attribution("Ann Lee"),)), registry
    )
    assert names(shown) == [["Donald Trump"], ["Ann Lee"]]
    assert shown.paragraphs[0].attributions[0].speaker == speaker("Donald Trump")


def test_a_last_name_alone_matches_no_entry() -> None:
    registry = SpeakerRegistry([RegistryEntry("Donald Trump")])
    assert names(apply_registry(article((attribution("Trump"),)), registry)) == [["Trump"]]


@pytest.mark.parametrize(
    ("role", "date", "name"),
    [
        ("mayor of Ashford", "2012-05-01", "John Hale (mayor)"),
        ("the team's coach", "2019-05-01", "John Hale (coach)"),
        # The role alone decides on a day that no entry covers.
        ("coach", "2001-01-01", "John Hale (coach)"),
        # Both had the role at some time; the day decides.
        ("mayor", "2021-05-01", "John Hale (coach)"),
        # Without a role the day decides, where only one had a role on it.
        ("", "2012-05-01", "John Hale (mayor)"),
        ("", "2001-01-01", "John Hale"),
        ("", None, "John Hale"),
        ("plumber", None, "John Hale"),
    ],
)
def test_role_and_date_decide_between_homonyms(role: str, date: str | None, name: str) -> None:
    shown = apply_registry(article((attribution("John Hale", role),), date=date), HOMONYMS)
    assert names(shown) == [[name]]


def test_a_name_means_one_speaker_in_all_of_an_article() -> None:
    shown = apply_registry(
        article((attribution("John Hale", "coach"),), (attribution("John Hale"),)), HOMONYMS
    )
    assert names(shown) == [["John Hale (coach)"], ["John Hale (coach)"]]


def test_mentions_are_resolved_and_exclude_speakers() -> None:
    registry = SpeakerRegistry([RegistryEntry("Ann Lee", ("A. Lee",))])
    paragraph = article((attribution("A. Lee"),)).paragraphs[0]
    mentioned = replace(paragraph, mentions=(speaker("Ann Lee"), speaker("Bo Day")))
    [shown] = apply_registry(article(mentioned), registry).paragraphs
    assert shown.mentions == (speaker("Bo Day"),)


def test_the_kind_of_an_entry_takes_precedence() -> None:
    shown = apply_registry(
        article((attribution("Haier"),)),
        SpeakerRegistry([RegistryEntry("Haier", kind="organization")]),
    )
    assert shown.paragraphs[0].attributions[0].speaker.kind == "organization"


def test_two_entries_cannot_show_one_name() -> None:
    with pytest.raises(EditorialError, match="two entries have the name 'ann lee'"):
        SpeakerRegistry([RegistryEntry("Ann Lee"), RegistryEntry("ann lee")])


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
def test_the_entries_named_in_a_text_are_listed(text: str, named: list[str]) -> None:
    registry = SpeakerRegistry(
        [RegistryEntry("Donald Trump", ("Donald J. Trump",)), RegistryEntry("Zoe Muller")]
    )
    assert [entry.name for entry in registry.entries_in(text)] == named
