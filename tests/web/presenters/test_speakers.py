from flask import Flask

from searchapp.models.articles import Attribution, Speaker
from searchapp.web.presenters.speakers import voices

RUIZ = Speaker("ana-ruiz", "Ana Ruiz", "person")


def attribution(**changes: object) -> Attribution:
    fields = {"role": "mayor", "cue": "said", "quotation": "direct", "spans": ((0, 3),), **changes}
    return Attribution(RUIZ, **fields)  # type: ignore[arg-type]


def test_a_speaker_stands_once_for_each_role(archive: Flask) -> None:
    given = (
        attribution(confidence=0.934),
        attribution(cue="added", quotation="indirect", confidence=1.0),
        attribution(role=""),
        attribution(act="thought", cue="thinks"),
    )
    with archive.test_request_context("/"):
        mayor, plain = voices(given, numbers={"ana-ruiz": 3})
    assert (mayor.role, mayor.quotations, mayor.number) == ("mayor", ("direct", "indirect"), 3)
    assert [(why.cue, why.percent) for why in mayor.whys] == [("said", "93 %"), ("added", "99 %")]
    assert (plain.role, plain.url) == ("", "/speakers/ana-ruiz")


def test_what_a_query_matched_of_a_name_is_marked(archive: Flask) -> None:
    with archive.test_request_context("/"):
        (voice,) = voices((attribution(),), (((4, 8),),))
    assert voice.name == "Ana <mark>Ruiz</mark>"


def test_an_editors_word_needs_no_cue(archive: Flask) -> None:
    with archive.test_request_context("/"):
        (voice,) = voices((attribution(cue="", corrected=True),))
    assert [why.corrected for why in voice.whys] == [True]
