"""Replies to findings."""
