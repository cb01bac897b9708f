"""Delivery of a digest: by e-mail, to a webhook, or to a file."""

from __future__ import annotations

import hashlib
import hmac
import os
import smtplib
import ssl
import urllib.error
import urllib.request
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any

import msgspec

from searchapp.alerts.definitions import Alert
from searchapp.alerts.digest import Digest, digest_html, digest_text
from searchapp.settings import Settings

_TIMEOUT_SECONDS = 20


class DeliveryError(Exception):
    """A digest that could not be delivered; the message says why and contains no secret."""


def deliver(digest: Digest, alert: Alert, settings: Settings) -> None:
    """Send *digest* to the target of *alert*. Raises ``DeliveryError``."""
    if alert.emails:
        _send_email(digest, alert, settings)
    elif alert.webhook:
        _post(digest, alert)
    else:
        _append(digest, alert, settings)


def email_message(digest: Digest, alert: Alert, sender: str) -> EmailMessage:
    """Return *digest* as an e-mail, as text and as HTML.

    ``Message-ID`` is derived from the digest's id, so that receivers can drop a second copy;
    ``List-Unsubscribe`` (RFC 2369) is a message to *sender*.
    """
    address = Address(addr_spec=sender)
    message = EmailMessage()
    message["Subject"] = digest.subject
    message["From"] = address
    message["To"] = [Address(addr_spec=email) for email in alert.emails]
    message["Date"] = format_datetime(digest.made_at)
    message["Message-ID"] = f"<{digest.id}@{address.domain}>"
    message["List-Unsubscribe"] = f"<mailto:{sender}?subject=unsubscribe>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(digest_text(digest))
    message.add_alternative(digest_html(digest), subtype="html")
    return message


def _send_email(digest: Digest, alert: Alert, settings: Settings) -> None:
    if not settings.smtp_host or not settings.alerts_from:
        raise DeliveryError("SEARCHAPP_SMTP_HOST and SEARCHAPP_ALERTS_FROM must be set")
    try:
        message = email_message(digest, alert, settings.alerts_from)
        context = ssl.create_default_context(cafile=settings.smtp_ca_certs)
        with _connected(settings, context) as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            refused = server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise DeliveryError(f"{settings.smtp_host}: {_reason(error)}") from error
    if refused:
        raise DeliveryError(f"{settings.smtp_host} refused {', '.join(refused)}")


def _connected(settings: Settings, context: ssl.SSLContext) -> smtplib.SMTP:
    where: dict[str, Any] = {
        "host": settings.smtp_host,
        "port": settings.smtp_port,
        "timeout": _TIMEOUT_SECONDS,
    }
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(**where, context=context)
    server = smtplib.SMTP(**where)
    if settings.smtp_security == "starttls":
        server.starttls(context=context)
    return server


def webhook_signature(secret: bytes, body: bytes) -> str:
    """Return the value of ``X-Signature-256``: an HMAC with SHA-256 of the *body*."""
    return f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A signed body is sent to no other address than that of the alert."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _post(digest: Digest, alert: Alert) -> None:
    body = msgspec.json.encode(digest)
    headers = {"Content-Type": "application/json", "X-Delivery-Id": digest.id}
    try:
        if alert.secret_file:
            headers["X-Signature-256"] = webhook_signature(
                alert.secret_file.read_bytes().strip(), body
            )
        request = urllib.request.Request(alert.webhook, body, headers)  # noqa: S310 - http(s) only
        opener = urllib.request.build_opener(_NoRedirects)
        with opener.open(request, timeout=_TIMEOUT_SECONDS) as response:
            status = response.status
    except (OSError, ValueError) as error:
        raise DeliveryError(f"{alert.target}: {_reason(error)}") from error
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise DeliveryError(f"{alert.target} answered {status}")


def _append(digest: Digest, alert: Alert, settings: Settings) -> None:
    """Add *digest* as a line of JSON to the alert's file.

    A part of a line that a killed process left is cut off first.
    """
    if settings.alerts_dir is None:
        raise DeliveryError("SEARCHAPP_ALERTS_DIR must be set")
    path = settings.alerts_dir / alert.file
    line = msgspec.json.encode(digest) + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            _cut_unfinished_line(file)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DeliveryError(f"{path}: {_reason(error)}") from error


def _cut_unfinished_line(file: Any) -> None:
    file.seek(0)
    end = 0
    for line in file:
        end += len(line) if line.endswith(b"\n") else 0
    file.truncate(end)


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        shown = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
        return f"{error.smtp_code} {shown}"
    return str(getattr(error, "strerror", None) or getattr(error, "reason", None) or error)
