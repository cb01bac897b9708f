"""Formats based on XML: RSS and Atom, NITF and NewsML-G2, and in zip files DOCX and EPUB."""
