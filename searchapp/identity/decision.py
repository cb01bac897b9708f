"""Decision on a candidate pair: a score in log-odds whose logistic is the confidence.

The score is the sum of a prior for the relation of the two names and a weight for each piece of
evidence. Priors, weights and thresholds were set by hand on one archive, a newswire's of 1987,
where a sample of pairs had been judged; they were not fitted, and have not been measured on
another archive. ``python -m tests.benchmarks.identity`` measures them on such a sample by five
folds: on 60 speakers of that archive, every threshold from 0.6 to 0.91 joins the same 44 of 60
pairs and none wrongly. They make joins that are rarely wrong: a wrong join puts words in somebody's
mouth, while names that stay apart are only listed as two.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from searchapp.identity.candidates import Candidate, NameIndex
from searchapp.identity.evidence import Evidence
from searchapp.identity.relation_rules import RELATION_RULES, Contribution
from searchapp.models.identity import Join, Relation

JOIN_CONFIDENCE = 0.91
"""Pairs with at least this confidence are joined."""

DOUBTFUL_CONFIDENCE = 0.5
"""Pairs with at least this confidence that are not joined are offered to an editor."""

APART_CONFIDENCE = 0.03
"""Pairs with at most this confidence are never one speaker, not even by way of a third name."""

# Log-odds by the share of the judged pairs of a relation that are one speaker: 1.3 is 78 %.
_PRIORS: dict[Relation, float] = {
    "legal form": 1.3,
    "middle name": 2.0,
    "short given name": 1.3,
    "initial": 0.5,
    "misspelling": 0.7,
    "title before": 3.0,
    "last name": -0.2,
    "short name": -1.6,
    "cut name": -2.0,
    "acronym": -0.5,
}
# Shared words of roles add a third of their weight (``Evidence.role_weight``), at most 4.
_ROLE_WEIGHT_DIVISOR = 3
_MAX_ROLE_WEIGHT = 12.0
_MANY_YEARS = 5


def judge(names: NameIndex, candidate: Candidate, evidence: Evidence) -> Join:
    """Return the pair with its confidence and the reasons."""
    contributions = [
        (_PRIORS[candidate.relation], candidate.relation),
        *_role_evidence(candidate.relation, evidence),
        *_time_evidence(evidence),
        *RELATION_RULES[candidate.relation](names, candidate, evidence),
    ]
    confidence = 1 / (1 + math.exp(-sum(weight for weight, _ in contributions)))
    reasons = tuple(reason for _, reason in contributions if reason)
    first, second = sorted((candidate.short, candidate.full))
    return Join(first, second, candidate.relation, round(confidence, 3), reasons)


def _role_evidence(relation: Relation, evidence: Evidence) -> Iterator[Contribution]:
    if evidence.roles_differ and relation != "title before":
        yield -5.0, "roles that share no word"
    elif evidence.role_weight:
        words = ", ".join(evidence.shared_roles[:3])
        weight = min(evidence.role_weight, _MAX_ROLE_WEIGHT) / _ROLE_WEIGHT_DIVISOR
        yield weight, f"roles with {words}"


def _time_evidence(evidence: Evidence) -> Iterator[Contribution]:
    if evidence.shared_articles:
        yield 1.5, f"both speak in {evidence.shared_articles} of the same articles"
    if evidence.years_apart >= _MANY_YEARS:
        yield -2.0, f"{evidence.years_apart} years between their articles"
