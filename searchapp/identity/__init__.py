"""Speaker identity: which names across an archive are one speaker."""
