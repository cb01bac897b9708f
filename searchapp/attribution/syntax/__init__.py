"""Tokens, quotations, sentences and clauses of a paragraph."""
