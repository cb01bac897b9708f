"""The examples of every rule: its docstring's, and one of each kind with its cue and source."""

import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import get_args

import pytest

from searchapp.attribution.rules import (
    line_rules,
    nonfinite_rules,
    noun_rules,
    quotation_rules,
    verb_rules,
)
from searchapp.attribution.rules.candidates import Candidate, RuleName, SentenceContext

Proposals = Callable[[str], list[tuple[str, str, str]]]
Rule = Callable[..., object]

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
def test_a_rule_proposes_the_cue_and_source_of_its_example(
    rule: str, text: str, cue: str, head: str, proposals: Proposals
) -> None:
    assert proposals(text) == [(rule, cue, head)]


# Functions that propose by more rules than the one they are named for.
_RULE_NAMES = {
    "subject_verb": {"subject_verb", "appositive", "relative"},
    "participle": {"participle", "gerund"},
    "infinitive": {"infinitive", "made_to_say"},
    "dash_signatures": {"dash_signature"},
}


def _rules_of(module: ModuleType) -> Iterator[Rule]:
    """The public functions of a module that take the context of a sentence and propose."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        hints = inspect.get_annotations(function, eval_str=True)
        returns = hints.get("return") in (Candidate | None, list[Candidate])
        if returns and "context" in hints and not name.startswith("_"):
            assert hints["context"] is SentenceContext
            yield function


_MODULES = (line_rules, nonfinite_rules, noun_rules, quotation_rules, verb_rules)
RULES = [rule for module in _MODULES for rule in _rules_of(module)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_proposes_the_examples_of_its_docstring(rule: Rule, proposals: Proposals) -> None:
    names = _RULE_NAMES.get(rule.__name__, {rule.__name__})
    examples = re.findall(r"``(.+?)``", inspect.getdoc(rule) or "")
    without_example = names.copy()
    for example in examples:
        matching = {name for name, _, head in proposals(example) if head != "mill"} & names
        assert matching, f"{rule.__name__} does not propose {example!r}: {proposals(example)}"
        without_example -= matching
    assert without_example == set(), f"{rule.__name__} has no example of {without_example}"


def test_every_rule_has_an_example_with_its_cue_and_source() -> None:
    assert {rule for rule, *_ in EXAMPLES} == set(get_args(RuleName))


def test_every_rule_name_is_one_of_a_tested_function() -> None:
    names = [_RULE_NAMES.get(rule.__name__, {rule.__name__}) for rule in RULES]
    assert set().union(*names) == set(get_args(RuleName))
