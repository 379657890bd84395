"""Captures: taking them in, and making records of what is in them."""
