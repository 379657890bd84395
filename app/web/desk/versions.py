"""A form's first data from a subject: what its newest revision holds."""

from __future__ import annotations

from typing import Any

from app.services.revisions import snapshot
from app.storage.models.desk import Subject
from app.web.desk.forms import VersionedForm


def data_of(form: type[VersionedForm], subject: Subject) -> dict[str, Any]:
    """Return the subject's fields as the form shows them, with their version."""
    return {**form.values(snapshot(subject)), "base_version": subject.version}
