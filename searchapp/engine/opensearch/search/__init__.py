"""Searching a generation in a cluster."""
