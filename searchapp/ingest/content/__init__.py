"""Text of articles as files encode it: character encodings, markup, short codes, web pages."""
