"""The one stylesheet of all pages, joined from `static/css` so that a first view asks once."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from flask import Response, current_app, url_for

COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
FOR_EVER = "public, max-age=31536000, immutable"


def stylesheet() -> str:
    """Return the stylesheet's address, which changes when its words do."""
    return url_for("library.style", digest=_joined()[0])


def style(digest: str) -> Response:
    """Serve the stylesheet; under the digest of other words it is served too, but not kept."""
    current, words = _joined()
    answer = Response(words, mimetype="text/css")
    if digest == current:
        answer.headers["Cache-Control"] = FOR_EVER
    return answer


def _joined() -> tuple[str, str]:
    kept: tuple[str, str] | None = current_app.extensions.get("rejoinder-stylesheet")
    if kept is None or current_app.debug:
        folder = Path(current_app.static_folder or "") / "css"
        parts = [folder / f"{name}.css" for name in ("tokens", "base", "layout")]
        parts += sorted((folder / "components").glob("*.css"))
        words = "".join(COMMENT.sub("", part.read_text(encoding="utf-8")) for part in parts)
        kept = (sha256(words.encode()).hexdigest()[:10], words)
        current_app.extensions["rejoinder-stylesheet"] = kept
    return kept
