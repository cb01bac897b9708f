"""Campaigns: seeded, long-running robustness tests that kill, damage, race and attack the program.

Each is a command that prints a summary and exits with 1 on any failure. The test suite runs a
short form of each.
"""
