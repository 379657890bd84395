"""Pairs, safeguards and concerns: what an agency states, with the passages and commitments in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.storage.base import Base
from app.storage.models.desk.page import Page
from app.storage.models.desk.subject import Id, Subject


class SubjectTopic(Base):
    """That a pair, safeguard or concern stands under a topic."""

    __tablename__ = "desk_subject_topic"

    subject_id: Mapped[str] = mapped_column(ForeignKey("desk_subject.id"), primary_key=True)
    topic_id: Mapped[str] = mapped_column(ForeignKey("desk_topic.id"), primary_key=True)


class Passage(Base):
    """Quoted words of a wording (W3C selectors); offsets count code points of that side's text."""

    __tablename__ = "desk_passage"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("desk_subject.id"), index=True)
    capture_id: Mapped[str] = mapped_column(ForeignKey("desk_capture.id"))
    side: Mapped[str] = mapped_column(String(8))
    exact: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(Text)
    suffix: Mapped[str] = mapped_column(Text)
    start: Mapped[int]
    end: Mapped[int]


class Commitment(Base):
    """A checkable promise in a safeguard or concern."""

    __tablename__ = "desk_commitment"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("desk_statement.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    value: Mapped[float | None]
    unit: Mapped[str | None] = mapped_column(String(40))
    due: Mapped[str | None] = mapped_column(String(10))
    base: Mapped[str | None] = mapped_column(Text)
    by: Mapped[str | None] = mapped_column(Text)
    to: Mapped[str | None] = mapped_column(Text)


class Statement(Subject):
    """What a pair, a safeguard and a concern have in common. `title` is the editors' short name for it."""

    __tablename__ = "desk_statement"
    __mapper_args__ = {"polymorphic_abstract": True}

    id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
    page_id: Mapped[str] = mapped_column(ForeignKey("desk_page.id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    claimant_name: Mapped[str | None] = mapped_column(Text)
    claimant_source_id: Mapped[str | None] = mapped_column(ForeignKey("desk_source.id"))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("desk_statement.id"))
    page: Mapped[Page] = relationship(foreign_keys=[page_id])
    topic_rows: Mapped[list[SubjectTopic]] = relationship(
        order_by=SubjectTopic.topic_id,
        primaryjoin="Statement.id == foreign(SubjectTopic.subject_id)",
        cascade="all, delete-orphan",
    )
    commitment_rows: Mapped[list[Commitment]] = relationship(order_by=Commitment.position, cascade="all, delete-orphan")

    @property
    def name(self) -> str:
        """The editors' short name."""
        return self.title

    @property
    def topics(self) -> list[str]:
        """The ids of its topics."""
        return sorted(row.topic_id for row in self.topic_rows)

    @topics.setter
    def topics(self, ids: list[str]) -> None:
        kept = {row.topic_id: row for row in self.topic_rows}
        self.topic_rows = [kept.get(one) or SubjectTopic(topic_id=one) for one in sorted(set(ids))]

    @property
    def commitments(self) -> list[dict[str, Any]]:
        """The commitments as a revision holds them."""
        names = ("id", "kind", "text", "value", "unit", "due", "base", "by", "to")
        return [{name: getattr(row, name) for name in names} for row in self.commitment_rows]

    @commitments.setter
    def commitments(self, rows: list[dict[str, Any]]) -> None:
        kept = {row.id: row for row in self.commitment_rows}
        self.commitment_rows = []
        for position, fields in enumerate(rows, 1):
            row = kept.get(fields["id"]) or Commitment(id=fields["id"])
            for name, value in fields.items():
                setattr(row, name, value)
            row.position = position
            self.commitment_rows.append(row)


class Pair(Statement):
    """A Fiction/FACT pair, one identity through all captures."""

    __mapper_args__ = {"polymorphic_identity": "pair"}
    FIELDS = ("slug", "title", "claimant_name", "claimant_source_id", "topics", "note")


class Safeguard(Statement):
    """A policy measure that an agency announces."""

    __mapper_args__ = {"polymorphic_identity": "safeguard"}
    FIELDS = ("slug", "title", "parent_id", "topics", "note", "commitments")


class Concern(Statement):
    """An objection that the agency says it answers."""

    __mapper_args__ = {"polymorphic_identity": "concern"}
    FIELDS = ("slug", "title", "topics", "note", "commitments")
