"""What applies to every request: access, limits, logs, metrics, errors."""
