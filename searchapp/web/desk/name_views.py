"""Pages of questions about two names, which may be one speaker or two."""

from __future__ import annotations

from typing import cast, get_args

from flask import abort, redirect, request, session
from flask.typing import ResponseReturnValue

from searchapp.desk.name_pairs import NamedForm, PairQueue, named_forms, undecided_pairs
from searchapp.desk.questions import JudgementError
from searchapp.editorial import EditorialError
from searchapp.editorial.file_edits import PairState
from searchapp.models.identity import Join
from searchapp.web.desk.attribution_views import problem_of, status_of
from searchapp.web.desk.desk import Desk
from searchapp.web.desk.login import signed_in_name
from searchapp.web.presenters.urls import page_url

PAIR_QUEUES: dict[PairQueue, str] = {
    "may-be-one": "Names that may be one speaker",
    "may-be-two": "Joined names that may be two speakers",
}
RELATIONS: tuple[PairState, ...] = ("same", "different")

_LATER = "later-names"
_MAX_LATER = 30


def names(desk: Desk, queue: str) -> ResponseReturnValue:
    """Answer ``/desk/names/QUEUE``: the next pair of names, and the answer to one."""
    if queue not in get_args(PairQueue):
        abort(404, "There is no such queue.")
    name = cast("PairQueue", queue)
    if request.method != "POST":
        return _page(desk, name)
    answer = request.form.get("answer", "")
    if answer == "later":
        pair = request.form.get("pair", "")[:120]
        session[_LATER] = [*session.get(_LATER, []), pair][-_MAX_LATER:]
        return redirect(_url(name), 303)
    try:
        _relate(desk, answer)
    except (JudgementError, EditorialError, OSError) as error:
        return _page(desk, name, problem_of(error)), status_of(error)
    return redirect(_url(name), 303)


def _relate(desk: Desk, answer: str) -> None:
    first, second = request.form.get("name", "")[:200], request.form.get("other", "")[:200]
    for relation in RELATIONS:
        if answer == relation:
            desk.remember(desk.recorder.relate(signed_in_name(), first, second, relation))
            return
    raise JudgementError("The form has no answer.")


def _url(queue: PairQueue) -> str:
    return page_url(f"desk/names/{queue}")


def _page(desk: Desk, queue: PairQueue, problem: str = "") -> str:
    pairs = undecided_pairs(desk.service, queue)
    later = session.get(_LATER, [])
    pairs.sort(key=lambda join: _pair_key(join) in later)
    shown: Join | None = None
    forms: tuple[NamedForm, ...] = ()
    for join in pairs:
        named = named_forms(desk.service, join)
        if len(named) == 2:
            shown, forms = join, tuple(named)
            break
    return desk.page(
        "names.html",
        "queues",
        name=queue,
        title=PAIR_QUEUES[queue],
        join=shown,
        pair=_pair_key(shown) if shown else "",
        forms=forms,
        open_pairs=len(pairs),
        last=desk.last_change(),
        problem=problem,
    )


def _pair_key(join: Join) -> str:
    return f"{join.first}={join.second}"[:120]
