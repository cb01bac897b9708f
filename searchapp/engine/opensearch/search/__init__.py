"""Search in one generation: requests to the cluster, and results from its responses."""
