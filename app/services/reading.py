"""Any uploaded file to a `Document`: PDF by way of its text, all else by the domain's own reading."""

from __future__ import annotations

from app.domain.blocks import Document
from app.domain.reading import read
from app.services.pdf import is_pdf, read_pdf


def read_document(data: bytes, filename: str | None = None) -> Document:
    """Read an uploaded file. Raises `Rejected`, with one sentence, where it can't be read."""
    return read_pdf(data) if is_pdf(data) else read(data, filename)
