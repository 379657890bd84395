"""All tables. Importing this loads every room's, as migrations and tests need them."""

from app.storage.models import desk, ledger, library, reports

__all__ = ["desk", "ledger", "library", "reports"]
