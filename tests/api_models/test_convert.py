import msgspec

from searchapp.api_models import schemas
from searchapp.api_models.convert import article_object, attribution_object
from searchapp.models.articles import Article, Attribution, Paragraph, Passage, Speaker

RUIZ = Speaker("ana-ruiz", "Ana Ruiz", "person")


def test_an_attribution_has_its_evidence() -> None:
    attribution = Attribution(
        speaker=RUIZ,
        role="deputy",
        cue="said",
        quotation="indirect",
        spans=((9, 20),),
        confidence=0.93,
        rule="subject_verb",
        cue_span=Passage(2, 4, 8, "said"),
        source_span=Passage(2, 0, 3, "She"),
        antecedents=(Passage(1, 0, 8, "Ana Ruiz"),),
    )
    assert msgspec.to_builtins(attribution_object(attribution)) == {
        "speaker": "Ana Ruiz",
        "speaker_id": "ana-ruiz",
        "speaker_kind": "person",
        "role": "deputy",
        "cue": "said",
        "quotation": "indirect",
        "spans": ((9, 20),),
        "act": "speech",
        "confidence": 0.93,
        "evidence": {
            "rule": "subject_verb",
            "cue": {"paragraph": 2, "start": 4, "end": 8, "text": "said"},
            "source": {"paragraph": 2, "start": 0, "end": 3, "text": "She"},
            "antecedents": ({"paragraph": 1, "start": 0, "end": 8, "text": "Ana Ruiz"},),
        },
        "corrected": False,
    }


def test_an_attribution_without_evidence_has_nulls() -> None:
    bare = Attribution(RUIZ, "", "said", "direct", ((0, 3),))
    assert attribution_object(bare).evidence == schemas.Evidence("", None, None, ())


def test_a_paragraph_has_its_mentions() -> None:
    article = Article("a", "", None, (Paragraph(1, "To Ana Ruiz.", (), (RUIZ,)),))
    (paragraph,) = article_object(article).paragraphs
    assert paragraph.mentions == (RUIZ,)
