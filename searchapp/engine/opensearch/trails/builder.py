"""Trails of a generation, made of the paragraphs that have their passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from searchapp.engine.common.highlighting import NO_HIGHLIGHTS
from searchapp.engine.common.stored_paragraph import stored_hit
from searchapp.engine.common.trails import (
    MAX_SET_PHRASE_SPEAKERS,
    TrailMember,
    make_trail,
)
from searchapp.engine.opensearch.format.documents import read_stored
from searchapp.engine.opensearch.index_reader import RawHit
from searchapp.engine.opensearch.trails.documents import TrailDocument
from searchapp.engine.opensearch.trails.gathering import Component
from searchapp.engine.opensearch.trails.passages import (
    paragraph_passages,
    stored_passages,
)
from searchapp.models.articles import Paragraph
from searchapp.models.identity import SpeakerTable
from searchapp.models.search import QUOTED, Hit
from searchapp.models.trails import Trail

Aliases = Mapping[int, Collection[int]]
"""Passages that have left the index, by a remaining wording of the same trail."""


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A paragraph, and the place of one of its passages among them."""

    raw: RawHit
    place: int

    @property
    def text(self) -> int:
        """The hash of the passage."""
        return stored_passages(self.raw)[self.place]

    @property
    def article(self) -> str:
        """The id of the paragraph's article."""
        id_: str = self.raw["_source"]["document"]["shared"]["article"]
        return id_


def passage_hits(hits: Iterable[RawHit], texts: Collection[int]) -> Iterator[PassageHit]:
    """Yield the passages *texts* in paragraphs, in their order."""
    for raw in hits:
        for place, text in enumerate(stored_passages(raw)):
            if text in texts:
                yield PassageHit(raw, place)


def trail_of(
    hits: Sequence[PassageHit], table: SpeakerTable, to_hit: Callable[[RawHit], Hit]
) -> Trail:
    """Return the trail of passages, the earliest first; *to_hit* makes the hits.

    Of paragraphs with one text, the earliest one appears in it.
    """
    members: list[TrailMember] = []
    listed: dict[int, str] = {}
    copies: defaultdict[str, list[str]] = defaultdict(list)
    keys: set[str] = set()
    for one in hits:
        if one.raw["_id"] in keys:
            continue
        keys.add(one.raw["_id"])
        hit = to_hit(one.raw)
        # The number of a paragraph too short to be a duplicate is negative, and its own.
        wording = one.raw["_source"]["wording"]
        if wording in listed:
            copies[listed[wording]].append(hit.id)
            continue
        listed[wording] = hit.id
        paragraph = read_stored(one.raw["_source"]).paragraph
        passage = paragraph_passages(paragraph)[one.place]
        members.append(TrailMember(hit, passage, one.text))
    return make_trail(members, copies, table)


def _plain_hit(raw: RawHit) -> Hit:
    stored = read_stored(raw["_source"])
    return stored_hit(stored, NO_HIGHLIGHTS, score=0.0, added_at=None)


def trail_documents(
    components: Iterable[Component],
    hits: Iterable[RawHit],
    table: SpeakerTable,
    aliases: Aliases,
) -> Iterator[TrailDocument]:
    """Yield the trails of those *components* that stand in several articles.

    *hits* are all paragraphs with their passages, the earliest first. *aliases* are those that
    each passage has.
    """
    listed = list(components)
    numbers = {text: n for n, component in enumerate(listed) for text in component.texts}
    of_components: defaultdict[int, list[PassageHit]] = defaultdict(list)
    for hit in passage_hits(hits, numbers.keys()):
        of_components[numbers[hit.text]].append(hit)
    for number, passages in sorted(of_components.items()):
        if _is_repeated(passages):
            yield _document(listed[number], passages, table, aliases)


def aliases_of(trails: Iterable[TrailDocument], remaining: Mapping[int, int]) -> Aliases:
    """Return the aliases after a change of *trails*, of whose passages some are *remaining*.

    These come with their numbers of paragraphs; the most frequent one of a trail has its aliases.
    """
    aliases: defaultdict[int, set[int]] = defaultdict(set)
    for trail in trails:
        own = [(remaining[text], text) for text in trail.texts if text in remaining]
        if own:
            _, target = max(own)
            gone = (text for text in (*trail.texts, *trail.aliases) if text not in remaining)
            aliases[target].update(gone)
    return aliases


def _is_repeated(hits: Sequence[PassageHit]) -> bool:
    """Whether passages are of several articles, and not all of copies of one paragraph."""
    return (
        len({hit.article for hit in hits}) > 1
        and len({hit.raw["_source"]["wording"] for hit in hits}) > 1
    )


def _document(
    component: Component, hits: Sequence[PassageHit], table: SpeakerTable, aliases: Aliases
) -> TrailDocument:
    texts = {hit.text for hit in hits}
    paragraphs: Mapping[str, Paragraph] = {
        hit.raw["_id"]: read_stored(hit.raw["_source"]).paragraph for hit in hits
    }
    trail = trail_of(hits, table, _plain_hit)
    is_set_phrase = _is_set_phrase([paragraphs[hit.raw["_id"]] for hit in hits], table)
    dates = [hit.raw["_source"]["document"]["shared"].get("date") for hit in hits]
    later = {hit.raw["_id"] for hit in hits if hit.article != hits[0].article}
    return TrailDocument(
        id=trail.id,
        texts=tuple(sorted(texts)),
        links=tuple(link for link in component.links if texts.issuperset(link)),
        first=hits[0].text,
        last=max((date for date in dates if date), default=None),
        articles=len({hit.article for hit in hits}),
        wordings=len(texts),
        set_phrase=is_set_phrase,
        conflict=trail.conflict,
        speakers=tuple(sorted(_speakers(paragraphs.values()))),
        later=() if is_set_phrase else tuple(sorted(later)),
        aliases=tuple(sorted({alias for text in texts for alias in aliases.get(text, ())})),
    )


def _is_set_phrase(paragraphs: Sequence[Paragraph], table: SpeakerTable) -> bool:
    """Whether more than a few speakers say a passage of *paragraphs*, mostly unquoted."""
    speakers: set[str] = set()
    quoted = 0
    for paragraph in paragraphs:
        of_paragraph = {table.speaker_of(id_) for id_ in _speakers([paragraph])}
        if len(of_paragraph) == 1:
            speakers |= of_paragraph
        quoted += any(a.act == "speech" and a.quotation in QUOTED for a in paragraph.attributions)
    return len(speakers) > MAX_SET_PHRASE_SPEAKERS and 2 * quoted <= len(paragraphs)


def _speakers(paragraphs: Iterable[Paragraph]) -> set[str]:
    return {
        attribution.speaker.id
        for paragraph in paragraphs
        for attribution in paragraph.attributions
        if attribution.act == "speech"
    }
