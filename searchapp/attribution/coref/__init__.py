"""Coreference: the speakers that names, pronouns, descriptions and plurals refer to."""
