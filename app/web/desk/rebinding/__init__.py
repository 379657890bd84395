"""Binding evidence and findings to other words, by a person."""
