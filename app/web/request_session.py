"""The one commit of a request: after a POST that did not fail, before the answer is sent."""

from __future__ import annotations

from flask import Flask, Response, g, request

from app.storage.engine import reading

SAFE = {"GET", "HEAD", "OPTIONS"}
FIRST_ERROR = 400


def install_request_session(app: Flask) -> None:
    """Begin a read-only transaction for GET, a writing one else; commit a good answer, roll back any other."""

    @app.before_request
    def choose() -> None:
        reading.set(request.method in SAFE)

    @app.after_request
    def finish(response: Response) -> Response:
        session = g.get("desk_session")
        if session is not None:
            if request.method in SAFE or response.status_code >= FIRST_ERROR:
                session.rollback()
            else:
                session.commit()
        return response
