"""Rules that propose a cue with its source."""
