"""The ledger: append-only, hash-chained. `ledger_record` may be blanked by order of a court; entries never change."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class LedgerCounter(Base):
    """One row: the newest sequence number and its hash. Updating it orders all writers by their commits."""

    __tablename__ = "ledger_counter"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))


class LedgerEntry(Base):
    """One entry, as `domain.ledger.Entry`. `at` is RFC 3339 in UTC with six decimals, so that it sorts as text."""

    __tablename__ = "ledger_entry"
    __table_args__ = (Index(None, "subject", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(27))
    event: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(12))
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class LedgerRecord(Base):
    """The canonical bytes that an entry speaks of, with the salt of their digest; both NULL once blanked."""

    __tablename__ = "ledger_record"

    seq: Mapped[int] = mapped_column(ForeignKey("ledger_entry.seq"), primary_key=True, autoincrement=False)
    salt: Mapped[bytes | None]
    body: Mapped[bytes | None]
