"""The library: what the public reads, derived from the ledger alone. `rejoinder library rebuild` gives equal rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base

Id = String(12)
Moment = String(27)
OPENING = 120
NO_DUE = "9999"
EVERY = "every"


def opening_of(title: str) -> str:
    """Return how a title begins: long enough to sort by, short enough for the index of any database."""
    return title[:OPENING]


class LibraryState(Base):
    """One row: up to which entry of the ledger the library has read, and how often it was derived anew.

    Whoever keeps something that was read from the library keeps it for one `seq` and one `version`.
    """

    __tablename__ = "library_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(server_default="0")


class LibraryRecord(Base):
    """The newest record of a subject.

    `body` is the record's canonical bytes, as in the ledger. `html` holds the sanitised HTML of its Markdown by path
    ("note", "findings/<id>/reasoning", …). `retracted` is the reason, where it was retracted; the body is then the
    last one that stood. `first_at` and `at` are when it was first and last published. `opening` is how the title
    begins (see `opening_of`).
    """

    __tablename__ = "library_record"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        Index(None, "kind", "at"),
        Index(None, "kind", "first_seq"),
        Index(None, "agency_id", "kind", "opening", "id"),
        Index(None, "page_id", "kind"),
        Index(
            "ix_library_record_retracted",
            "at",
            sqlite_where=text("retracted IS NOT NULL"),
            postgresql_where=text("retracted IS NOT NULL"),
        ),
        Index(
            "ix_library_record_retracted_of",
            "agency_id",
            "kind",
            sqlite_where=text("retracted IS NOT NULL"),
            postgresql_where=text("retracted IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    slug: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(Text)
    opening: Mapped[str] = mapped_column(String(OPENING), server_default="")
    agency_id: Mapped[str | None] = mapped_column(Id)
    page_id: Mapped[str | None] = mapped_column(Id)
    event: Mapped[str] = mapped_column(String(16))
    retracted: Mapped[str | None] = mapped_column(Text)
    first_seq: Mapped[int]
    seq: Mapped[int] = mapped_column(unique=True)
    first_at: Mapped[str] = mapped_column(Moment)
    at: Mapped[str] = mapped_column(Moment)
    body: Mapped[bytes]
    html: Mapped[dict[str, Any]]


class LibrarySlug(Base):
    """An address that a subject once had, or has: moved slugs redirect for ever."""

    __tablename__ = "library_slug"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    subject_id: Mapped[str] = mapped_column(Id)


class LibraryWording(Base):
    """A wording of a published capture, with its words cut from the capture's text.

    A pair has `claim` and `rebuttal`; a safeguard or concern has `label` and `claim` (its text). `captured` and
    `number` are the capture's, so that a subject's history sorts without a join; so is `language`. `claim_start` and
    its kin are the ranges in the capture's text.
    """

    __tablename__ = "library_wording"
    __table_args__ = (
        Index(None, "subject_id", "captured", "number"),
        Index(None, "page_id", "captured", "number", "position"),
    )

    capture_id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject_id: Mapped[str] = mapped_column(Id, primary_key=True)
    page_id: Mapped[str] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(16))
    captured: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    position: Mapped[int]
    label: Mapped[str | None] = mapped_column(Text)
    claim_label: Mapped[str | None] = mapped_column(Text)
    rebuttal_label: Mapped[str | None] = mapped_column(Text)
    verdict_label: Mapped[str | None] = mapped_column(Text)
    claim: Mapped[str] = mapped_column(Text)
    rebuttal: Mapped[str | None] = mapped_column(Text)
    claim_start: Mapped[int]
    claim_end: Mapped[int]
    rebuttal_start: Mapped[int | None]
    rebuttal_end: Mapped[int | None]
    parent_id: Mapped[str | None] = mapped_column(Id)
    language: Mapped[str | None] = mapped_column(String(16))


class LibraryReference(Base):
    """That one published record names another.

    `relation` is topic, evidence, claimant, observation, parent or a kind of link; `detail` the stance of evidence,
    or what was observed;
    `place` the id of the part that names it (the evidence, the link, …). `kind` and `opening` are of the record that
    names it, so that those of a kind are read by title, and no further than they are shown.
    """

    __tablename__ = "library_reference"
    __table_args__ = (
        Index(None, "to_id", "relation", "detail"),
        Index(None, "to_id", "kind", "opening", "from_id"),
        Index(
            "ix_library_reference_evidence",
            "place",
            sqlite_where=text("relation = 'evidence'"),
            postgresql_where=text("relation = 'evidence'"),
        ),
    )

    from_id: Mapped[str] = mapped_column(Id, primary_key=True)
    relation: Mapped[str] = mapped_column(String(16), primary_key=True)
    place: Mapped[str] = mapped_column(Id, primary_key=True)
    to_id: Mapped[str] = mapped_column(Id)
    detail: Mapped[str | None] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(16), server_default="")
    opening: Mapped[str] = mapped_column(String(OPENING), server_default="")


class LibraryFinding(Base):
    """A finding in a published record, so that findings list and count without opening records.

    `record` is the finding's own part of the record, as JSON; `html` its reasoning and replies, sanitised.
    """

    __tablename__ = "library_finding"
    __table_args__ = (
        Index(None, "at", "id"),
        Index(None, "at", "seq", "number"),
        Index(None, "subject_id", "number"),
        Index(None, "agency_id", "at", "id"),
        Index(None, "page_id", "at", "id"),
        Index(
            "ix_library_finding_retracted",
            "seq",
            "number",
            sqlite_where=text("retracted = 1"),
            postgresql_where=text("retracted"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject_id: Mapped[str] = mapped_column(Id)
    subject_kind: Mapped[str] = mapped_column(String(16))
    agency_id: Mapped[str] = mapped_column(Id)
    page_id: Mapped[str] = mapped_column(Id)
    number: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(24))
    claim_reviewed: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Moment)
    seq: Mapped[int]
    retracted: Mapped[bool]
    record: Mapped[dict[str, Any]]
    html: Mapped[dict[str, Any]]


class LibraryCommitment(Base):
    """A commitment of a published safeguard or concern. `record` is its part of the record, as JSON.

    `board` is its place on the board: its due date, or what sorts after every date.
    """

    __tablename__ = "library_commitment"
    __table_args__ = (Index(None, "subject_id"), Index(None, "board", "id"), Index(None, "agency_id", "board", "id"))

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject_id: Mapped[str] = mapped_column(Id)
    agency_id: Mapped[str] = mapped_column(Id)
    position: Mapped[int]
    due: Mapped[str | None] = mapped_column(String(10))
    board: Mapped[str] = mapped_column(String(10), server_default=NO_DUE)
    seq: Mapped[int]
    record: Mapped[dict[str, Any]]
    html: Mapped[dict[str, Any]]


class LibraryCorrection(Base):
    """A correction of a published record, so that all of them list in one place. `at` is when it was made."""

    __tablename__ = "library_correction"
    __table_args__ = (Index(None, "at", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject_id: Mapped[str] = mapped_column(Id)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Moment)
    seq: Mapped[int]


class LibraryChange(Base):
    """How a published capture differs from the published one before it on its page.

    `summary` has by kind the counts of `domain.kin.tally`; `lines` one object a changed pair, safeguard or concern:
    subject, kind (its kind), change (same, reworded, added, removed), from, to, quantities and more; and who was joined
    and split: joined_into, joined_from, split_off, split_into, by the subjects' ids.
    `real` tells whether anything changed at all. `first_at` is that of the capture's record.
    """

    __tablename__ = "library_change"
    __table_args__ = (
        Index(None, "page_id"),
        Index(None, "real", "at"),
        Index(None, "agency_id", "real", "at"),
        Index(None, "agency_id", "real", "first_at", "capture_id"),
    )

    capture_id: Mapped[str] = mapped_column(Id, primary_key=True)
    before_id: Mapped[str | None] = mapped_column(Id)
    page_id: Mapped[str] = mapped_column(Id)
    agency_id: Mapped[str] = mapped_column(Id)
    captured: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    first_at: Mapped[str] = mapped_column(Moment)
    at: Mapped[str] = mapped_column(Moment)
    seq: Mapped[int]
    real: Mapped[bool]
    summary: Mapped[dict[str, Any]]
    lines: Mapped[list[Any]]


class LibraryDocument(Base):
    """What search looks through: one row a pair, finding's subject, safeguard, concern, source, page or agency.

    The full-text index over `title` and `body` is FTS5 on SQLite, a GIN index over a tsvector on PostgreSQL.
    """

    __tablename__ = "library_document"

    number: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(Id, unique=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    agency_id: Mapped[str | None] = mapped_column(Id, index=True)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)


class LibraryFacet(Base):
    """A value that a document has under a facet: kind, agency or topic (by id), verdict, stance or year.

    Its documents are read by their `number`, the newest first, and no further than they are shown.
    """

    __tablename__ = "library_facet"
    __table_args__ = (Index(None, "number"),)

    facet: Mapped[str] = mapped_column(String(8), primary_key=True)
    value: Mapped[str] = mapped_column(String(24), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class LibraryTally(Base):
    """How many documents that have one value have another as well, brought up to date with every publication.

    `among` and `among_value` are the one, `facet` and `value` the other; `among` is EVERY for all documents.
    """

    __tablename__ = "library_tally"
    __table_args__ = (Index(None, "among", "among_value", "facet", "documents"),)

    among: Mapped[str] = mapped_column(String(8), primary_key=True)
    among_value: Mapped[str] = mapped_column(String(24), primary_key=True)
    facet: Mapped[str] = mapped_column(String(8), primary_key=True)
    value: Mapped[str] = mapped_column(String(24), primary_key=True)
    documents: Mapped[int]


class LibraryWord(Base):
    """A word of what search looks through, folded, and how many documents have it: what a misspelt word may mean."""

    __tablename__ = "library_word"

    word: Mapped[str] = mapped_column(String(32), primary_key=True)
    documents: Mapped[int]


class LibraryTrigram(Base):
    """A run of three letters of a word of the library."""

    __tablename__ = "library_trigram"

    gram: Mapped[str] = mapped_column(String(3), primary_key=True)
    word: Mapped[str] = mapped_column(String(32), primary_key=True)
