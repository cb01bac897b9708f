"""How probable an attribution is, and what is kept."""
