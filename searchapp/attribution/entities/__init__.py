"""Who is named in an article: mentions gathered into persons and organizations."""
