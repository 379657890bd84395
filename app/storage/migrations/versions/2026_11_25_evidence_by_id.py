"""Annotations find the record that holds their evidence by an index: all references were read for each."""

from alembic import op
from sqlalchemy import text

revision = "0017_evidence_by_id"
down_revision = "0016_hub_told"
branch_labels = None
depends_on = None

EVIDENCE = text("relation = 'evidence'")


def upgrade() -> None:
    op.create_index(
        "ix_library_reference_evidence",
        "library_reference",
        ["place"],
        unique=False,
        sqlite_where=EVIDENCE,
        postgresql_where=EVIDENCE,
    )
