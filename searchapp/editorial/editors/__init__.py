"""The people who may use the desk, and their sessions."""
