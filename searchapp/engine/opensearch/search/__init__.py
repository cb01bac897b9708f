"""Search in one generation: results of requests to the cluster, read from its responses."""
