"""Sessions for private pages alone, so that a public page can't read one, set a cookie or vary by it."""

from __future__ import annotations

import time

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

PRIVATE = ("/desk", "/login", "/logout", "/password", "/verify", "/join")
LONGEST_SESSION = 12 * 60 * 60


class PrivateSessions(SecureCookieSessionInterface):
    """Opens a session under the private addresses. Elsewhere reading finds nobody and writing is an error."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session, or None (no session at all) on a public address.

        Who signed in longer ago than twelve hours, however busy since, is a stranger again.
        """
        if not any(request.path == one or request.path.startswith(f"{one}/") for one in PRIVATE):
            return None
        opened = super().open_session(app, request)
        if opened is not None and "_user_id" in opened and time.time() - opened.get("fs_paa", 0) > LONGEST_SESSION:
            opened.clear()
        return opened

    def get_cookie_secure(self, app: Flask) -> bool:
        """Keep the cookie to TLS where the request came by it."""
        return request.is_secure or super().get_cookie_secure(app)

    def get_cookie_name(self, app: Flask) -> str:
        """Name the cookie so that under TLS no other host or path can set it."""
        name = super().get_cookie_name(app)
        return f"__Host-{name}" if request.is_secure else name
