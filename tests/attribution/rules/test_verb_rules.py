import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import get_args

import pytest

from searchapp.attribution.rules import line_rules, noun_rules, verb_rules
from searchapp.attribution.rules.candidates import RuleName

Found = Callable[[str], list[tuple[str, str, str]]]

EXAMPLES = [
    ("inverted", '"We close it now," said Ana Ruiz, a deputy.', "said", "Ana Ruiz"),
    ("inverted", "The mill is old, said village leaders.", "said", "leaders"),
    ("inverted", 'Said Ana Ruiz: "We close it now."', "Said", "Ana Ruiz"),
    ("inverted", '"We close it," said the mill\'s owner, Ana Ruiz.', "said", "Ana Ruiz"),
    ("subject_verb", "Ana Ruiz said the mill would close.", "said", "Ana Ruiz"),
    ("subject_verb", "On Monday she said the mill would close.", "said", "she"),
    ("subject_verb", "Ana Ruiz has called for a new mill.", "called for", "Ana Ruiz"),
    ("subject_verb", "Ana Ruiz at a fair in Oban said it would close.", "said", "Ana Ruiz"),
    ("subject_verb", "A spokesman for Ana Ruiz said it would close.", "said", "spokesman"),
    ("appositive", "Ana Ruiz, a deputy, said the mill would close.", "said", "Ana Ruiz"),
    (
        "appositive",
        "Ana Ruiz, head of the Mill Board, the town's top body, said it would close.",
        "said",
        "Ana Ruiz",
    ),
    ("relative", "They met Ana Ruiz, who said the mill would close.", "said", "Ana Ruiz"),
    ("shared_subject", "Ana Ruiz toured the mill and said it would close.", "said", "Ana Ruiz"),
    ("absolute", "They met again, with Ana Ruiz saying it would close.", "saying", "Ana Ruiz"),
    ("participle", "Ana Ruiz came in, adding the mill would close.", "adding", "Ana Ruiz"),
    ("according_to", "The mill will close, according to Ana Ruiz.", "according to", "Ana Ruiz"),
    ("findings", "A survey found that the mill is old.", "found", "survey"),
    (
        "findings",
        "Data from the Ministry of Mills showed that it is old.",
        "showed",
        "Ministry of Mills",
    ),
    ("claim_noun", "It rests on Ana Ruiz's claim that the mill is old.", "claim", "Ana Ruiz"),
    ("noun_of", "The mill met with criticism from Ana Ruiz over its age.", "criticism", "Ana Ruiz"),
    ("passive", "The mill was criticized by Ana Ruiz.", "criticized", "Ana Ruiz"),
    ("infinitive", "Ana Ruiz used the fair to call for a new mill.", "call for", "Ana Ruiz"),
    ("made_to_say", "The press forced Ana Ruiz to say it was old.", "say", "Ana Ruiz"),
    ("gerund", "Ana Ruiz opened the fair by saying it was old.", "saying", "Ana Ruiz"),
    ("quoting", 'Ana Ruiz took the stage: "We close it now."', "stage", "Ana Ruiz"),
    ("headline_colon", "Ana Ruiz to Oban: We Close the Mill.", ":", "Ana Ruiz"),
    ("transcript", "Ana Ruiz: we will close the mill.", ":", "Ana Ruiz"),
    ("dash_signature", '"We close the mill." - Ana Ruiz', "-", "Ana Ruiz"),
]


@pytest.mark.parametrize(("rule", "text", "cue", "head"), EXAMPLES)
def test_a_rule_finds_its_example(rule: str, text: str, cue: str, head: str, found: Found) -> None:
    assert found(text) == [(rule, cue, head)]


# The functions that look for more than what they are called after.
_NAMES = {
    "subject_verb": {"subject_verb", "appositive", "relative"},
    "participle": {"participle", "gerund"},
    "infinitive": {"infinitive", "made_to_say"},
    "dash_signatures": {"dash_signature"},
}
_HELPERS = {"main_subject", "reporter_of_document"}


def _functions(module: ModuleType) -> Iterator[Callable[..., object]]:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        own = function.__module__ == module.__name__ and not name.startswith("_")
        if own and name not in _HELPERS:
            yield function


RULES = [f for module in (verb_rules, noun_rules, line_rules) for f in _functions(module)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_finds_the_examples_of_its_docstring(
    rule: Callable[..., object], found: Found
) -> None:
    names = _NAMES.get(rule.__name__, {rule.__name__})
    examples = re.findall(r"``(.+?)``", inspect.getdoc(rule) or "")
    unfound = names.copy()
    for example in examples:
        own = {name for name, _, head in found(example) if head != "mill"} & names
        assert own, f"{rule.__name__} does not find its example {example!r}: {found(example)}"
        unfound -= own
    assert unfound == set(), f"the docstring of {rule.__name__} gives no example of {unfound}"


def test_every_rule_has_an_example_with_its_cue_and_source() -> None:
    assert {rule for rule, *_ in EXAMPLES} == set(get_args(RuleName))


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz was told to leave.",
        "The mill boasts forty looms.",
        "They asked whether Ana Ruiz said so.",
        "Standards and rules for Ana Ruiz are old.",
        "Ana Ruiz is expected to announce that the mill is old.",
    ],
)
def test_what_nobody_said_is_no_attribution(text: str, found: Found) -> None:
    assert [f for f in found(text) if f[2] == "Ana Ruiz"] == []


