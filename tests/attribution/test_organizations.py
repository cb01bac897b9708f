from collections.abc import Callable

from searchapp.attribution.entities import Entities

Gather = Callable[..., Entities]


def organizations(found: Entities) -> list[str]:
    return [e.name for e in found.all if e.kind == "organization"]


def test_an_explained_acronym_means_the_whole_name(entities: Gather) -> None:
    found = entities(
        "Many weavers think that the Alliance to Weave Our Cloth (AWOC) met.", "AWOC said so."
    )
    assert organizations(found) == ["Alliance to Weave Our Cloth"]
    assert set(found.at[1].values()) == {0}


def test_a_bodys_committee_is_not_the_body(entities: Gather) -> None:
    found = entities("So the NPC Rules Committee met.", "The NPC said so.")
    assert organizations(found) == ["NPC Rules Committee", "NPC"]


def test_a_known_acronym_may_be_misspelt(entities: Gather) -> None:
    assert organizations(entities("So MSNBC met.", "Then MNSBC said so.")) == ["MSNBC"]


def test_a_role_word_can_begin_a_companys_name(entities: Gather) -> None:
    assert organizations(entities("Then General Motors said so.")) == ["General Motors"]
