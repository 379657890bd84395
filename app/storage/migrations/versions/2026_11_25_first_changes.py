"""The feeds of an agency and of a page read no further than they show: changes and findings lie in their order."""

import sqlalchemy as sa
from alembic import op

revision = "0018_first_changes"
down_revision = "0017_evidence_by_id"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("library_change", sa.Column("first_at", sa.String(length=27), nullable=False, server_default=""))
    op.execute(
        "UPDATE library_change SET first_at = (SELECT first_at FROM library_record WHERE id = capture_id)"
        " WHERE EXISTS (SELECT 1 FROM library_record WHERE id = capture_id)"
    )
    op.create_index(
        "ix_library_change_agency_id_real_first_at_capture_id",
        "library_change",
        ["agency_id", "real", "first_at", "capture_id"],
    )
    op.drop_index("ix_library_finding_agency_id_at", "library_finding")
    op.create_index("ix_library_finding_agency_id_at_id", "library_finding", ["agency_id", "at", "id"])
    op.create_index("ix_library_finding_page_id_at_id", "library_finding", ["page_id", "at", "id"])
