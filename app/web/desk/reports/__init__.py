"""Readers' reports, as editors see them."""
