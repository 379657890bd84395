"""A note as readers will see it, before it is saved."""

from __future__ import annotations

from flask import Response, request
from markupsafe import Markup

from app.services.markup import render
from app.web.desk.takes import takes

NOTHING = Markup("<p>There is nothing to show yet.</p>")


@takes("text")
def show() -> Response:
    """Answer with the sanitised HTML of a Markdown text; nothing is stored."""
    return Response(rendered(request.form.get("text", "")), mimetype="text/html")


def rendered(text: str) -> Markup:
    """Return what readers will see of a Markdown text."""
    return Markup(render(text)) or NOTHING  # noqa: S704  # services.markup sanitises it  # nosec B704
