"""Sessions for private pages alone, so that a public page can't read one, set a cookie or vary by it."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

PRIVATE = ("/desk", "/login", "/logout", "/password", "/verify")


class PrivateSessions(SecureCookieSessionInterface):
    """Opens a session under the private addresses. Elsewhere reading finds nobody and writing is an error."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session, or None (no session at all) on a public address."""
        if not any(request.path == one or request.path.startswith(f"{one}/") for one in PRIVATE):
            return None
        return super().open_session(app, request)
