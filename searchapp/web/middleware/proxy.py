"""Trust in the ``X-Forwarded-*`` headers of the proxies before the server."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from searchapp.settings import Settings

_PREFIX_KEY = "HTTP_X_FORWARDED_PREFIX"
# Neither "//host", which a browser takes for another host, nor ".." and escapes.
_PREFIX = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+){1,10}")


def trust_proxies(app: Flask, settings: Settings) -> None:
    """Take client address, scheme and host from ``SEARCHAPP_PROXIES`` proxies.

    A path prefix is taken only with ``SEARCHAPP_PROXY_PREFIX``, since most proxies pass on the
    header of any client, and only where it is a path of plain segments.
    """
    hops = settings.proxies
    if not hops:
        return
    application = ProxyFix(
        app.wsgi_app,
        x_for=hops,
        x_proto=hops,
        x_host=hops,
        x_prefix=hops if settings.proxy_prefix else 0,
    )

    def without_bad_prefix(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        prefixes = environ.get(_PREFIX_KEY, "").split(",")
        if not all(_PREFIX.fullmatch(prefix.strip()) for prefix in prefixes):
            environ.pop(_PREFIX_KEY, None)
        return application(environ, start_response)

    app.wsgi_app = without_bad_prefix  # type: ignore[method-assign]
