"""Commands for editors: their decisions, and what these say about the program."""