def test_names_joined_by_and_speak_together(speakers: Callable[..., list[list[str]]]) -> None:
    pair = ["Ana Ruiz", "Ben Okafor"]
    assert speakers("Ana Ruiz and Ben Okafor said the mill would close.") == [pair]
    assert speakers('"We close it," said Ana Ruiz and Ben Okafor.') == [pair]


def test_a_participle_before_its_subject_shares_it(found: Found) -> None:
    assert found("Noting the looms are old, Ana Ruiz, a deputy, said they would go.") == [
        ("participle", "Noting", "Ana Ruiz"),
        ("appositive", "said", "Ana Ruiz"),
    ]


def test_who_takes_up_the_name_after_an_inverted_verb(found: Found) -> None:
    text = '"We close it now," said Ana Ruiz, a deputy, who added that it is old.'
    assert found(text) == [("inverted", "said", "Ana Ruiz"), ("relative", "added", "Ana Ruiz")]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Ana Ruiz, a weaver, said John Lind would leave.", "appositive"),
        ('"We close it," said Ana Ruiz, a weaver who knows John Lind.', "inverted"),
    ],
)
def test_of_two_sources_by_one_verb_the_likelier_speaks(text: str, rule: str, found: Found) -> None:
    assert found(text)[0] == (rule, "said", "Ana Ruiz")


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz didn't say that the mill is old.",
        "Ana Ruiz has since said that the mill is old.",
        "Ana Ruiz has long said that the mill is old.",
        "Ana Ruiz, host of “Oban Mills,” said that the mill is old.",
        "Ana Ruiz has in the past said that the mill is old.",
    ],
)
def test_small_words_between_subject_and_verb_are_stepped_over(text: str, found: Found) -> None:
    assert "Ana Ruiz" in [head for *_, head in found(text)]


def test_she_s_said_is_she_has_said(found: Found) -> None:
    assert found("She’s said that the mill is old.") == [("subject_verb", "said", "She")]


def test_a_place_in_front_is_not_the_subject_of_a_participle(found: Found) -> None:
    text = "At a fair in Oban, Maine, on Sunday, Ana Ruiz opened it, saying that it is old."
    assert found(text)[-1] == ("participle", "saying", "Ana Ruiz")


def test_a_described_subject_has_a_second_verb_too(found: Found) -> None:
    assert ("shared_subject", "said", "senator") in found("The senator paused and said it is old.")


@pytest.mark.parametrize(
    "text",
    [
        '"We close it," said Oban College political science professor Ana Ruiz.',
        '"We close it," said one of his top advisers, Ana Ruiz.',
        '"We close it," said a laughing Ana Ruiz.',
        '"We close it," said his running mate, Ana Ruiz of Maine.',
        '"We close it," warned Ana Ruiz.',
        '"We close it, and then…" Ana Ruiz said.',
        "The mill, said Ana Ruiz, was old.",
    ],
)
def test_a_verb_before_its_source_finds_the_name_in_a_long_phrase(text: str, found: Found) -> None:
    assert [head for *_, head in found(text)] == ["Ana Ruiz"]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Ana Ruiz made the suggestion that it is old.", "made the suggestion"),
        ("Ana Ruiz has issued a new warning about the mill.", "issued a new warning"),
        ("Ana Ruiz isn't saying much about the mill.", "saying"),
        ("Ana Ruiz, who on Monday defended the mill, left.", "defended"),
        ("Ana Ruiz, who lives in Oban, Maine, on Monday said it is old.", "said"),
    ],
)
def test_a_verb_is_found_with_its_noun_and_past_what_stands_between(
    text: str, cue: str, found: Found
) -> None:
    assert (cue, "Ana Ruiz") in [(own, head) for _, own, head in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz made the remark during a debate in Oban.",
        "Ana Ruiz wasn't told that the mill is old.",
        "Ana Ruiz appeared on the stage of the mill.",
    ],
)
def test_a_remark_told_elsewhere_and_what_others_said_are_no_cues(text: str, found: Found) -> None:
    assert found(text) == []


def test_a_role_before_a_name_is_no_subject_of_its_own(found: Found) -> None:
    text = (
        "Republican presidential nominee Ana Ruiz joined it, announcing that the mill would close."
    )
    assert found(text) == [("participle", "announcing", "Ana Ruiz")]


def test_a_title_in_marks_is_no_quotation_of_the_subject(found: Found) -> None:
    assert found("Ana Ruiz spent the evening on ''Oban Sunday Mills'' with Ben Okafor.") == []


@pytest.mark.parametrize(
    ("text", "rule", "cue", "name"),
    [
        ("It was a lecture from the mayor, who said it was old.", "relative", "said", "mayor"),
        ('"It is old," said one owner of a mill that sells wool.', "inverted", "said", "owner"),
        (
            "They met, with former Maine Gov. Ana Ruiz calling it old.",
            "absolute",
            "calling",
            "Ruiz",
        ),
        ("Ana Ruiz left but on Monday said it was old.", "shared_subject", "said", "Ana Ruiz"),
        ('"It is old," the two write.', "subject_verb", "write", "two"),
        ('"It is old," said both senators.', "inverted", "said", "senators"),
        ("The mill was also endorsed on Monday by Ana Ruiz.", "passive", "endorsed", "Ana Ruiz"),
    ],
)
def test_a_source_may_stand_further_off(
    text: str, rule: str, cue: str, name: str, found: Found
) -> None:
    assert any((r, c) == (rule, cue) and head.endswith(name) for r, c, head in found(text))
