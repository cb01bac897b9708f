"""Search engines behind one interface: ``embedded`` (Whoosh), the default."""
