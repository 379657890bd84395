"""The web: pages for readers and editors, feeds for programs. Translates requests to queries and services."""
