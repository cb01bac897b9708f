"""Campaigns that try to break the program: killing, damaging, racing, flooding it.

Each is a command, seeded, that prints what it did and ends with 1 where anything was
wrong. The suite runs each in a short form.
"""
