"""What became of each source's address when `rejoinder sources check` last asked it; a table of imports goes."""

import sqlalchemy as sa
from alembic import op

revision = "0009_source_checks"
down_revision = "0008_wording_languages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing wrote these two; the first had other columns.
    op.drop_table("desk_source_check", if_exists=True)
    op.drop_table("desk_imported", if_exists=True)
    op.create_table(
        "desk_source_check",
        sa.Column("source_id", sa.String(length=12), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(length=16), nullable=True),
        sa.Column("final_url", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["desk_source.id"], name=op.f("fk_desk_source_check_source_id")),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_desk_source_check")),
    )
    with op.batch_alter_table("desk_source_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_source_check_since"), ["since"], unique=False)
