"""Who publishes this, and by which method."""

from __future__ import annotations

import re

from flask import current_app, render_template

from app.domain.vocabulary import Verdict


def show() -> str:
    """Show the methodology."""
    text = str(current_app.config["METHODOLOGY"] or "")
    return render_template(
        "library/about.html",
        verdicts=list(Verdict),
        methodology=[part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()],
    )
