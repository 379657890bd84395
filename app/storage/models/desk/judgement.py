"""What editors judge: evidence, findings, replies, observations and links."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.partial_dates import PartialDate
from app.storage.models.desk.source import Source
from app.storage.models.desk.statement import Commitment, Passage, Statement
from app.storage.models.desk.subject import Id, Subject


class Evidence(Subject):
    """Links a source to a passage, a commitment or a whole statement, with a stance."""

    __tablename__ = "desk_evidence"
    __mapper_args__ = {"polymorphic_identity": "evidence"}
    FIELDS = ("source_id", "stance", "quote", "locator", "note", "passage_id", "commitment_id", "capture_id")

    id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
    statement_id: Mapped[str] = mapped_column(ForeignKey("desk_statement.id"), index=True)
    passage_id: Mapped[str | None] = mapped_column(ForeignKey("desk_passage.id"))
    commitment_id: Mapped[str | None] = mapped_column(ForeignKey("desk_commitment.id"))
    capture_id: Mapped[str | None] = mapped_column(ForeignKey("desk_capture.id"))
    source_id: Mapped[str] = mapped_column(ForeignKey("desk_source.id"), index=True)
    stance: Mapped[str] = mapped_column(String(16))
    quote: Mapped[str] = mapped_column(Text)
    locator: Mapped[str | None] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    statement: Mapped[Statement] = relationship(foreign_keys=[statement_id])
    passage: Mapped[Passage | None] = relationship(foreign_keys=[passage_id])
    source: Mapped[Source] = relationship(foreign_keys=[source_id])

    @property
    def name(self) -> str:
        """Its source, and how that stands."""
        return f"{self.source.title} ({self.stance})"


class Finding(Subject):
    """The editors' verdict on a passage of a rebuttal, or on the whole of it."""

    __tablename__ = "desk_finding"
    __table_args__ = (UniqueConstraint("statement_id", "number"),)
    __mapper_args__ = {"polymorphic_identity": "finding"}
    FIELDS = ("claim_reviewed", "verdict", "reasoning", "passage_id", "capture_id")

    id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
    statement_id: Mapped[str] = mapped_column(ForeignKey("desk_statement.id"))
    number: Mapped[int]
    passage_id: Mapped[str | None] = mapped_column(ForeignKey("desk_passage.id"))
    capture_id: Mapped[str | None] = mapped_column(ForeignKey("desk_capture.id"))
    claim_reviewed: Mapped[str] = mapped_column(String(75))
    verdict: Mapped[str] = mapped_column(String(24))
    reasoning: Mapped[str] = mapped_column(Text)
    statement: Mapped[Statement] = relationship(foreign_keys=[statement_id])
    passage: Mapped[Passage | None] = relationship(foreign_keys=[passage_id])

    @property
    def name(self) -> str:
        """What is reviewed."""
        return self.claim_reviewed


class Reply(Subject):
    """The agency's answer to a finding, in full."""

    __tablename__ = "desk_reply"
    __mapper_args__ = {"polymorphic_identity": "reply"}
    FIELDS = ("author", "text", "received")

    id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
    finding_id: Mapped[str] = mapped_column(ForeignKey("desk_finding.id"), index=True)
    author: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    received: Mapped[PartialDate]
    finding: Mapped[Finding] = relationship(foreign_keys=[finding_id])

    @property
    def name(self) -> str:
        """Who replied."""
        return f"Reply of {self.author}"


class Observation(Subject):
    """A dated, sourced note on how a commitment fared."""

    __tablename__ = "desk_observation"
    __mapper_args__ = {"polymorphic_identity": "observation"}
    FIELDS = ("result", "observed", "done", "source_id", "note")

    id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
    commitment_id: Mapped[str] = mapped_column(ForeignKey("desk_commitment.id"), index=True)
    result: Mapped[str] = mapped_column(String(24))
    observed: Mapped[PartialDate]
    done: Mapped[PartialDate | None]
    source_id: Mapped[str | None] = mapped_column(ForeignKey("desk_source.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    commitment: Mapped[Commitment] = relationship(foreign_keys=[commitment_id])

    @property
    def name(self) -> str:
        """What was seen, and when."""
        return f"{self.result}, {self.observed.spoken}"


class Link(Subject):
    """A typed relation between two subjects."""

    __tablename__ = "desk_link"
    __table_args__ = (UniqueConstraint("from_id", "to_id", "relation"),)
    __mapper_args__ = {"polymorphic_identity": "link"}
    FIELDS = ("relation", "note")

    id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
    from_id: Mapped[str] = mapped_column(ForeignKey("desk_statement.id"))
    to_id: Mapped[str] = mapped_column(ForeignKey("desk_statement.id"), index=True)
    relation: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text, default="")
