"""What both engines share: highlighting, facets, stored paragraphs, policies."""
