"""Agencies and topics."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.models.desk.subject import Id, Subject


class Agency(Subject):
    """An organisation that publishes pages."""

    __tablename__ = "desk_agency"
    __mapper_args__ = {"polymorphic_identity": "agency"}
    FIELDS = ("slug", "title", "short_name", "jurisdiction", "homepage", "note")

    id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str | None] = mapped_column(String(40))
    jurisdiction: Mapped[str | None] = mapped_column(String(120))
    homepage: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")

    @property
    def name(self) -> str:
        """The agency's name."""
        return self.title


class Topic(Subject):
    """A subject heading."""

    __tablename__ = "desk_topic"
    __mapper_args__ = {"polymorphic_identity": "topic"}
    FIELDS = ("slug", "title", "note")

    id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")

    @property
    def name(self) -> str:
        """The heading."""
        return self.title
