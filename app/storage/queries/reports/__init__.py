"""Queries over readers' reports."""
