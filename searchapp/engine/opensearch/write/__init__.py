"""Writing a generation: bulk requests, the lease, derived documents, the store."""
