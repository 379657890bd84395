"""What the tests stand on: throw-away databases, a server, a browser, checkers of pages."""
