"""Sentence patterns by which newspapers name a speaker."""

from collections.abc import Callable

import pytest

Speakers = Callable[..., list[list[str]]]

_LEAD = "Senator Ana Ruiz of Maine and Governor Ben Okafor of Ohio met voters in Oban on Monday."
_RUIZ = ["Ana Ruiz"]
_BOTH = ["Ana Ruiz", "Ben Okafor"]


@pytest.mark.parametrize(
    "text",
    [
        "Asked about the mill, Ruiz said it would close.",
        "In an interview with the Oban Post on Sunday, Ruiz said it would close.",
        "Ruiz, in an interview with the Oban Post, said it would close.",
        "Ruiz — who owns a mill — said it would close.",
        "Ruiz told a crowd of about 500 people in Oban that it would close.",
        "Ruiz was asked about the mill and said it would close.",
        "“It will close,” Ruiz told the Oban Post on Sunday. “It is old.”",
        "“It will close,” said a defiant Ruiz.",
        "“It will close,” Ruiz was quoted as saying.",
        "The mill, according to Ruiz, will close.",
        "The mill, Ruiz said, will close.",
        "As Ruiz put it, the mill will close.",
        "Ruiz accused Okafor of closing the mill.",
        "Ruiz declined to say whether the mill would close.",
        "Ruiz issued a statement saying the mill would close.",
        "Ruiz weighed in on Monday, tweeting that the mill would close.",
        "Ruiz poured cold water on the plan.",
        "Ruiz left the door open to a new mill.",
        "Ruiz paid tribute to the old mill.",
        "Unlike Okafor, Ruiz said the mill would close.",
        "After Okafor left, Ruiz said the mill would close.",
        "The mill has been criticised by Ruiz.",
        "Ruiz distanced herself from the plan by saying the mill would close.",
        "A lawyer accused of robbing Okafor met Ruiz, who said the mill would close.",
    ],
)
def test_a_sentence_names_one_speaker(text: str, speakers: Speakers) -> None:
    assert set(speakers(_LEAD, text)[1]) == set(_RUIZ)


@pytest.mark.parametrize(
    "text",
    [
        "Both have said that the mill would close.",
        "Ruiz and Okafor at a rally in Oban said the mill would close.",
        "Ruiz, along with Okafor, said the mill would close.",
        "According to Ruiz and Okafor, the mill would close.",
        "“It will close,” wrote Ruiz and Okafor, both members of the panel.",
        "In a joint statement, Ruiz and Okafor called the mill a disgrace.",
        "Ruiz and Okafor met on Monday and said the mill would close.",
        "Ruiz and Okafor, meeting on Monday, said the mill would close.",
        "Ruiz and Okafor clashed over the mill.",
        "The two said that the mill would close.",
        "“It will close,” they said.",
    ],
)
def test_a_sentence_names_two_speakers(text: str, speakers: Speakers) -> None:
    assert sorted(set(speakers(_LEAD, text)[1])) == _BOTH


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Bashar al-Oru", "Mr. Oru"),
        ("Bashar al-Oru", "Mr. al-Oru"),
        ("Ursula von der Lind", "Ms. von der Lind"),
        ("Marine Le Ruiz", "Ms. Le Ruiz"),
        ("Ben López Okafor", "Mr. López Okafor"),
        ("Kim Oru-un", "Mr. Kim"),
        ("Zeng Anmin", "Mr. Zeng"),
    ],
)
def test_a_short_name_refers_to_the_full_one(full: str, short: str, speakers: Speakers) -> None:
    names = speakers(
        f"The mill was opened in Oban by President {full} on Monday.",
        f"“It will close,” said {full}.",
        f"{short} said it would close.",
    )
    assert names[1:] == [[full], [full]]


@pytest.mark.parametrize(
    ("name", "later"),
    [
        ("Oban Mills Inc <OBM.L>", "The company"),
        ("Vantell and Oru Corp", "Vantell and Oru"),
        ("Moody's Investors Service Inc", "Moody's"),
        ("The Bank of Oban", "The central bank"),
        ("Oru Vantell Weaving Corp", "OVW"),
    ],
)
def test_a_company_speaks_under_each_of_its_names(
    name: str, later: str, speakers: Speakers
) -> None:
    first, second = speakers(
        f"{name} said it agreed to buy an old mill.", f"{later} said the mill would close."
    )
    assert first == second
    assert first == [name.removeprefix("The ").partition(" <")[0]]
