"""Word lists of a language, and their reader."""
