"""Pictures of the pages, made from the project's own corpus: ``python -m tests.screenshots``."""
