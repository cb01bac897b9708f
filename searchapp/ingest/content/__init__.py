"""Content of files: encodings, XML, markup, short codes, and web pages."""
