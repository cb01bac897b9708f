"""Answering a request: one search service over one engine."""
