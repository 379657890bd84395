"""Sources: citable works."""

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
    """What became of a source's address when it was last asked.

    `version` is the source's when `sha256` was first seen: what is shown is compared with that, until somebody saves
    the source anew. `since` is when it came to be in its `state`; `cause` says why no answer came.
    """

    __tablename__ = "desk_source_check"

    source_id: Mapped[str] = mapped_column(Id, ForeignKey("desk_source.id"), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    at: Mapped[datetime]
    since: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(16))
    status: Mapped[int | None]
    cause: Mapped[str | None] = mapped_column(String(16))
    final_url: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(String(64))
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
