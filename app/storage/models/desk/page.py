"""Pages, their captures, what extraction proposed from a capture, and the wordings that were accepted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.partial_dates import PartialDate
from app.storage.base import Base
from app.storage.models.desk.agency import Agency
from app.storage.models.desk.subject import Id, Subject


class PageAddress(Base):
    """Where a page was to be found, from and until; None is open."""

    __tablename__ = "desk_page_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[str] = mapped_column(ForeignKey("desk_page.id"), index=True)
    url: Mapped[str] = mapped_column(Text)
    since: Mapped[PartialDate | None]
    until: Mapped[PartialDate | None]


class Page(Subject):
    """One web page of an agency, followed through time."""

    __tablename__ = "desk_page"
    __mapper_args__ = {"polymorphic_identity": "page"}
    FIELDS = ("slug", "title", "agency_id", "note", "addresses")

    id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
    agency_id: Mapped[str] = mapped_column(ForeignKey("desk_agency.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text, default="")
    agency: Mapped[Agency] = relationship(foreign_keys=[agency_id])
    address_rows: Mapped[list[PageAddress]] = relationship(order_by=PageAddress.id, cascade="all, delete-orphan")

    @property
    def addresses(self) -> list[dict[str, str | None]]:
        """The page's addresses as a revision holds them."""
        return [
            {
                "url": row.url,
                "since": str(row.since) if row.since else None,
                "until": str(row.until) if row.until else None,
            }
            for row in self.address_rows
        ]

    @addresses.setter
    def addresses(self, rows: list[dict[str, str | None]]) -> None:
        def date(text: str | None) -> PartialDate | None:
            return PartialDate.parse(text) if text else None

        self.address_rows = [
            PageAddress(url=row["url"], since=date(row["since"]), until=date(row["until"])) for row in rows
        ]

    @property
    def name(self) -> str:
        """The page's title."""
        return self.title


class Wording(Base):
    """The text of a pair, safeguard or concern in one capture. Ranges are code points of the capture's text."""

    __tablename__ = "desk_wording"
    __table_args__ = (UniqueConstraint("capture_id", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    capture_id: Mapped[str] = mapped_column(ForeignKey("desk_capture.id"))
    subject_id: Mapped[str] = mapped_column(ForeignKey("desk_subject.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    position: Mapped[int]
    label: Mapped[str | None] = mapped_column(Text)
    claim_label: Mapped[str | None] = mapped_column(String(80))
    rebuttal_label: Mapped[str | None] = mapped_column(String(80))
    verdict_label: Mapped[str | None] = mapped_column(String(80))
    start: Mapped[int]
    end: Mapped[int]
    rebuttal_start: Mapped[int | None]
    rebuttal_end: Mapped[int | None]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("desk_subject.id"))


class Proposal(Base):
    """What extraction proposed from a capture and what the editor made of it.

    `fields` is the extracted item in the JSON of `rejoinder extract`; `continues_id` the subject of an earlier
    capture that alignment thinks it continues, with its `score`; `subject_id` what it became. `state` is open,
    accepted or dropped.
    """

    __tablename__ = "desk_proposal"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    capture_id: Mapped[str] = mapped_column(ForeignKey("desk_capture.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    position: Mapped[int]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("desk_proposal.id"))
    state: Mapped[str] = mapped_column(String(16), default="open")
    fields: Mapped[dict[str, Any]]
    continues_id: Mapped[str | None] = mapped_column(ForeignKey("desk_subject.id"))
    score: Mapped[float | None]
    subject_id: Mapped[str | None] = mapped_column(ForeignKey("desk_subject.id"))


class Capture(Subject):
    """An immutable copy of a page at a moment. `number` counts the captures of one page and date from 1."""

    __tablename__ = "desk_capture"
    __table_args__ = (UniqueConstraint("page_id", "captured", "number"),)
    __mapper_args__ = {"polymorphic_identity": "capture"}
    FIELDS = ("address", "obtained", "note", "language", "wordings")

    id: Mapped[str] = mapped_column(Id, ForeignKey("desk_subject.id"), primary_key=True)
    page_id: Mapped[str] = mapped_column(ForeignKey("desk_page.id"))
    captured: Mapped[PartialDate]
    number: Mapped[int]
    address: Mapped[str | None] = mapped_column(Text)
    obtained: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(16))
    title: Mapped[str | None] = mapped_column(Text)
    filename: Mapped[str | None] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    text: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str] = mapped_column(String(64))
    warnings: Mapped[list[Any]]
    extracted: Mapped[dict[str, Any]]
    page: Mapped[Page] = relationship(foreign_keys=[page_id])
    wording_rows: Mapped[list[Wording]] = relationship(
        order_by=Wording.position, foreign_keys=[Wording.capture_id], cascade="all, delete-orphan"
    )

    @property
    def name(self) -> str:
        """The page's title and the day of the capture."""
        return f"{self.page.title}, {self.captured.spoken}"

    @property
    def wordings(self) -> list[dict[str, Any]]:
        """The accepted wordings as a revision holds them."""
        return [
            {
                "subject": row.subject_id,
                "kind": row.kind,
                "position": row.position,
                "label": row.label,
                "claim_label": row.claim_label,
                "rebuttal_label": row.rebuttal_label,
                "verdict_label": row.verdict_label,
                "range": [row.start, row.end],
                "rebuttal_range": [row.rebuttal_start, row.rebuttal_end] if row.rebuttal_start is not None else None,
                "parent": row.parent_id,
            }
            for row in self.wording_rows
        ]
