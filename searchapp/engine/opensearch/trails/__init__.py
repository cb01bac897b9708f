"""Trails of a generation in a cluster: how they are gathered, stored and looked up."""
