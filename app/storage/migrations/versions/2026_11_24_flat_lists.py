"""Lists that take as long on a large site as on a small one: order kept with the rows, and what facets count."""

import sqlalchemy as sa
from alembic import op

revision = "0015_flat_lists"
down_revision = "0014_second_step"
branch_labels = None
depends_on = None

OPENING = 120
DOCUMENT = "FROM library_document d"
NAMING = f"{DOCUMENT} JOIN library_reference r ON r.from_id = d.subject_id"
SOURCE = f"{DOCUMENT} JOIN library_reference r ON r.to_id = d.subject_id"
JUDGED = f"{DOCUMENT} JOIN library_finding f ON f.subject_id = d.subject_id"
SAID = f"{DOCUMENT} JOIN library_wording w ON w.subject_id = d.subject_id"
VALUES = (
    f"SELECT 'kind' AS facet, d.kind AS value, d.number {DOCUMENT}",
    f"SELECT 'agency', d.agency_id, d.number {DOCUMENT} WHERE d.agency_id IS NOT NULL",
    f"SELECT 'topic', r.to_id, d.number {NAMING} WHERE r.relation = 'topic'",
    f"SELECT 'verdict', f.verdict, d.number {JUDGED} WHERE NOT f.retracted",
    f"SELECT 'stance', r.detail, d.number {NAMING} WHERE r.relation = 'evidence' AND d.kind <> 'source'",
    f"SELECT 'stance', r.detail, d.number {SOURCE} WHERE r.relation = 'evidence' AND d.kind = 'source'",
    f"SELECT 'year', substr(w.captured, 1, 4), d.number {SAID}",
)


def upgrade() -> None:
    make_tables()
    add_columns()
    fill_columns()
    make_indexes()
    fill_tables()


def make_tables() -> None:
    op.create_table(
        "library_facet",
        sa.Column("facet", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("facet", "value", "number", name=op.f("pk_library_facet")),
    )
    op.create_table(
        "library_tally",
        sa.Column("among", sa.String(length=8), nullable=False),
        sa.Column("among_value", sa.String(length=24), nullable=False),
        sa.Column("facet", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=24), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("among", "among_value", "facet", "value", name=op.f("pk_library_tally")),
    )


def add_columns() -> None:
    """Add what may stand in any row at once, so that SQLite need not write the tables anew."""
    opening = sa.String(length=OPENING)
    op.add_column("library_record", sa.Column("opening", opening, nullable=False, server_default=""))
    op.add_column("library_reference", sa.Column("kind", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("library_reference", sa.Column("opening", opening, nullable=False, server_default=""))
    op.add_column("library_commitment", sa.Column("board", sa.String(length=10), nullable=False, server_default="9999"))


def fill_columns() -> None:
    op.execute(f"UPDATE library_record SET opening = substr(title, 1, {OPENING})")  # noqa: S608  # a number of ours
    op.execute(
        "UPDATE library_reference SET kind = (SELECT kind FROM library_record WHERE id = from_id),"
        " opening = (SELECT opening FROM library_record WHERE id = from_id)"
        " WHERE EXISTS (SELECT 1 FROM library_record WHERE id = from_id)"
    )
    op.execute("UPDATE library_commitment SET board = due WHERE due IS NOT NULL")


def make_indexes() -> None:
    op.drop_index("ix_library_record_agency_id_kind", "library_record")
    op.create_index(
        "ix_library_record_agency_id_kind_opening_id", "library_record", ["agency_id", "kind", "opening", "id"]
    )
    only = sa.text("retracted IS NOT NULL")
    op.create_index(
        "ix_library_record_retracted_of",
        "library_record",
        ["agency_id", "kind"],
        sqlite_where=only,
        postgresql_where=only,
    )
    op.drop_index("ix_library_reference_to_id_relation", "library_reference")
    op.create_index("ix_library_reference_to_id_relation_detail", "library_reference", ["to_id", "relation", "detail"])
    op.create_index(
        "ix_library_reference_to_id_kind_opening_from_id", "library_reference", ["to_id", "kind", "opening", "from_id"]
    )
    op.create_index("ix_library_finding_at_seq_number", "library_finding", ["at", "seq", "number"])
    op.create_index(
        "ix_library_finding_retracted",
        "library_finding",
        ["seq", "number"],
        sqlite_where=sa.text("retracted = 1"),
        postgresql_where=sa.text("retracted"),
    )
    op.create_index("ix_library_commitment_board_id", "library_commitment", ["board", "id"])
    op.create_index("ix_library_commitment_agency_id_board_id", "library_commitment", ["agency_id", "board", "id"])
    op.create_index("ix_library_change_agency_id_real_at", "library_change", ["agency_id", "real", "at"])


def fill_tables() -> None:
    """Note the values of every document, and count how many have two of them, of a site that has published already."""
    op.execute(f"INSERT INTO library_facet (facet, value, number) {' UNION '.join(VALUES)}")
    op.create_index("ix_library_facet_number", "library_facet", ["number"])
    op.execute(
        "INSERT INTO library_tally (among, among_value, facet, value, documents)"
        " SELECT 'every', '', facet, value, count(*) FROM library_facet GROUP BY facet, value"
    )
    op.execute(
        "INSERT INTO library_tally (among, among_value, facet, value, documents)"
        " SELECT a.facet, a.value, b.facet, b.value, count(*)"
        " FROM library_facet a JOIN library_facet b ON b.number = a.number"
        " GROUP BY a.facet, a.value, b.facet, b.value"
    )
    op.create_index(
        "ix_library_tally_among_among_value_facet_documents",
        "library_tally",
        ["among", "among_value", "facet", "documents"],
    )
