"""Writing a generation: documents, mappings, bulk requests, the lease, the store."""
