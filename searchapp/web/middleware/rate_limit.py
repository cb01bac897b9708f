"""Rate limits for each client address."""

from __future__ import annotations

import ipaddress

from flask import Flask

from searchapp.settings import SettingError, Settings, SettingValueError
from searchapp.web.middleware.optional_dependency import extra

_UNLIMITED = frozenset({"static", "api_health", "api_ready", "metrics"})
"""Endpoints without a limit, so that monitoring always gets through."""


def client_network(address: str) -> str:
    """Return the address that limits go by: of IPv6 the network of 64 bits, as one client has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed.packed, 64), strict=False))


def limit_requests(app: Flask, settings: Settings) -> None:
    """Limit the requests of each client address by ``SEARCHAPP_RATE_LIMIT``; 429 beyond.

    Without that setting nothing is limited. Raises ``SettingError`` where it is not a limit
    or its storage cannot be used.
    """
    if not settings.rate_limit:
        return
    name = "SEARCHAPP_RATE_LIMIT"
    with extra("serve", name, settings.rate_limit):
        from flask import request
        from flask_limiter import Limiter
        from flask_limiter.util import get_remote_address
        from limits import parse_many
        from limits.errors import ConfigurationError
    try:
        parse_many(settings.rate_limit)
    except ValueError:
        allowed = "limits such as 60 per minute or 5/second;1000/day"
        raise SettingValueError(name, settings.rate_limit, allowed) from None
    limiter = Limiter(
        lambda: client_network(get_remote_address()),
        application_limits=[settings.rate_limit],
        headers_enabled=True,
        storage_uri=settings.rate_limit_storage,
    )
    limiter.request_filter(lambda: (request.endpoint or "").rpartition(".")[2] in _UNLIMITED)
    try:
        limiter.init_app(app)
    except (ConfigurationError, ImportError) as error:
        # The storage's address is not shown: it may contain a password.
        raise SettingError(f"SEARCHAPP_RATE_LIMIT_STORAGE cannot be used: {error}") from None
