"""From corpus to index: reindexing, dry runs and the record of the last run."""
