"""The search engine over an OpenSearch cluster, for archives that outgrow one machine."""
