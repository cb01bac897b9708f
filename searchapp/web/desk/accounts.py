"""Who is at the desk: logins by password or by a proxy's header, with limited attempts."""

from __future__ import annotations

import hashlib
import ipaddress
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Flask, Request, abort, request, session
from werkzeug.security import check_password_hash, generate_password_hash

from searchapp.editorial.editors.editors_file import Editor, EditorsFile
from searchapp.editorial.editors.session_file import SessionFile
from searchapp.settings import SettingError, Settings
from searchapp.web.desk.sessions import COOKIE_NAME, SESSION_SECONDS, DeskSessionInterface
from searchapp.web.middleware.optional_dependency import extra
from searchapp.web.middleware.rate_limit import client_network

_SESSION_ID = "session"
_MOUNT = "mount"

_LIMITS = (
    ("address and name", "5 per 15 minutes"),
    ("address", "40 per 15 minutes"),
    ("name", "60 per hour"),
)
"""Attempts to log in, right or wrong: one editor's slips do not lock out the newsroom."""


_REPORT_LIMITS = (("reports of an address", "5 per hour"), ("reports", "200 per hour"))
"""Reports of mistakes by readers."""


@dataclass(frozen=True, slots=True)
class SignedInEditor:
    """The editor of a request, as Flask-Login sees one.

    ``by_proxy`` is true where the proxy's header says who it is: there is no logout then.
    """

    name: str
    login_id: str
    by_proxy: bool = False
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """Return the id that Flask-Login keeps in the session."""
        return self.login_id


class Accounts:
    """The logins of one application's desk.

    Raises ``SettingError`` where the libraries of the extra ``desk`` are missing, or the file
    of editors lies where articles or the index do.
    """

    def __init__(self, app: Flask, settings: Settings) -> None:
        if settings.editors is None:
            raise SettingError("SEARCHAPP_EDITORS is not set.")
        _check_place(settings)
        with extra("desk", "SEARCHAPP_EDITORS", settings.editors):
            from flask_login import LoginManager
            from flask_wtf.csrf import CSRFError, CSRFProtect
            from limits import parse
            from limits.storage import storage_from_string
            from limits.strategies import MovingWindowRateLimiter
        self._csrf_error: type[Exception] = CSRFError
        self._settings = settings
        self._file = EditorsFile(settings.editors)
        self._sessions = SessionFile(self._file)
        self._limiter = MovingWindowRateLimiter(storage_from_string(settings.rate_limit_storage))
        self._limits = [(key, parse(limit)) for key, limit in _LIMITS]
        self._report_limits = [(key, parse(limit)) for key, limit in _REPORT_LIMITS]
        # Checked for names that nobody has, so that they take as long as others.
        self._nobodys_hash = generate_password_hash("nobody has this password")
        _configure_sessions(app, self._file)
        self._csrf = CSRFProtect(app)
        manager = LoginManager()
        manager.user_loader(self._editor_of_session)
        manager.request_loader(self._editor_of_header)
        manager.init_app(app, add_context_processor=False)

    @property
    def signed_in(self) -> frozenset[str]:
        """The names of the editors who are logged in by password."""
        return self._sessions.signed_in()

    def check_token(self) -> None:
        """Refuse a form that this desk did not give out to this session, with 400."""
        try:
            self._csrf.protect()
        except self._csrf_error:
            abort(
                400,
                "This form is not valid any more, and nothing was changed. Open the page again"
                " and repeat what you did.",
            )

    def is_limited(self, name: str) -> bool:
        """Count an attempt to log in as *name*; return whether there were too many."""
        address = client_network(request.remote_addr or "")
        keys = {"address and name": f"{address} {name}", "address": address, "name": name}
        allowed = [
            self._limiter.hit(limit, "searchapp-desk", key, keys[key])
            for key, limit in self._limits
        ]
        return not all(allowed)

    def is_reporting_limited(self, address: str) -> bool:
        """Count a report of a reader at *address*; return whether there were too many."""
        return not all(
            self._limiter.hit(limit, "searchapp-desk", key, address if key != "reports" else "all")
            for key, limit in self._report_limits
        )

    def log_in(self, name: str, password: str) -> bool:
        """Start a session of the editor *name*, and return whether the password is right.

        Raises ``EditorialError`` and ``OSError``.
        """
        from flask_login import login_user

        editor = self._file.editors().get(name)
        known = editor.password_hash if editor else ""
        right = check_password_hash(known or self._nobodys_hash, password)
        if not (right and editor and known):
            return False
        # A session that somebody else planted must not become this editor's.
        session.clear()
        session[_SESSION_ID] = self._sessions.start(editor, SESSION_SECONDS)
        session[_MOUNT] = self._mount()
        session.permanent = True
        login_user(SignedInEditor(editor.name, editor.login_id))
        return True

    def log_out(self) -> None:
        """End the session, so that its cookie is of no use to anybody who copied it.

        Raises ``EditorialError`` and ``OSError``.
        """
        if session_id := session.get(_SESSION_ID):
            self._sessions.end(session_id)
        session.clear()

    def _mount(self) -> str:
        """Return what identifies this mount: its root, and the index that it serves."""
        text = f"{request.root_path}\0{self._settings.index_dir.resolve()}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _editor_of_session(self, login_id: str) -> SignedInEditor | None:
        if session.get(_MOUNT) != self._mount():
            return None
        editor = self._sessions.editor(str(session.get(_SESSION_ID, "")))
        if editor is None or editor.login_id != login_id:
            return None
        return SignedInEditor(editor.name, editor.login_id)

    def _editor_of_header(self, incoming: Request) -> SignedInEditor | None:
        """Return the editor whom a trusted proxy names, or None."""
        header = self._settings.editor_header
        if not header or not self._is_from_proxy(incoming.environ):
            return None
        editor: Editor | None = self._file.editors().get(incoming.headers.get(header, ""))
        return SignedInEditor(editor.name, editor.login_id, by_proxy=True) if editor else None

    def _is_from_proxy(self, environ: dict[str, Any]) -> bool:
        """Whether the connection comes from a trusted proxy, whatever its headers say."""
        if not self._settings.proxies:
            return False
        # ProxyFix has replaced the address by that of the client.
        original = environ.get("werkzeug.proxy_fix.orig") or {}
        peer = str(original.get("REMOTE_ADDR") or "")
        if not peer:
            return "unix" in self._settings.editor_proxies
        with suppress(ValueError):
            address = ipaddress.ip_address(peer)
            mapped = getattr(address, "ipv4_mapped", None)
            return any(
                (mapped or address) in ipaddress.ip_network(network, strict=False)
                for network in self._settings.editor_proxies
                if network != "unix"
            )
        return False


def _check_place(settings: Settings) -> None:
    """Raise ``SettingError`` where the file of editors would be read as an article or deleted."""
    path = (settings.editors or settings.index_dir).resolve()
    for name, folder in (("corpus", settings.corpus_dir), ("index", settings.index_dir)):
        if path.is_relative_to(folder.resolve()):
            raise SettingError(
                f"SEARCHAPP_EDITORS must be outside the {name} folder (got {settings.editors})."
            )


def _configure_sessions(app: Flask, file: EditorsFile) -> None:
    try:
        app.secret_key = file.secret_key()
    except (OSError, ValueError) as error:
        raise SettingError(
            f"SEARCHAPP_EDITORS: the secret key beside {file.path} cannot be used: {error}"
        ) from None
    app.session_interface = DeskSessionInterface()
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE_NAME,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SESSION_SECONDS,
        # Flask-WTF would check every POST of the application, such as those of the API.
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
