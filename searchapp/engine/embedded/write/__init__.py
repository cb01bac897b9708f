"""Writing a generation: segments, merges and commits."""
