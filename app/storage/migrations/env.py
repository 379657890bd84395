"""Alembic's entry: runs the migrations on the connection that `app.storage.migrate` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from app.storage import models  # noqa: F401  # loads every table into the metadata
from app.storage.base import Base, PartialDateType, UtcMoment
from app.storage.migrate import is_ours


def as_plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own types into a migration as the plain ones beneath: migrations import nothing of the models."""
    if kind == "type" and isinstance(item, UtcMoment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, PartialDateType):
        return "sa.String(length=10)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_name=is_ours,
    render_as_batch=True,
    compare_type=True,
    render_item=as_plain_type,
)
with context.begin_transaction():
    context.run_migrations()
