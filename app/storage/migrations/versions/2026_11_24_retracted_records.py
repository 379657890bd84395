"""The retracted records of a large library, found without reading all others."""

import sqlalchemy as sa
from alembic import op

revision = "0010_retracted_records"
down_revision = "0009_source_checks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    only = sa.text("retracted IS NOT NULL")
    op.create_index("ix_library_record_retracted", "library_record", ["at"], sqlite_where=only, postgresql_where=only)
