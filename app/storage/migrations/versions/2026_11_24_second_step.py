"""The second step of signing in: an app's secrets, and recovery codes."""

import sqlalchemy as sa
from alembic import op

revision = "0014_second_step"
down_revision = "0013_ends_of_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_second_step",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=32), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["desk_user.id"], name=op.f("fk_desk_second_step_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_desk_second_step")),
    )
    op.create_table(
        "desk_recovery_code",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["desk_user.id"], name=op.f("fk_desk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_desk_recovery_code")),
    )
    with op.batch_alter_table("desk_recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_recovery_code_user_id"), ["user_id"], unique=False)
