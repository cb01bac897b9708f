"""Probabilities of candidates, sources and speakers, and the attributions they leave."""
