"""The product over HTTP: pages for people, JSON for programs, one Blueprint for both."""
