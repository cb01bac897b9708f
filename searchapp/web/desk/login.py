"""Login and logout of the desk, and the check that each of its requests passes."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from searchapp.web.desk.accounts import Accounts, SignedInEditor
from searchapp.web.desk.sessions import SESSION_SECONDS, is_desk_path
from searchapp.web.middleware.hosts_cors import methods_of
from searchapp.web.middleware.security_headers import UNFRAMED_POLICY

LOGIN = "desk_login"
_MAX_FORM_BYTES = 200_000
_MAX_FIELD_CHARACTERS = 1_000


def current_editor() -> SignedInEditor | None:
    """Return the editor of the request, or None for anybody else."""
    from flask_login import current_user

    return current_user if current_user.is_authenticated else None


def signed_in_name() -> str:
    """Return the name of the request's editor, who has passed ``check_request``."""
    editor = current_editor()
    if editor is None:
        raise RuntimeError("a view of the desk ran without an editor")
    return editor.name


def check_request(accounts: Accounts) -> ResponseReturnValue | None:
    """Let editors pass to the desk; lead others to the login, and refuse forged forms."""
    endpoint = (request.endpoint or "").rpartition(".")[2]
    if not endpoint.startswith("desk") or request.method not in methods_of(endpoint):
        return None
    if request.method == "POST" and (request.content_length or 0) > _MAX_FORM_BYTES:
        abort(413, f"A form of the desk has at most {_MAX_FORM_BYTES:,} bytes.")
    if endpoint != LOGIN and current_editor() is None:
        destination = request.full_path if request.method == "GET" else ""
        return redirect(_login_url(destination))
    accounts.check_token()
    return None


def without_caching(response: Response) -> Response:
    """Keep the pages of the desk out of caches and out of frames of other pages."""
    if is_desk_path(request.path):
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = UNFRAMED_POLICY
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _login_url(destination: str) -> str:
    if not destination:
        return url_for(f".{LOGIN}")
    return url_for(f".{LOGIN}", next=destination.rstrip("?"))


def _destination() -> str:
    """Return the page to show after the login: one of the desk, whatever the URL says."""
    # The path is below the root of the mount, as ``request.full_path`` gave it.
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or "\\" in wanted or not is_desk_path(parts.path):
        return url_for(".desk")
    return f"{request.root_path}{wanted}"


def login(accounts: Accounts) -> ResponseReturnValue:
    """Answer ``/desk/login``: the form, and the login itself."""
    if request.method != "POST":
        if current_editor() is not None:
            return redirect(_destination())
        return _form()
    name = request.form.get("name", "").strip()[:_MAX_FIELD_CHARACTERS]
    password = request.form.get("password", "")[:_MAX_FIELD_CHARACTERS]
    if accounts.is_limited(name):
        return _form("Too many attempts. Wait a quarter of an hour and try again.", name), 429
    if not accounts.log_in(name, password):
        return _form("There is no editor with this name and password.", name), 403
    return redirect(_destination(), 303)


def _form(problem: str = "", name: str = "") -> str:
    return render_template(
        "searchapp/desk/login.html",
        q="",
        problem=problem,
        name=name[:64],
        hours=SESSION_SECONDS // 3600,
    )


def logout(accounts: Accounts) -> ResponseReturnValue:
    """Answer ``POST /desk/logout``."""
    accounts.log_out()
    return redirect(url_for(f".{LOGIN}"), 303)
