"""From corpus to index: what changed, runs and their reports."""
