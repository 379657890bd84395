"""The one stylesheet of a page, joined from `static/css` so that a first view asks once.

There are two: *reader* for public pages, and *desk* with the desk's own parts (`components/desk*.css`) for all others.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import cast

from flask import Response, current_app, request, url_for

COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
NEEDLESS = re.compile(r"(?<=[{};,])\s+|\s+(?=[{}])|(?<=:) ")
BLANK = re.compile(r"\s+")
FOR_EVER = "public, max-age=31536000, immutable"
READER_AREAS = {"library", "compare", "reports"}
SHEETS = ("reader", "desk")


def stylesheet() -> str:
    """Return the address of this page's stylesheet, which changes when its words do."""
    sheet = "reader" if request.blueprint in READER_AREAS else "desk"
    return url_for("library.style", sheet=sheet, digest=_joined()[sheet][0])


def style(sheet: str, digest: str) -> Response:
    """Serve a stylesheet; under the digest of other words it is served too, but not kept."""
    current, words = _joined()[sheet]
    answer = Response(words, mimetype="text/css")
    if digest == current:
        answer.headers["Cache-Control"] = FOR_EVER
    return answer


def _joined() -> dict[str, tuple[str, str]]:
    """Return each sheet's digest and words; they are joined at the first use, and anew each time when debugging."""
    kept = current_app.extensions.get("rejoinder-stylesheets")
    if kept is None or current_app.debug:
        folder = Path(current_app.static_folder or "") / "css"
        parts = [folder / f"{name}.css" for name in ("tokens", "base", "layout")]
        parts += sorted((folder / "components").glob("*.css"))
        kept = {}
        for sheet in SHEETS:
            chosen = [part for part in parts if sheet == "desk" or not part.name.startswith("desk")]
            whole = "".join(COMMENT.sub("", part.read_text(encoding="utf-8")) for part in chosen)
            words = BLANK.sub(" ", NEEDLESS.sub("", whole))
            kept[sheet] = (sha256(words.encode()).hexdigest()[:10], words)
        current_app.extensions["rejoinder-stylesheets"] = kept
    return cast("dict[str, tuple[str, str]]", kept)
