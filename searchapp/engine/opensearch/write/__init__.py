"""Writing a generation into a cluster."""
