"""Commands that write, compare or copy an index."""
