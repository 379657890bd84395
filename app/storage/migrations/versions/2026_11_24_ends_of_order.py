"""Lists by moment and id are read from their index: where many had one moment, all of them were sorted by id."""

from alembic import op

revision = "0013_ends_of_order"
down_revision = "0012_library_version"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("library_finding", "library_correction"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_at"))
            batch_op.create_index(batch_op.f(f"ix_{table}_at_id"), ["at", "id"], unique=False)
