"""Makers of what tests need: sites and libraries."""
