"""Which names of an archive are one speaker."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.identity.table import SpeakerIdentification
from searchapp.models.articles import SpeakerKind
from searchapp.models.identity import SpeakerForm, SpeakerTable
from searchapp.models.normalize import slug


class Archive:
    """Forms and texts, as an engine reads them from its index."""

    def __init__(self, forms: Mapping[str, SpeakerForm], texts: Mapping[str, str]) -> None:
        self.forms = forms
        self._texts = texts
        self._read_ahead: set[str] = set()

    def text(self, article: str) -> str:
        assert article in self._read_ahead
        return f"-{slug(self._texts[article])}-"

    def read_ahead(self, articles: Collection[str]) -> None:
        self._read_ahead.update(articles)


def form(
    name: str,
    *articles: str,
    kind: SpeakerKind = "person",
    role: str = "",
    paragraphs: int = 0,
    year: int = 1999,
) -> SpeakerForm:
    """Return a form that speaks in *articles*, by default in one of its own."""
    own = articles or (f"article of {name}",)
    count = paragraphs or len(own)
    day = year * 365
    return SpeakerForm(
        slug(name), name, kind, count, frozenset(own), {role: count} if role else {}, day, day
    )


def company(name: str, *articles: str, paragraphs: int = 0) -> SpeakerForm:
    return form(name, *articles, kind="organization", paragraphs=paragraphs)


def table(
    *forms: SpeakerForm,
    texts: Mapping[str, str] | None = None,
    rules: SpeakerIdentification | None = None,
) -> SpeakerTable:
    """Return the table of an archive; a text that is not given has the form's name only."""
    own_texts = {article: f.name for f in forms for article in f.articles}
    archive = Archive({f.id: f for f in forms}, own_texts | dict(texts or {}))
    return (rules or SpeakerIdentification()).table(archive)


def one_speaker(result: SpeakerTable, *names: str) -> bool:
    return len({result.speaker_of(slug(name)) for name in names}) == 1


JOINED = [
    (form("Samuel Vask", role="Oban Gas chairman"), form("Sam Vask", role="chairman of Oban Gas")),
    (form("Samuel Vask", role="Oban Gas chairman"), form("Samuel J. Vask", role="Oban chairman")),
    (form("Rolf Vaskmann", role="envoy of Oban"), form("Rolf Vasskmann", role="Oban envoy")),
    (form("Rolf Vask", paragraphs=4), form("Trade Minister for Oban Rolf Vask", kind="unnamed")),
    (company("Oban Gas"), company("Oban Gas Corp")),
    (company("Oban Gas Inc"), company("Oban Gas Corp")),
    (company("Obanex", paragraphs=2), company("Obanex Inc")),
    (company("Oban Pipeline System Inc"), company("Oban Pipeline Systems Inc")),
]

APART = [
    # Two persons of one last name, or of compatible names and other roles.
    (form("Samuel Vask"), form("Ann Vask")),
    (form("Samuel Vask", role="miller"), form("Sam Vask", role="Oban banker")),
    (form("Samuel Vask", role="baker"), form("Samuel J. Vask", role="Oban banker")),
    (form("Ronald Vaskmann", role="President"), form("Donald Vaskmann", role="President")),
    (form("Vask"), form("Samuel Vask")),
    (form("Ronald Regan", role="aide"), form("Ronald Reagan", role="president")),
    # Aides, spokesmen and units speak for themselves.
    (form("Samuel Vask"), form("Aide to Trade Minister Samuel Vask", kind="unnamed")),
    (company("Oban Gas"), company("Oban Gas officials")),
    (company("Oban Gas Corp"), company("Oban Gas Finance Corp")),
    # Companies of other countries, and bodies of any country.
    (company("Oban Gas Inc"), company("Oban Gas GmbH")),
    (company("Finance Ministry"), company("Swiss Finance Ministry")),
    (company("Economic Ministry"), company("Economics Ministry", paragraphs=9)),
    (company("Central Bank"), company("Central Banks", paragraphs=9)),
    (company("Treasury"), company("Oban Treasury")),
    # Different words that are alike.
    (company("Northwest Airways"), company("Southwest Airways", paragraphs=9)),
    (company("Pall Corp"), company("Ball Corp", paragraphs=9)),
]


@pytest.mark.parametrize(("one", "other"), JOINED, ids=lambda f: f.id)
def test_names_of_one_speaker_are_joined(one: SpeakerForm, other: SpeakerForm) -> None:
    assert one_speaker(table(one, other), one.name, other.name)


@pytest.mark.parametrize(("one", "other"), APART, ids=lambda f: f.id)
def test_names_of_two_speakers_stay_apart(one: SpeakerForm, other: SpeakerForm) -> None:
    assert not one_speaker(table(one, other), one.name, other.name)


def test_a_last_name_is_the_person_whom_its_articles_name_in_full() -> None:
    forms = (form("Vask", "a"), form("Samuel Vask", "b"))
    assert one_speaker(table(*forms, texts={"a": "Vask, or Samuel Vask"}), "Vask", "Samuel Vask")


def test_a_last_name_stays_apart_where_its_articles_name_two_bearers() -> None:
    forms = (form("Vask", "a"), form("Samuel Vask", "b"), form("Ann Vask", "c"))
    result = table(*forms, texts={"a": "Vask: Samuel Vask, Ann Vask"})
    assert not result.speakers


