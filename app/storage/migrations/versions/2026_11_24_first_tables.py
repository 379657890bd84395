"""First tables: desk, ledger, library, and the full-text index."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


SQLITE_SEARCH = (
    """CREATE VIRTUAL TABLE library_search USING fts5(
        title, body, content='library_document', content_rowid='number',
        tokenize="porter unicode61 remove_diacritics 2", prefix='2 3')""",
    """CREATE TRIGGER library_search_insert AFTER INSERT ON library_document BEGIN
        INSERT INTO library_search(rowid, title, body) VALUES (new.number, new.title, new.body); END""",
    """CREATE TRIGGER library_search_delete AFTER DELETE ON library_document BEGIN
        INSERT INTO library_search(library_search, rowid, title, body)
        VALUES ('delete', old.number, old.title, old.body); END""",
    """CREATE TRIGGER library_search_update AFTER UPDATE ON library_document BEGIN
        INSERT INTO library_search(library_search, rowid, title, body)
        VALUES ('delete', old.number, old.title, old.body);
        INSERT INTO library_search(rowid, title, body) VALUES (new.number, new.title, new.body); END""",
)
POSTGRESQL_SEARCH = (
    """CREATE INDEX ix_library_search ON library_document USING gin (
        (setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')))""",
)


def create_search() -> None:
    dialect = op.get_bind().dialect.name
    for statement in SQLITE_SEARCH if dialect == "sqlite" else POSTGRESQL_SEARCH:
        op.execute(statement)
    op.execute("INSERT INTO ledger_counter (id, seq, head) VALUES (1, 0, '" + "0" * 64 + "')")
    op.execute("INSERT INTO library_state (id, seq, head) VALUES (1, 0, '" + "0" * 64 + "')")
    for name in ("contributor", "editor", "admin"):
        op.execute(f"INSERT INTO desk_role (name) VALUES ('{name}')")  # noqa: S608  # three literals


def upgrade() -> None:
    op.create_table(
        "desk_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_desk_role_name")),
    )
    op.create_table(
        "desk_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_desk_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_desk_user_fs_uniquifier")),
    )
    op.create_table(
        "ledger_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_ledger_counter_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_counter")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger_entry")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entry_subject_seq"), ["subject", "seq"], unique=False)

    op.create_table(
        "library_change",
        sa.Column("capture_id", sa.String(length=12), nullable=False),
        sa.Column("before_id", sa.String(length=12), nullable=True),
        sa.Column("page_id", sa.String(length=12), nullable=False),
        sa.Column("agency_id", sa.String(length=12), nullable=False),
        sa.Column("captured", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("real", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_library_change")),
    )
    with op.batch_alter_table("library_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_library_change_page_id"), ["page_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_library_change_real_at"), ["real", "at"], unique=False)

    op.create_table(
        "library_commitment",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("agency_id", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("html", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_commitment")),
    )
    with op.batch_alter_table("library_commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_library_commitment_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "library_correction",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_correction")),
    )
    with op.batch_alter_table("library_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_library_correction_at"), ["at"], unique=False)

    op.create_table(
        "library_document",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("agency_id", sa.String(length=12), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_library_document")),
        sa.UniqueConstraint("subject_id", name=op.f("uq_library_document_subject_id")),
    )
    with op.batch_alter_table("library_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_library_document_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_library_document_kind"), ["kind"], unique=False)

    op.create_table(
        "library_finding",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("subject_kind", sa.String(length=16), nullable=False),
        sa.Column("agency_id", sa.String(length=12), nullable=False),
        sa.Column("page_id", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("claim_reviewed", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("html", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_finding")),
    )
    with op.batch_alter_table("library_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_library_finding_agency_id_at"), ["agency_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_library_finding_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_library_finding_subject_id_number"), ["subject_id", "number"], unique=False
        )

    op.create_table(
        "library_record",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.String(length=12), nullable=True),
        sa.Column("page_id", sa.String(length=12), nullable=True),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("retracted", sa.Text(), nullable=True),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.String(length=27), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("html", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_record")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_library_record_kind_slug")),
        sa.UniqueConstraint("seq", name=op.f("uq_library_record_seq")),
    )
    with op.batch_alter_table("library_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_library_record_agency_id_kind"), ["agency_id", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_library_record_kind_at"), ["kind", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_library_record_kind_first_seq"), ["kind", "first_seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_library_record_page_id_kind"), ["page_id", "kind"], unique=False)

    op.create_table(
        "library_reference",
        sa.Column("from_id", sa.String(length=12), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("to_id", sa.String(length=12), nullable=False),
        sa.Column("detail", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("from_id", "relation", "place", name=op.f("pk_library_reference")),
    )
    with op.batch_alter_table("library_reference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_library_reference_to_id_relation"), ["to_id", "relation"], unique=False)

    op.create_table(
        "library_slug",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", name=op.f("pk_library_slug")),
    )
    op.create_table(
        "library_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_library_state_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_state")),
    )
    op.create_table(
        "library_wording",
        sa.Column("capture_id", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("page_id", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("captured", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("claim_label", sa.Text(), nullable=True),
        sa.Column("rebuttal_label", sa.Text(), nullable=True),
        sa.Column("verdict_label", sa.Text(), nullable=True),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("rebuttal", sa.Text(), nullable=True),
        sa.Column("claim_start", sa.Integer(), nullable=False),
        sa.Column("claim_end", sa.Integer(), nullable=False),
        sa.Column("rebuttal_start", sa.Integer(), nullable=True),
        sa.Column("rebuttal_end", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("capture_id", "subject_id", name=op.f("pk_library_wording")),
    )
    with op.batch_alter_table("library_wording", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_library_wording_page_id_captured_number_position"),
            ["page_id", "captured", "number", "position"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_library_wording_subject_id_captured_number"),
            ["subject_id", "captured", "number"],
            unique=False,
        )

    op.create_table(
        "desk_subject",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved_version", sa.Integer(), nullable=True),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.Column("published_seq", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["desk_user.id"], name=op.f("fk_desk_subject_created_by")),
        sa.ForeignKeyConstraint(["updated_by"], ["desk_user.id"], name=op.f("fk_desk_subject_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_subject")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_desk_subject_kind_slug")),
    )
    with op.batch_alter_table("desk_subject", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_subject_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_subject_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_subject_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "desk_user_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["desk_role.id"], name=op.f("fk_desk_user_role_role_id")),
        sa.ForeignKeyConstraint(["user_id"], ["desk_user.id"], name=op.f("fk_desk_user_role_user_id")),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_desk_user_role")),
    )
    op.create_table(
        "ledger_record",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["seq"], ["ledger_entry.seq"], name=op.f("fk_ledger_record_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger_record")),
    )
    op.create_table(
        "desk_agency",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=True),
        sa.Column("jurisdiction", sa.String(length=120), nullable=True),
        sa.Column("homepage", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["desk_subject.id"], name=op.f("fk_desk_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_agency")),
    )
    op.create_table(
        "desk_correction",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_correction_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_correction")),
    )
    with op.batch_alter_table("desk_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_correction_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "desk_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["desk_user.id"], name=op.f("fk_desk_revision_author_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_revision_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_revision")),
        sa.UniqueConstraint("subject_id", "version", name=op.f("uq_desk_revision_subject_id_version")),
    )
    op.create_table(
        "desk_source",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("csl", sa.JSON(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("archived_url", sa.Text(), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["desk_subject.id"], name=op.f("fk_desk_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_source")),
    )
    op.create_table(
        "desk_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.String(length=16), nullable=False),
        sa.Column("to_state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["desk_user.id"], name=op.f("fk_desk_step_author_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_step_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_step")),
    )
    with op.batch_alter_table("desk_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_step_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "desk_topic",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["desk_subject.id"], name=op.f("fk_desk_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_topic")),
    )
    op.create_table(
        "desk_page",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("agency_id", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["desk_agency.id"], name=op.f("fk_desk_page_agency_id")),
        sa.ForeignKeyConstraint(["id"], ["desk_subject.id"], name=op.f("fk_desk_page_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_page")),
    )
    with op.batch_alter_table("desk_page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_page_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "desk_subject_topic",
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("topic_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_subject_topic_subject_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["desk_topic.id"], name=op.f("fk_desk_subject_topic_topic_id")),
        sa.PrimaryKeyConstraint("subject_id", "topic_id", name=op.f("pk_desk_subject_topic")),
    )
    op.create_table(
        "desk_capture",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("page_id", sa.String(length=12), nullable=False),
        sa.Column("captured", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("obtained", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("filename", sa.Text(), nullable=True),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("extracted", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["desk_subject.id"], name=op.f("fk_desk_capture_id")),
        sa.ForeignKeyConstraint(["page_id"], ["desk_page.id"], name=op.f("fk_desk_capture_page_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_capture")),
        sa.UniqueConstraint("page_id", "captured", "number", name=op.f("uq_desk_capture_page_id_captured_number")),
    )
    with op.batch_alter_table("desk_capture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_capture_sha256"), ["sha256"], unique=False)

    op.create_table(
        "desk_page_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.String(length=12), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=True),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["desk_page.id"], name=op.f("fk_desk_page_address_page_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_page_address")),
    )
    with op.batch_alter_table("desk_page_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_page_address_page_id"), ["page_id"], unique=False)

    op.create_table(
        "desk_statement",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("page_id", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("claimant_name", sa.Text(), nullable=True),
        sa.Column("claimant_source_id", sa.String(length=12), nullable=True),
        sa.Column("parent_id", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(
            ["claimant_source_id"], ["desk_source.id"], name=op.f("fk_desk_statement_claimant_source_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["desk_subject.id"], name=op.f("fk_desk_statement_id")),
        sa.ForeignKeyConstraint(["page_id"], ["desk_page.id"], name=op.f("fk_desk_statement_page_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["desk_statement.id"], name=op.f("fk_desk_statement_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_statement")),
    )
    with op.batch_alter_table("desk_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_statement_page_id"), ["page_id"], unique=False)

    op.create_table(
        "desk_commitment",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("due", sa.String(length=10), nullable=True),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("to", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_statement.id"], name=op.f("fk_desk_commitment_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_commitment")),
    )
    with op.batch_alter_table("desk_commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_commitment_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "desk_link",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("from_id", sa.String(length=12), nullable=False),
        sa.Column("to_id", sa.String(length=12), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["desk_statement.id"], name=op.f("fk_desk_link_from_id")),
        sa.ForeignKeyConstraint(["id"], ["desk_subject.id"], name=op.f("fk_desk_link_id")),
        sa.ForeignKeyConstraint(["to_id"], ["desk_statement.id"], name=op.f("fk_desk_link_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_link")),
        sa.UniqueConstraint("from_id", "to_id", "relation", name=op.f("uq_desk_link_from_id_to_id_relation")),
    )
    with op.batch_alter_table("desk_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_link_to_id"), ["to_id"], unique=False)

    op.create_table(
        "desk_passage",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("capture_id", sa.String(length=12), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["desk_capture.id"], name=op.f("fk_desk_passage_capture_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_passage_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_passage")),
    )
    with op.batch_alter_table("desk_passage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_passage_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "desk_proposal",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("capture_id", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.String(length=12), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("continues_id", sa.String(length=12), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("subject_id", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["capture_id"], ["desk_capture.id"], name=op.f("fk_desk_proposal_capture_id")),
        sa.ForeignKeyConstraint(["continues_id"], ["desk_subject.id"], name=op.f("fk_desk_proposal_continues_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["desk_proposal.id"], name=op.f("fk_desk_proposal_parent_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_proposal_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_proposal")),
    )
    with op.batch_alter_table("desk_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_proposal_capture_id"), ["capture_id"], unique=False)

    op.create_table(
        "desk_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("claim_label", sa.String(length=80), nullable=True),
        sa.Column("rebuttal_label", sa.String(length=80), nullable=True),
        sa.Column("verdict_label", sa.String(length=80), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("rebuttal_start", sa.Integer(), nullable=True),
        sa.Column("rebuttal_end", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["capture_id"], ["desk_capture.id"], name=op.f("fk_desk_wording_capture_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["desk_subject.id"], name=op.f("fk_desk_wording_parent_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_wording_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_wording")),
        sa.UniqueConstraint("capture_id", "subject_id", name=op.f("uq_desk_wording_capture_id_subject_id")),
    )
    with op.batch_alter_table("desk_wording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_wording_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "desk_evidence",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("statement_id", sa.String(length=12), nullable=False),
        sa.Column("passage_id", sa.String(length=12), nullable=True),
        sa.Column("commitment_id", sa.String(length=12), nullable=True),
        sa.Column("capture_id", sa.String(length=12), nullable=True),
        sa.Column("source_id", sa.String(length=12), nullable=False),
        sa.Column("stance", sa.String(length=16), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("locator", sa.String(length=120), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["desk_capture.id"], name=op.f("fk_desk_evidence_capture_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["desk_commitment.id"], name=op.f("fk_desk_evidence_commitment_id")),
        sa.ForeignKeyConstraint(["id"], ["desk_subject.id"], name=op.f("fk_desk_evidence_id")),
        sa.ForeignKeyConstraint(["passage_id"], ["desk_passage.id"], name=op.f("fk_desk_evidence_passage_id")),
        sa.ForeignKeyConstraint(["source_id"], ["desk_source.id"], name=op.f("fk_desk_evidence_source_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["desk_statement.id"], name=op.f("fk_desk_evidence_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_evidence")),
    )
    with op.batch_alter_table("desk_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_evidence_source_id"), ["source_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_evidence_statement_id"), ["statement_id"], unique=False)

    op.create_table(
        "desk_finding",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("statement_id", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.String(length=12), nullable=True),
        sa.Column("capture_id", sa.String(length=12), nullable=True),
        sa.Column("claim_reviewed", sa.String(length=75), nullable=False),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("reasoning", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["desk_capture.id"], name=op.f("fk_desk_finding_capture_id")),
        sa.ForeignKeyConstraint(["id"], ["desk_subject.id"], name=op.f("fk_desk_finding_id")),
        sa.ForeignKeyConstraint(["passage_id"], ["desk_passage.id"], name=op.f("fk_desk_finding_passage_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["desk_statement.id"], name=op.f("fk_desk_finding_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_finding")),
        sa.UniqueConstraint("statement_id", "number", name=op.f("uq_desk_finding_statement_id_number")),
    )
    op.create_table(
        "desk_observation",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("commitment_id", sa.String(length=12), nullable=False),
        sa.Column("result", sa.String(length=24), nullable=False),
        sa.Column("observed", sa.String(length=10), nullable=False),
        sa.Column("done", sa.String(length=10), nullable=True),
        sa.Column("source_id", sa.String(length=12), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["desk_commitment.id"], name=op.f("fk_desk_observation_commitment_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["desk_subject.id"], name=op.f("fk_desk_observation_id")),
        sa.ForeignKeyConstraint(["source_id"], ["desk_source.id"], name=op.f("fk_desk_observation_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_observation")),
    )
    with op.batch_alter_table("desk_observation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_observation_commitment_id"), ["commitment_id"], unique=False)

    op.create_table(
        "desk_reply",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("finding_id", sa.String(length=12), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["desk_finding.id"], name=op.f("fk_desk_reply_finding_id")),
        sa.ForeignKeyConstraint(["id"], ["desk_subject.id"], name=op.f("fk_desk_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_reply")),
    )
    with op.batch_alter_table("desk_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_reply_finding_id"), ["finding_id"], unique=False)

    create_search()
