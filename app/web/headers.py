"""Headers on every answer: no script but ours, and who may cache what."""

from __future__ import annotations

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PUBLIC_AREAS = {"library", "compare", "feeds"}
PUBLIC = "public, max-age=0, s-maxage=60, must-revalidate"
GOOD = 200
BROKEN = 500


def install_headers(app: Flask) -> None:
    """Set the security headers; give public pages a strong ETag. The cache answers 304 where it still holds."""

    @app.after_request
    def secure(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.is_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint == "static":
            return response
        if request.blueprint not in PUBLIC_AREAS or response.status_code >= BROKEN:
            headers["Cache-Control"] = "no-store"
            return response
        headers.setdefault("Cache-Control", PUBLIC)
        if response.status_code == GOOD and request.method in {"GET", "HEAD"} and not response.is_streamed:
            response.add_etag()
        return response
