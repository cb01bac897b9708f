"""Frozen records that the packages exchange; nothing here computes or formats."""
