"""What claims hold, for "checked before?": a pair's newest claim, and the stems of its words.

Rows for what is on the desk already come with the next page that is taken in (`services.checked`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_claims"
down_revision = "0006_editing_since"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_claim_text",
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_claim_text_subject_id")),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_desk_claim_text")),
    )
    op.create_table(
        "desk_claim_stem",
        sa.Column("stem", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_claim_stem_subject_id")),
        sa.PrimaryKeyConstraint("stem", "subject_id", name=op.f("pk_desk_claim_stem")),
    )
    with op.batch_alter_table("desk_claim_stem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_claim_stem_subject_id"), ["subject_id"], unique=False)
