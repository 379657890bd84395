"""Rejoinder: what an agency said, when and word for word, and what the evidence shows."""
