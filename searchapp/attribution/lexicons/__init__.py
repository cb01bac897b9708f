"""Lexicons: the word lists of each language, and their loader."""
