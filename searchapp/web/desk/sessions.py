"""Sessions of editors: a signed cookie that only the desk's addresses set and receive."""

from __future__ import annotations

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

SESSION_SECONDS = 12 * 3600
"""Lifetime of a login. It is not extended by use."""

COOKIE_NAME = "searchapp_desk"
PATH = "/desk"


def is_desk_path(path: str) -> bool:
    """Whether *path*, below the application's root, is an address of the desk."""
    return path == PATH or path.startswith(f"{PATH}/")


class DeskSessionInterface(SecureCookieSessionInterface):
    """Flask's signed cookies, limited to the desk.

    Elsewhere the session is empty and never saved, so that no public page sets a cookie or
    varies with one.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session in the cookie of a request to the desk, else an empty one."""
        if not is_desk_path(request.path):
            return SecureCookieSession()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie where a request to the desk changed the session."""
        if is_desk_path(request.path):
            super().save_session(app, session, response)

    def get_cookie_path(self, app: Flask) -> str:  # noqa: ARG002
        """Return the path of the desk on this mount, behind whatever prefix a proxy adds."""
        return f"{request.root_path}{PATH}"

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        """Return whether the request came by TLS."""
        return request.is_secure
