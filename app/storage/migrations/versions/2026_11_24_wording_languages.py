"""The language of a capture beside each of its wordings, so that quoted words carry it wherever they stand."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0008_wording_languages"
down_revision = "0007_claims"
branch_labels = None
depends_on = None

record = sa.table("library_record", sa.column("id"), sa.column("kind"), sa.column("body", sa.LargeBinary))
wording = sa.table("library_wording", sa.column("capture_id"), sa.column("language"))


def upgrade() -> None:
    with op.batch_alter_table("library_wording") as table:
        table.add_column(sa.Column("language", sa.String(length=16), nullable=True))
    connection = op.get_bind()
    captures = sa.select(record.c.id, record.c.body).where(record.c.kind == "capture")
    for capture, body in connection.execute(captures).all():
        language = json.loads(body).get("language")
        if language:
            connection.execute(sa.update(wording).where(wording.c.capture_id == capture).values(language=language))
