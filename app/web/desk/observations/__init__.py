"""Observations of commitments."""
