"""A row on the desk is written to fewer trees.

Subjects are found by their kind in the index of kinds and slugs, so that of kinds alone goes; the stems of claims lie
in their key, without a table beside it, on SQLite. On PostgreSQL their table stays as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019_cheaper_rows"
down_revision = "0018_first_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_desk_subject_kind", "desk_subject")
    if op.get_bind().dialect.name != "sqlite":
        return
    op.drop_index("ix_desk_claim_stem_subject_id", "desk_claim_stem")
    op.rename_table("desk_claim_stem", "desk_claim_stem_before")
    op.create_table(
        "desk_claim_stem",
        sa.Column("stem", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_claim_stem_subject_id")),
        sa.PrimaryKeyConstraint("stem", "subject_id", name=op.f("pk_desk_claim_stem")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO desk_claim_stem (stem, subject_id)"
        " SELECT stem, subject_id FROM desk_claim_stem_before ORDER BY stem, subject_id"
    )
    op.drop_table("desk_claim_stem_before")
    op.create_index("ix_desk_claim_stem_subject_id", "desk_claim_stem", ["subject_id"], unique=False)
