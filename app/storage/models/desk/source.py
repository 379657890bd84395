"""Sources: citable works."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.models.desk.subject import Id, Subject


class Source(Subject):
    """A citable work: CSL-JSON fields, address, archived address, optional stored file."""

    __tablename__ = "desk_source"
    __mapper_args__ = {"polymorphic_identity": "source"}
    FIELDS = ("title", "csl", "url", "archived_url", "file_sha256", "note")

    id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    csl: Mapped[dict[str, Any]]
    url: Mapped[str | None] = mapped_column(Text)
    archived_url: Mapped[str | None] = mapped_column(Text)
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")

    @property
    def name(self) -> str:
        """The work's title."""
        return self.title
