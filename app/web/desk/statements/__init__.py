"""Pairs, safeguards and concerns."""
