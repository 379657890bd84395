"""Sources: citable works; and whether their addresses still answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base
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


class SourceCheck(Base):
    """One look at a source's address: what answered. `which` is url or archived_url; `outcome` in a word."""

    __tablename__ = "desk_source_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("desk_source.id"), index=True)
    which: Mapped[str] = mapped_column(String(16))
    url: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    status: Mapped[int | None]
    final_url: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
