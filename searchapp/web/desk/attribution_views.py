"""Pages of questions about attributions: the queues, and one paragraph with all its speakers."""

from __future__ import annotations

import datetime
from typing import cast, get_args

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from searchapp.desk.decisions import AttributionKey, ConflictError
from searchapp.desk.questions import JudgementError, Question, questions_of
from searchapp.desk.queues import QueueItem, QueueName, QueueState, next_item
from searchapp.editorial import EditorialError
from searchapp.editorial.change_log import read_changes
from searchapp.web.desk import forms
from searchapp.web.desk.desk import Desk
from searchapp.web.desk.login import signed_in_name
from searchapp.web.desk.question_views import QuestionView, question_view
from searchapp.web.middleware.errors import article_not_found, paragraph_not_found

QUEUES: dict[QueueName, str] = {
    "doubtful": "Doubtful speakers",
    "odd-names": "Speakers that look like no names",
}

_WAIT_SECONDS = 3.0
"""How long a page waits for the index to be read before it says that it is being read."""

_ACTIVE_MINUTES = 15
"""An editor whom a proxy logs in counts as active so long after a decision."""

BELOW_CHOICES = (0.5, 0.6, 0.7, 0.8, 0.9)


def queue(desk: Desk, queue: str) -> ResponseReturnValue:
    """Answer ``/desk/queues/NAME``: the next question, and the answer to one."""
    if queue not in get_args(QueueName):
        abort(404, "There is no such queue.")
    name = cast("QueueName", queue)
    if request.method == "POST":
        return _answer(desk, name)
    if not desk.queues.ready(_WAIT_SECONDS):
        return desk.page("reading.html", "queues", title=QUEUES[name]), {"Refresh": "3"}
    return _queue_page(desk, name)


def _queue_page(desk: Desk, name: QueueName, problem: str = "") -> str:
    filter_ = forms.queue_filter()
    state = desk.queues.state(name, filter_)
    view = _next_view(desk, state)
    return desk.page(
        "queue.html",
        "queues",
        name=name,
        title=QUEUES[name],
        view=view,
        filter=filter_,
        pairs=forms.filter_pairs(filter_),
        below_choices=BELOW_CHOICES,
        sources=desk.queues.sources(name),
        state=state,
        last=desk.last_change(),
        problem=problem,
        put_off=len(forms.put_off_hashes().intersection(i.hash for i in state.open_items)),
    )


def active_editors(desk: Desk) -> frozenset[str]:
    """Return who may be answering questions: those logged in, and those who just answered."""
    since = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=_ACTIVE_MINUTES)
    changes = read_changes(desk.service.settings.corpus_dir)
    return desk.accounts.signed_in.union(c.who for c in changes if c.at >= since)


def _next_view(desk: Desk, state: QueueState) -> QuestionView | None:
    """Return the next question that the index still has."""
    items = list(state.open_items)
    active, put_off = active_editors(desk), forms.put_off_hashes()
    while item := next_item(items, signed_in_name(), active, put_off):
        question = _question(desk, item)
        if question is not None:
            return question_view(question, desk.recorder.state(question))
        items.remove(item)
    return None


def _question(desk: Desk, item: QueueItem) -> Question | None:
    try:
        return item.key.question(desk.service.article(item.article_id))
    except JudgementError:
        return None


def _answer(desk: Desk, name: QueueName) -> ResponseReturnValue:
    """Record the answer of the form and go to the next question."""
    next_url = forms.queue_url(name, forms.queue_filter())
    try:
        key = forms.attribution_key()
        if request.form.get("answer") == "later":
            forms.put_off(_item_hash(key))
            return redirect(next_url, 303)
        _record(desk, key)
    except (JudgementError, EditorialError, OSError) as error:
        if not desk.queues.ready(_WAIT_SECONDS):
            abort(503, str(error))
        return _queue_page(desk, name, problem_of(error)), status_of(error)
    return redirect(next_url, 303)


def _item_hash(key: AttributionKey) -> str:
    return QueueItem(key.article_id, key.number, key.speaker_id, "", key.cue, 0.0, "", None).hash


def _record(desk: Desk, key: AttributionKey) -> None:
    article = desk.service.article(key.article_id)
    judgement = forms.judgement(key.question(article).candidates())
    state = request.form.get("state")
    desk.remember(desk.recorder.judge(signed_in_name(), key, judgement, state))


def problem_of(error: Exception) -> str:
    """Return what an editor reads of an error."""
    if isinstance(error, OSError):
        return f"The decision could not be written, and nothing was changed: {error.strerror}."
    return str(error)


def status_of(error: Exception) -> int:
    """Return the HTTP status of an error of a decision."""
    if isinstance(error, ConflictError):
        return 409
    return 400 if isinstance(error, JudgementError) else 503


def paragraph(desk: Desk, article_id: str, number: int) -> ResponseReturnValue:
    """Answer ``/desk/articles/ID/paragraphs/N``: the speakers of one paragraph, and answers."""
    if request.method != "POST":
        return _paragraph_page(desk, article_id, number)
    try:
        _record(desk, forms.attribution_key())
    except (JudgementError, EditorialError, OSError) as error:
        return _paragraph_page(desk, article_id, number, problem_of(error)), status_of(error)
    return redirect(url_for(".desk_paragraph", article_id=article_id, number=number), 303)


def _paragraph_page(desk: Desk, article_id: str, number: int, problem: str = "") -> str:
    article = desk.service.article(article_id)
    if article is None:
        article_not_found(desk.service, article_id)
    questions = questions_of(article, number)
    if not questions:
        paragraph_not_found(desk.service, article_id, number)
    views = [question_view(question, desk.recorder.state(question)) for question in questions]
    return desk.page(
        "paragraph.html",
        "queues",
        views=views,
        view=views[0],
        last=desk.last_change(),
        pending=views[0].question.address in desk.pending_subjects(),
        problem=problem,
    )
