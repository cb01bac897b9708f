"""Subjects that are sources: noun phrases before a verb, with what stands between the two."""
