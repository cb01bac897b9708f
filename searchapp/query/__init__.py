"""From what was typed to a syntax tree, and from there to Whoosh queries and words."""
