"""Trail policy: the ids of trails, and their records, made of the paragraphs that are in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from searchapp.models.identity import SpeakerTable
from searchapp.models.normalize import slug
from searchapp.models.search import Hit
from searchapp.models.trails import Appearance, Trail, passage_text
from searchapp.text_reuse.conflicts import Credit, is_conflict
from searchapp.text_reuse.passages import ReportedPassage

HASH_BITS = 48
"""Bits that ids of trails have of the hash of a wording."""

MAX_SET_PHRASE_SPEAKERS = 3
"""A passage that more speakers use, mostly outside quotation marks, is a set phrase."""

_HASH_DIGITS = HASH_BITS // 4
_ID_WORDS = 6
_ID = re.compile(rf"(?:[^\s/?#]{{1,200}}-)?([0-9a-f]{{{_HASH_DIGITS}}})")


def trail_id(passage: ReportedPassage, text_hash: int) -> str:
    """Return the id of a trail whose earliest wording is *passage*.

    It is the first words and *text_hash*, a hash of all words, in hexadecimal.
    """
    return f"{slug(' '.join(passage.forms[:_ID_WORDS]))}-{text_hash:0{_HASH_DIGITS}x}"


def hash_in_id(id_: str) -> int | None:
    """Return the hash of a wording that an id ends with, or None if it is not the id of a trail."""
    match = _ID.fullmatch(id_)
    return int(match[1], 16) if match else None


@dataclass(frozen=True, slots=True)
class TrailMember:
    """A paragraph with a passage; ``text_hash`` is that of the passage's words."""

    hit: Hit
    passage: ReportedPassage
    text_hash: int


def make_trail(
    members: Sequence[TrailMember],
    copies: Mapping[str, Sequence[str]],
    table: SpeakerTable,
) -> Trail:
    """Return the trail of *members*, the earliest first.

    *copies* are the addresses of paragraphs with the same text as another one, by its address;
    they are no members.
    """
    wordings: dict[int, int] = {}
    texts: list[str] = []
    appearances = []
    for member in members:
        passage = member.passage
        if member.text_hash not in wordings:
            wordings[member.text_hash] = len(texts)
            texts.append(passage_text(member.hit.text, passage.spans))
        attribution = member.hit.attributions[passage.attribution]
        appearances.append(
            Appearance(
                member.hit,
                passage.spans,
                attribution,
                table.speaker_of(attribution.speaker.id),
                wordings[member.text_hash],
                tuple(copies.get(member.hit.id, ())),
            )
        )
    addresses = [a for one in appearances for a in (one.hit.id, *one.copies)]
    return Trail(
        id=trail_id(members[0].passage, members[0].text_hash),
        appearances=tuple(appearances),
        wordings=tuple(texts),
        articles=len({address.rpartition("#p")[0] for address in addresses}),
        conflict=is_conflict(
            Credit(appearance.attribution, appearance.speaker_id, member.passage.forms)
            for member, appearance in zip(members, appearances, strict=True)
        ),
    )
