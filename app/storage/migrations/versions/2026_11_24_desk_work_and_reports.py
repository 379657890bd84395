"""Desk work: comments, notices of editing, forms taken, undo, invitations, the people log, source checks, reports."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=True),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=255), nullable=True),
        sa.Column("sender_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("became_kind", sa.String(length=16), nullable=True),
        sa.Column("became_id", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_report_token_sha256")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_sender_sha256"), ["sender_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "desk_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["desk_user.id"], name=op.f("fk_desk_invitation_invited_by")),
        sa.ForeignKeyConstraint(["user_id"], ["desk_user.id"], name=op.f("fk_desk_invitation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_invitation")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_desk_invitation_token_sha256")),
    )
    op.create_table(
        "desk_people_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["desk_user.id"], name=op.f("fk_desk_people_event_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["desk_user.id"], name=op.f("fk_desk_people_event_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_people_event")),
    )
    with op.batch_alter_table("desk_people_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_people_event_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_people_event_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_people_event_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_people_event_user_id"), ["user_id"], unique=False)

    op.create_table(
        "desk_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["desk_user.id"], name=op.f("fk_desk_submission_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_submission")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_desk_submission_user_id_key")),
    )
    with op.batch_alter_table("desk_submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_submission_at"), ["at"], unique=False)

    op.create_table(
        "report_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_name", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_message_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_message")),
    )
    with op.batch_alter_table("report_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_message_report_id"), ["report_id"], unique=False)

    op.create_table(
        "desk_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["desk_user.id"], name=op.f("fk_desk_comment_author_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_comment_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_comment")),
    )
    with op.batch_alter_table("desk_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_comment_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "desk_editing",
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_editing_subject_id")),
        sa.ForeignKeyConstraint(["user_id"], ["desk_user.id"], name=op.f("fk_desk_editing_user_id")),
        sa.PrimaryKeyConstraint("subject_id", "user_id", name=op.f("pk_desk_editing")),
    )
    op.create_table(
        "desk_imported",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["subject_id"], ["desk_subject.id"], name=op.f("fk_desk_imported_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_imported")),
        sa.UniqueConstraint("format", "key", name=op.f("uq_desk_imported_format_key")),
    )
    op.create_table(
        "desk_source_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(length=12), nullable=False),
        sa.Column("which", sa.String(length=16), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("final_url", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["desk_source.id"], name=op.f("fk_desk_source_check_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_source_check")),
    )
    with op.batch_alter_table("desk_source_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_source_check_source_id"), ["source_id"], unique=False)

    op.create_table(
        "desk_proposal_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.String(length=12), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["desk_user.id"], name=op.f("fk_desk_proposal_step_author_id")),
        sa.ForeignKeyConstraint(["capture_id"], ["desk_capture.id"], name=op.f("fk_desk_proposal_step_capture_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_proposal_step")),
    )
    with op.batch_alter_table("desk_proposal_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_proposal_step_capture_id"), ["capture_id"], unique=False)
