"""initial

Never import the application's models here: a migration must keep working when they have moved on.

Revision ID: 0001
Revises:
Create Date: 2026-11-24 06:29:17.884265
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
APPEND_ONLY = (
    "core_audit_entries",
    "core_audit_links",
)


def upgrade() -> None:
    op.create_table(
        "accounts_agencies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "names", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["accounts_agencies.id"], name=op.f("fk_accounts_agencies_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_agencies")),
        sa.UniqueConstraint("code", name=op.f("uq_accounts_agencies_code")),
        sa.UniqueConstraint("path", name=op.f("uq_accounts_agencies_path")),
    )
    with op.batch_alter_table("accounts_agencies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_agencies_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "core_audit_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.String(length=120), nullable=False),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_audit_entries")),
    )
    with op.batch_alter_table("core_audit_entries", schema=None) as batch_op:
        batch_op.create_index("ix_core_audit_entries_actor_id_at", ["actor_id", "at"], unique=False)
        batch_op.create_index("ix_core_audit_entries_at", ["at"], unique=False)
        batch_op.create_index("ix_core_audit_entries_subject", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "core_outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column(
            "payload", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_outbox")),
    )
    with op.batch_alter_table("core_outbox", schema=None) as batch_op:
        batch_op.create_index("ix_core_outbox_due_at", ["delivered_at", "due_at"], unique=False)

    op.create_table(
        "accounts_users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("profession", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("content_language", sa.String(length=5), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["accounts_agencies.id"], name=op.f("fk_accounts_users_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_users")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_users_email")),
    )
    with op.batch_alter_table("accounts_users", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_users_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accounts_users_name"), ["name"], unique=False)

    op.create_table(
        "core_audit_links",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["core_audit_entries.id"], name=op.f("fk_core_audit_links_entry_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_core_audit_links")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_core_audit_links_entry_id")),
    )
    op.create_table(
        "accounts_agency_memberships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["accounts_agencies.id"], name=op.f("fk_accounts_agency_memberships_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["accounts_users.id"], name=op.f("fk_accounts_agency_memberships_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["accounts_users.id"], name=op.f("fk_accounts_agency_memberships_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_agency_memberships")),
    )
    with op.batch_alter_table("accounts_agency_memberships", schema=None) as batch_op:
        batch_op.create_index("ix_accounts_agency_memberships_user_id_since", ["user_id", "since"], unique=False)

    op.create_table(
        "accounts_invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["accounts_users.id"], name=op.f("fk_accounts_invitations_created_by")),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_accounts_invitations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_invitations")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_accounts_invitations_secret_digest")),
    )
    with op.batch_alter_table("accounts_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_invitations_user_id"), ["user_id"], unique=False)

    op.create_table(
        "accounts_role_assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("scope_path", sa.String(length=400), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["accounts_agencies.id"], name=op.f("fk_accounts_role_assignments_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["accounts_users.id"], name=op.f("fk_accounts_role_assignments_ended_by")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["accounts_users.id"], name=op.f("fk_accounts_role_assignments_granted_by")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_accounts_role_assignments_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_role_assignments")),
    )
    with op.batch_alter_table("accounts_role_assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_role_assignments_user_id"), ["user_id"], unique=False)

    op.create_table(
        "accounts_sign_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_accounts_sign_ins_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_sign_ins")),
    )
    with op.batch_alter_table("accounts_sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_sign_ins_user_id"), ["user_id"], unique=False)

    _forbid_changes()


def _forbid_changes() -> None:
    """Let the database itself refuse to change or delete rows of append-only tables."""
    connection = op.get_bind()
    for table in APPEND_ONLY:
        for statement in _triggers(table, connection.dialect.name):
            connection.exec_driver_sql(statement)


def _triggers(table: str, dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        (
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql"
        ),
        (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
        ),
    ]


def downgrade() -> None:
    with op.batch_alter_table("accounts_sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_sign_ins_user_id"))

    op.drop_table("accounts_sign_ins")
    with op.batch_alter_table("accounts_role_assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_role_assignments_user_id"))

    op.drop_table("accounts_role_assignments")
    with op.batch_alter_table("accounts_invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_invitations_user_id"))

    op.drop_table("accounts_invitations")
    with op.batch_alter_table("accounts_agency_memberships", schema=None) as batch_op:
        batch_op.drop_index("ix_accounts_agency_memberships_user_id_since")

    op.drop_table("accounts_agency_memberships")
    op.drop_table("core_audit_links")
    with op.batch_alter_table("accounts_users", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_users_name"))
        batch_op.drop_index(batch_op.f("ix_accounts_users_agency_id"))

    op.drop_table("accounts_users")
    with op.batch_alter_table("core_outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_core_outbox_due_at")

    op.drop_table("core_outbox")
    with op.batch_alter_table("core_audit_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_core_audit_entries_subject")
        batch_op.drop_index("ix_core_audit_entries_at")
        batch_op.drop_index("ix_core_audit_entries_actor_id_at")

    op.drop_table("core_audit_entries")
    with op.batch_alter_table("accounts_agencies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_agencies_parent_id"))

    op.drop_table("accounts_agencies")
