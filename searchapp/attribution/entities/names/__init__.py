"""Names as an article spells them: where they begin and end, their titles and variants."""
