"""How often the library was derived anew: what is kept of it in memory is stale then, though nothing was published."""

import sqlalchemy as sa
from alembic import op

revision = "0012_library_version"
down_revision = "0011_plans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("library_state", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
