"""Proposals: what extraction thinks a page holds."""
