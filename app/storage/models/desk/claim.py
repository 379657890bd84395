"""What claims hold, for "checked before?": a pair's newest claim and the stems of its telling words."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base
from app.storage.models.desk.subject import Id


class ClaimText(Base):
    """A pair's claim in the newest capture that holds it. Derived; rows go and come with the wordings."""

    __tablename__ = "desk_claim_text"

    subject_id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class ClaimStem(Base):
    """That a pair's claim holds a word of that stem."""

    __tablename__ = "desk_claim_stem"
    __table_args__ = (Index(None, "subject_id"), {"sqlite_with_rowid": False})

    stem: Mapped[str] = mapped_column(String(80), primary_key=True)
    subject_id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
