"""Rules that propose attributions: a cue, its source and the side of its content."""
