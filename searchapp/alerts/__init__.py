"""Alerts: searches whose new paragraphs are sent by e-mail, to a webhook or to a file."""

from searchapp.alerts.definitions import ALERTS_FILE, Alert, read_alerts
from searchapp.alerts.sender import AlertSender, DeliveryOutcome

__all__ = ["ALERTS_FILE", "Alert", "AlertSender", "DeliveryOutcome", "read_alerts"]
