"""File formats of a segment, each with its reader and writer."""
