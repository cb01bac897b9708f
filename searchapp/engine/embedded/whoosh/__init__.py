"""Subclasses of Whoosh's codec, matcher and table of contents."""
