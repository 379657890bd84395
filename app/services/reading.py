"""Any uploaded file to a `Document`: PDF by way of its text, all else by the domain's own reading."""

from __future__ import annotations

from app.domain.blocks import Document
from app.domain.reading import read
from app.services.pdf import is_pdf, read_pdf


def read_document(data: bytes, filename: str | None = None, media_type: str | None = None) -> Document:
    """Read a file, of the kind its server named if one did. Raises `Rejected`, with one sentence, where it can't be."""
    return read_pdf(data) if is_pdf(data) else read(data, filename, media_type)
