"""Whom a pronoun, a description or a plural refers to."""
