"""Up to which entry a WebSub hub was told."""

import sqlalchemy as sa
from alembic import op

revision = "0016_hub_told"
down_revision = "0015_flat_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_hub_told",
        sa.Column("hub", sa.String(length=2000), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hub", name=op.f("pk_desk_hub_told")),
    )
