"""The desk: the pages on which editors correct speakers. See docs/desk.md."""
