"""Filters of a request as masks over doc values; they never change scores."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from searchapp.engine.common.facets import selection_of
from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.columns.trails import TrailIndex
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask
from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.models.articles import SPEAKER_KINDS
from searchapp.models.normalize import slug
from searchapp.models.search import QUOTED, SearchRequest


class Filters:
    """The filters of one request; each has a name and a mask over all documents.

    "attribution" is the one of speakers, their kinds and quotation types. *trails* returns
    those of the generation.
    """

    def __init__(
        self, doc_values: DocValues, request: SearchRequest, trails: Callable[[], TrailIndex]
    ) -> None:
        self._masks: dict[str, Mask] = {}
        acts = request.acts
        selection = selection_of(request)
        if len(selection) > 1:
            self._masks["attribution"] = doc_values.attributions(acts).mask(selection)
        for name, ids in selection.items() if len(selection) == 1 else ():
            self._masks["attribution"] = doc_values.facet(name, acts).mask(ids)
        if request.view == "quotes" and not request.quotations:
            self._masks["view"] = doc_values.facet("quotation", acts).mask(QUOTED)
        if "speech" not in acts:
            self._masks["act"] = doc_values.facet("kind", acts).mask(SPEAKER_KINDS)
        if request.sources:
            self._masks["source"] = doc_values.facet("source").mask(request.sources)
        if request.roles:
            roles = {slug(role) for role in request.roles}
            self._masks["role"] = doc_values.facet("role", acts).mask(roles)
        if request.years:
            self._masks["year"] = doc_values.facet("year").mask(request.years)
        if request.copies_of:
            self._masks["copies_of"] = _duplicates_mask(doc_values, request.copies_of)
        if request.first:
            self._masks["first"] = ~trails().later_appearances
        if request.date_from or request.date_to:
            self._masks["date"] = _date_mask(doc_values, request)

    def __bool__(self) -> bool:
        """Return whether there is any filter."""
        return bool(self._masks)

    def mask(self, doc_ids: DocIds, exclude: Collection[str] = ()) -> Mask:
        """Return which of *doc_ids* pass all filters but those whose names are in *exclude*."""
        passed = np.ones(len(doc_ids), np.bool_)
        for name, mask in self._masks.items():
            if name not in exclude:
                passed &= mask.take(doc_ids)
        return passed


def _date_mask(doc_values: DocValues, request: SearchRequest) -> Mask:
    day = doc_values.day
    mask: Mask = day != NO_DAY
    if request.date_from:
        mask &= day >= request.date_from.toordinal()
    if request.date_to:
        mask &= day <= request.date_to.toordinal()
    return mask


def _duplicates_mask(doc_values: DocValues, address: str) -> Mask:
    """Return which documents are the paragraph at *address*, ARTICLE#pN, or a duplicate of it."""
    mask = np.zeros(doc_values.size, np.bool_)
    article_id, _, number = address.rpartition("#p")
    for segment, base in zip(doc_values.segments, doc_values.bases.tolist(), strict=False):
        field = segment.segment.field("article")
        term = field.terms.find(article_id.encode()) if field is not None else -1
        if field is None or term < 0 or not number.isdigit():
            continue
        for doc_id in field.postings(term).documents.tolist():
            if int(segment.number[doc_id]) == int(number):
                mask[doc_values.duplicates.duplicates_of(base + doc_id)] = True
    return mask
