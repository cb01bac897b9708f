from flask import Flask

from searchapp.models.articles import Attribution, Speaker
from searchapp.web.presenters.speakers import quoted_speakers

RUIZ = Speaker("ana-ruiz", "Ana Ruiz", "person")


def attribution(**changes: object) -> Attribution:
    fields = {"role": "mayor", "cue": "said", "quotation": "direct", "spans": ((0, 3),), **changes}
    return Attribution(RUIZ, **fields)  # type: ignore[arg-type]


def test_a_speaker_is_listed_once_for_each_role(archive: Flask) -> None:
    attributions = (
        attribution(confidence=0.934),
        attribution(cue="added", quotation="indirect", confidence=1.0),
        attribution(role=""),
        attribution(act="thought", cue="thinks"),
    )
    with archive.test_request_context("/"):
        mayor, plain = quoted_speakers(attributions, numbers={"ana-ruiz": 3})
    assert (mayor.role, mayor.quotations, mayor.number) == ("mayor", ("direct", "indirect"), 3)
    assert [(evidence.cue, evidence.percent) for evidence in mayor.evidence] == [
        ("said", "93%"),
        ("added", "99%"),
    ]
    assert (plain.role, plain.url) == ("", "/speakers/ana-ruiz")


def test_the_matches_of_a_query_in_a_name_are_marked(archive: Flask) -> None:
    with archive.test_request_context("/"):
        (speaker,) = quoted_speakers((attribution(),), (((4, 8),),))
    assert speaker.name == "Ana <mark>Ruiz</mark>"


def test_a_corrected_attribution_without_a_cue_has_evidence(archive: Flask) -> None:
    with archive.test_request_context("/"):
        (speaker,) = quoted_speakers((attribution(cue="", corrected=True),))
    assert [evidence.corrected for evidence in speaker.evidence] == [True]


def test_a_long_name_is_cut_at_a_word_with_its_matches(archive: Flask) -> None:
    name = "spokesman for the National Association of Broadcast Employees and Technicians"
    long = Attribution(Speaker("x", name, "unnamed"), "", "said", "indirect", ((0, 5),))
    with archive.test_request_context("/"):
        [view] = quoted_speakers([long], [[(0, 9), (52, 61)]])
    assert view.name == ("<mark>spokesman</mark> for the National Association of Broadcast")
    assert view.rest_of_name == " <mark>Employees</mark> and Technicians"