def test_a_last_name_with_the_role_of_its_only_bearer_is_that_person() -> None:
    forms = (form("Vask", role="President"), form("Samuel Vask", role="President"))
    assert one_speaker(table(*forms), "Vask", "Samuel Vask")
    decades_later = form("Samuel Vask", role="President", year=2030)
    assert not one_speaker(table(forms[0], decades_later), "Vask", "Samuel Vask")


def test_an_acronym_is_the_name_that_its_text_declares() -> None:
    forms = (company("OGA", "a"), company("Oban Gas Association", "b"))
    declared = table(*forms, texts={"a": "The Oban Gas Association (OGA)"})
    assert one_speaker(declared, "OGA", "Oban Gas Association")
    assert not table(*forms).speakers


def test_an_acronym_of_two_names_stays_apart_from_both() -> None:
    names = ("Oban Gas Association", "Oslo Grain Agency")
    forms = (company("OGA", "a", "b"), company(names[0], "c"), company(names[1], "d"))
    texts = {"a": "Oban Gas Association (OGA)", "b": "Oslo Grain Agency (OGA)"}
    result = table(*forms, texts=texts)
    assert not result.speakers
    assert {slug(name) for name in names} == {
        join.first if join.second == "oga" else join.second for join in result.doubtful
    }


def test_the_end_of_a_name_that_is_always_within_it_is_that_name() -> None:
    forms = (company("Rubber Co", "a"), company("Oban Rubber Co", "b"))
    assert one_speaker(table(*forms, texts={"a": "Oban Rubber Co"}), "Rubber Co", "Oban Rubber Co")
    assert not table(*forms, texts={"a": "Oban Rubber Co, and Rubber Co"}).speakers


def test_a_speaker_has_the_most_frequent_full_name() -> None:
    forms = (
        form("Vask", "a", paragraphs=90),
        form("Samuel Vask", "b", paragraphs=5),
        form("Besides Vask", "c"),
    )
    result = table(*forms, texts={"a": "Vask, or Samuel Vask"})
    assert list(result.speakers) == ["samuel-vask"]
    assert [f.id for f in result.forms_of("samuel-vask")] == ["samuel-vask", "vask", "besides-vask"]


def test_an_editor_joins_names_and_names_the_speaker() -> None:
    forms = (company("Pentagon", paragraphs=9), company("Defense Department"))
    rules = SpeakerIdentification(same=(("defense-department", "pentagon", "nowhere"),))
    result = table(*forms, rules=rules)
    assert dict(result.canonical) == {"pentagon": "defense-department"}


def test_an_editor_parts_names_even_over_a_third() -> None:
    forms = (
        form("Samuel Vask", role="Oban chairman", paragraphs=3),
        form("Sam Vask", role="Oban chairman"),
        form("Samuel J. Vask", role="Oban chairman"),
    )
    assert one_speaker(table(*forms), *(f.name for f in forms))
    rules = SpeakerIdentification(different=(("samuel-j-vask", "sam-vask"),))
    result = table(*forms, rules=rules)
    assert not one_speaker(result, "Samuel J. Vask", "Sam Vask")
    assert not any({"samuel-j-vask", "sam-vask"} == {j.first, j.second} for j in result.doubtful)


def test_two_entries_of_the_registry_are_never_one_speaker() -> None:
    forms = (company("Oban Gas"), company("Oban Gas Corp"))
    rules = SpeakerIdentification(registered=frozenset(f.id for f in forms))
    assert not table(*forms, rules=rules).speakers


def test_each_join_says_why() -> None:
    (join,) = table(*JOINED[0]).joins
    assert join.relation == "short given name"
    assert join.confidence > 0.91
    assert any("oban" in reason for reason in join.reasons)


def test_the_fingerprint_changes_with_decisions_only() -> None:
    same = SpeakerIdentification(same=(("a", "b"), ("c", "d")))
    assert same.fingerprint == SpeakerIdentification(same=(("c", "d"), ("a", "b"))).fingerprint
    assert same.fingerprint != SpeakerIdentification().fingerprint


GIVEN = ("Samuel", "Sam", "Ann", "S.", "Samuel J.", "Rolf")
LAST = ("Vask", "Vaskmann", "Vasskmann", "Oban Gas")
ENDS = ("", " Corp", " Inc", " Ltd")


@given(st.data())
def test_the_table_does_not_depend_on_the_order_of_forms(data: st.DataObject) -> None:
    names = data.draw(
        st.lists(
            st.builds(
                lambda given, last, end: f"{given} {last}{end}".strip(),
                st.sampled_from(("", *GIVEN)),
                st.sampled_from(LAST),
                st.sampled_from(ENDS),
            ),
            unique_by=slug,
            max_size=8,
        )
    )
    articles = [f"a{number}" for number in range(3)]
    texts = {a: " ".join(data.draw(st.permutations(names))[:3]) for a in articles}
    articles_of_a_form = st.sets(st.sampled_from(articles), min_size=1)
    roles = st.sampled_from(("", "chairman", "Oban chairman", "baker"))
    forms = [form(n, *data.draw(articles_of_a_form), role=data.draw(roles)) for n in names]
    shuffled = random.Random(0).sample(forms, len(forms))
    assert table(*forms, texts=texts) == table(*shuffled, texts=texts)
