"""The default engine: Whoosh, on the disk of one machine."""
