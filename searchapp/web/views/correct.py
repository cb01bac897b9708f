"""Page of a paragraph's correction for those who have no desk: the lines to copy."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from searchapp.desk.questions import Judgement, JudgementError, Question, judged, questions_of
from searchapp.editorial.toml_edits import appended
from searchapp.editorial.toml_files import correction_values
from searchapp.models.search import SearchRequest
from searchapp.search.service import SearchService
from searchapp.web.middleware.errors import article_not_found, paragraph_not_found
from searchapp.web.presenters import urls

_MAX_NAME_CHARACTERS = 200


def correct(service: SearchService, article_id: str, number: int) -> ResponseReturnValue:
    """Answer ``GET /articles/ID/paragraphs/N/correct``.

    With a desk it leads there. Without one, it shows the lines of ``corrections.toml`` that
    correct the chosen attribution; nothing is stored.
    """
    if f"{request.blueprint}.desk_paragraph" in current_app.view_functions:
        return redirect(url_for(".desk_paragraph", article_id=article_id, number=number))
    article = service.article(article_id)
    if article is None:
        article_not_found(service, article_id)
    questions = questions_of(article, number)
    if not questions:
        paragraph_not_found(service, article_id, number)
    chosen = request.args.get("which", 0, type=int)
    chosen = chosen if 0 <= chosen < len(questions) else 0
    name = " ".join(request.args.get("name", "").split())[:_MAX_NAME_CHARACTERS]
    return render_template(
        "searchapp/correct.html",
        q="",
        article=article,
        number=number,
        questions=questions,
        chosen=chosen,
        name=name,
        lines=_lines(questions[chosen], name) if "name" in request.args else "",
        paragraph_url=urls.HitUrls(SearchRequest()).paragraph(article_id, number),
    )


def _lines(question: Question, name: str) -> str:
    """Return the lines that name the speaker, or nobody where *name* has no letter."""
    try:
        correction = judged(question, Judgement("speaker", name), ())
    except JudgementError:
        correction = judged(question, Judgement("nobody"), ())
    return appended("", "correction", [], [correction_values(correction)])
