"""Sessions for private pages alone, so that a public page can't read one, set a cookie or vary by it."""

from __future__ import annotations

import time

from flask import Flask, Request, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

PRIVATE = ("/desk", "/login", "/logout", "/password", "/verify", "/join", "/codes")
LONGEST_SESSION = 12 * 60 * 60
REPORTS = "/report"
"""Readers' reports have a session of their own, in a cookie that no other address is sent: it knows nobody."""
REPORTS_LAST = 2 * 24 * 60 * 60


class PrivateSessions(SecureCookieSessionInterface):
    """Opens a session under the private addresses. Elsewhere reading finds nobody and writing is an error."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session, or None (no session at all) on a public address.

        Who signed in longer ago than twelve hours, however busy since, is a stranger again.
        """
        if not any(_within(request.path, one) for one in (*PRIVATE, REPORTS)):
            return None
        if _within(request.path, REPORTS):
            return self._open_report(app, request)
        opened = super().open_session(app, request)
        if opened is not None and "_user_id" in opened and time.time() - opened.get("fs_paa", 0) > LONGEST_SESSION:
            opened.clear()
        return opened

    def _open_report(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Open the session of reports, which outlasts a form that somebody writes at for hours."""
        serializer = self.get_signing_serializer(app)
        kept = request.cookies.get(self.get_cookie_name(app), "")
        try:
            return self.session_class(serializer.loads(kept, max_age=REPORTS_LAST)) if serializer else None
        except BadSignature:
            return self.session_class()

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Leave the cookie as it is where a page only tells that it was left (`g.cookie_stays`).

        Signing out is what it may be left for, and this answer may be the later one: it would sign in again.
        """
        return "cookie_stays" not in g and super().should_set_cookie(app, session)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Keep the cookie to TLS where the request came by it."""
        return request.is_secure or super().get_cookie_secure(app)

    def get_cookie_name(self, app: Flask) -> str:
        """Name the cookie so that under TLS no other host or path can set it."""
        if _within(request.path, REPORTS):
            return "__Secure-report" if request.is_secure else "report"
        name = super().get_cookie_name(app)
        return f"__Host-{name}" if request.is_secure else name

    def get_cookie_path(self, app: Flask) -> str:
        """Keep the cookie of reports to their addresses."""
        return REPORTS if _within(request.path, REPORTS) else super().get_cookie_path(app)


def _within(path: str, area: str) -> bool:
    return path == area or path.startswith(f"{area}/")
