"""Requests of the query DSL: translated queries, their clauses, filters and sort orders."""
