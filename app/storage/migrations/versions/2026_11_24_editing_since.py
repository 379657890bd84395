"""Since when somebody edits. The notices that there are pass within minutes, so the table is made anew."""

import sqlalchemy as sa
from alembic import op

revision = "0006_editing_since"
down_revision = "0005_longer_details"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("desk_editing")
    op.create_table(
        "desk_editing",
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_editing_subject_id")),
        sa.ForeignKeyConstraint(["user_id"], ["desk_user.id"], name=op.f("fk_desk_editing_user_id")),
        sa.PrimaryKeyConstraint("subject_id", "user_id", name=op.f("pk_desk_editing")),
    )
