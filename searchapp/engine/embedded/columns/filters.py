"""Filters of a request as masks over doc values; they never change scores."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.format.docid_sets import DocIds, Mask
from searchapp.engine.embedded.format.segment_reader import NO_DAY
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.normalize import slug
from searchapp.models.search import SearchRequest


class Filters:
    """The filters of one request; each has a name and a mask over all documents."""

    def __init__(self, doc_values: DocValues, request: SearchRequest) -> None:
        self._masks: dict[str, Mask] = {}
        speakers = {slug(speaker) for speaker in request.speakers}
        quotations = request.quotations
        if quotations:
            self._masks["quotation"] = doc_values.facet("quotation").mask(quotations)
        required = request.required_quotations
        if required != quotations:
            self._masks["view"] = doc_values.facet("quotation").mask(required)
        if speakers and required:
            # Both have to hold for the same attribution.
            pairs = {f"{s}{PAIR_SEPARATOR}{q}" for s in speakers for q in required}
            self._masks["speaker"] = doc_values.facet("pair").mask(pairs)
        elif speakers:
            self._masks["speaker"] = doc_values.facet("speaker").mask(speakers)
        if request.sources:
            self._masks["source"] = doc_values.facet("source").mask(request.sources)
        if request.roles:
            self._masks["role"] = doc_values.facet("role").mask({slug(r) for r in request.roles})
        if request.years:
            self._masks["year"] = doc_values.facet("year").mask(request.years)
        if request.copies_of:
            self._masks["copies_of"] = _duplicates_mask(doc_values, request.copies_of)
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
