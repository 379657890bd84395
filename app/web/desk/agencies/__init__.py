"""Agencies."""
