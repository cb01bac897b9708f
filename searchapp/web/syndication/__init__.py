"""What other programs take from the archive: feeds, oEmbed, and its search as a browser's."""
