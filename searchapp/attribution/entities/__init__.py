"""Entities of an article: persons and organizations, gathered from the mentions of their names."""
