"""What readers report: an area of its own. Public pages never read it; only `/report` writes it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class Report(Base):
    """A reader's report of an error, or an offer of evidence, on a public page.

    The reader's private status page is found by a token; only its SHA-256 is kept. `address` is the public page that
    it speaks of, `subject_id` the record there, `exact`, `prefix` and `suffix` the passage, `contact` whatever the
    reader left to be reached by. `state` is new, taken, answered or closed; `became_kind` and `became_id` what it
    became on the desk.
    """

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str | None] = mapped_column(String(12), index=True)
    exact: Mapped[str] = mapped_column(Text, default="")
    prefix: Mapped[str] = mapped_column(Text, default="")
    suffix: Mapped[str] = mapped_column(Text, default="")
    source_url: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(String(255))
    sender_sha256: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    became_kind: Mapped[str | None] = mapped_column(String(16))
    became_id: Mapped[str | None] = mapped_column(String(12))


class ReportMessage(Base):
    """One message under a report: of the reader, or of the editors. `author_name` is None for the reader."""

    __tablename__ = "report_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    author_name: Mapped[str | None] = mapped_column(String(120))
