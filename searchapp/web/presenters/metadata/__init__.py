"""Metadata of pages for programs: schema.org, and what reference managers read."""
