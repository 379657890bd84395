"""Publishing at a set time."""

import sqlalchemy as sa
from alembic import op

revision = "0011_plans"
down_revision = "0010_retracted_records"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_plan",
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["desk_user.id"], name=op.f("fk_desk_plan_author_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_plan_subject_id")),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_desk_plan")),
    )
    with op.batch_alter_table("desk_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_plan_at"), ["at"], unique=False)
