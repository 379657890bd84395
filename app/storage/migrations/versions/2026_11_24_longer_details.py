"""Room for "no evidence found" where a reference says what was observed: PostgreSQL refused it."""

import sqlalchemy as sa
from alembic import op

revision = "0005_longer_details"
down_revision = "0004_held_forms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("library_reference") as table:
        table.alter_column("detail", existing_type=sa.String(length=16), type_=sa.String(length=24))
