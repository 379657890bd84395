"""Tables, queries and files. Knows the domain, and nothing of Flask or of use cases."""
