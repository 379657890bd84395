"""Forms that came after their session had ended, kept for whoever typed them."""

import sqlalchemy as sa
from alembic import op

revision = "0004_held_forms"
down_revision = "0003_library_words"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_held_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["desk_user.id"], name=op.f("fk_desk_held_form_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_held_form")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_desk_held_form_user_id_key")),
    )
    with op.batch_alter_table("desk_held_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_held_form_at"), ["at"], unique=False)
