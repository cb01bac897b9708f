"""Editorial work on an index: questions for editors, their decisions, and publishing these."""
