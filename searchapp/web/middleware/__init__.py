"""Handling of every request: access, limits, logs, metrics, errors."""
