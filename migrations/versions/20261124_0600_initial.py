"""initial

Never import the application's models here: a migration must keep working when they have moved on.

Revision ID: 0001
Revises:
Create Date: 2026-11-24 07:59:55.856649
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
    "assessments_edition_questions",
    "assessments_grades",
    "assessments_question_versions",
    "assessments_responses",
    "assessments_simulation_decisions",
    "assessments_simulation_editions",
    "assessments_simulation_results",
    "assessments_simulation_runs",
    "assessments_simulation_texts",
    "certificates_certificates",
    "certificates_revocations",
    "core_audit_entries",
    "core_audit_links",
    "courses_course_editions",
    "courses_course_modules",
    "courses_lesson_completions",
    "courses_lesson_texts",
    "courses_media",
    "courses_module_editions",
    "library_editions",
    "training_attendance_marks",
    "training_session_plans",
)

SEARCH_INDEX = {
    "sqlite": [
        (
            "CREATE VIRTUAL TABLE core_search_index USING fts5("
            "title, body, loose_title, loose_body, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4')"
        ),
    ],
    "postgresql": [
        "CREATE TABLE core_search_index (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
        "CREATE INDEX core_search_index_words ON core_search_index USING gin (words)",
    ],
}


def upgrade() -> None:
    op.create_table(
        "accounts_agencies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("names", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["accounts_agencies.id"], name=op.f("fk_accounts_agencies_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_agencies")),
        sa.UniqueConstraint("code", name=op.f("uq_accounts_agencies_code")),
        sa.UniqueConstraint("path", name=op.f("uq_accounts_agencies_path")),
    )
    with op.batch_alter_table("accounts_agencies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_agencies_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "assessments_question_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("module_key", sa.String(length=80), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("objective", sa.String(length=80), nullable=False),
        sa.Column("difficulty", sa.String(length=10), nullable=False),
        sa.Column("pool", sa.String(length=10), nullable=False),
        sa.Column("key", DOCUMENT, nullable=False),
        sa.Column("texts", DOCUMENT, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_question_versions")),
        sa.UniqueConstraint(
            "module_key",
            "question_key",
            "digest",
            name=op.f("uq_assessments_question_versions_module_key_question_key_digest"),
        ),
    )
    with op.batch_alter_table("assessments_question_versions", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_question_versions_module_key", ["module_key"], unique=False)

    op.create_table(
        "assessments_simulation_editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("simulation_key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("plan", DOCUMENT, nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_simulation_editions")),
        sa.UniqueConstraint(
            "simulation_key", "digest", name=op.f("uq_assessments_simulation_editions_simulation_key_digest")
        ),
        sa.UniqueConstraint(
            "simulation_key", "number", name=op.f("uq_assessments_simulation_editions_simulation_key_number")
        ),
    )
    op.create_table(
        "core_audit_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.String(length=120), nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
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
        sa.Column("payload", DOCUMENT, nullable=False),
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
        "core_search_documents",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("context", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_search_documents")),
    )
    with op.batch_alter_table("core_search_documents", schema=None) as batch_op:
        batch_op.create_index("ix_core_search_documents_kind_scope", ["kind", "scope"], unique=False)

    op.create_table(
        "courses_course_editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hours", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=False),
        sa.Column("definition", DOCUMENT, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_course_editions")),
        sa.UniqueConstraint("course_key", "digest", name=op.f("uq_courses_course_editions_course_key_digest")),
        sa.UniqueConstraint("course_key", "number", name=op.f("uq_courses_course_editions_course_key_number")),
    )
    op.create_table(
        "courses_module_editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("module_key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("outline", DOCUMENT, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_module_editions")),
        sa.UniqueConstraint("module_key", "digest", name=op.f("uq_courses_module_editions_module_key_digest")),
        sa.UniqueConstraint("module_key", "number", name=op.f("uq_courses_module_editions_module_key_number")),
    )
    op.create_table(
        "courses_module_states",
        sa.Column("module_key", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("standing", DOCUMENT, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("module_key", name=op.f("pk_courses_module_states")),
    )
    op.create_table(
        "library_editions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_editions")),
        sa.UniqueConstraint("number", name=op.f("uq_library_editions_number")),
    )
    op.create_table(
        "training_session_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("definition", DOCUMENT, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session_plans")),
        sa.UniqueConstraint("plan_key", "number", name=op.f("uq_training_session_plans_plan_key_number")),
    )
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
        "assessments_assessments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_edition_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("module_key", sa.String(length=80), nullable=False),
        sa.Column("blueprint", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["course_edition_id"],
            ["courses_course_editions.id"],
            name=op.f("fk_assessments_assessments_course_edition_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_assessments")),
        sa.UniqueConstraint(
            "course_edition_id",
            "kind",
            "module_key",
            name=op.f("uq_assessments_assessments_course_edition_id_kind_module_key"),
        ),
    )
    op.create_table(
        "assessments_edition_questions",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("question_version_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["courses_module_editions.id"], name=op.f("fk_assessments_edition_questions_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["assessments_question_versions.id"],
            name=op.f("fk_assessments_edition_questions_question_version_id"),
        ),
        sa.PrimaryKeyConstraint("edition_id", "question_version_id", name=op.f("pk_assessments_edition_questions")),
    )
    op.create_table(
        "assessments_simulation_texts",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("texts", DOCUMENT, nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["assessments_simulation_editions.id"],
            name=op.f("fk_assessments_simulation_texts_edition_id"),
        ),
        sa.PrimaryKeyConstraint("edition_id", "language", name=op.f("pk_assessments_simulation_texts")),
    )
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
        "courses_course_modules",
        sa.Column("course_edition_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("module_key", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_edition_id"],
            ["courses_course_editions.id"],
            name=op.f("fk_courses_course_modules_course_edition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["courses_module_editions.id"], name=op.f("fk_courses_course_modules_edition_id")
        ),
        sa.PrimaryKeyConstraint("course_edition_id", "position", name=op.f("pk_courses_course_modules")),
    )
    op.create_table(
        "courses_lesson_texts",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("lesson_key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("reviewed", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["courses_module_editions.id"], name=op.f("fk_courses_lesson_texts_edition_id")
        ),
        sa.PrimaryKeyConstraint("edition_id", "language", "lesson_key", name=op.f("pk_courses_lesson_texts")),
    )
    op.create_table(
        "courses_media",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["courses_module_editions.id"], name=op.f("fk_courses_media_edition_id")
        ),
        sa.PrimaryKeyConstraint("edition_id", "name", name=op.f("pk_courses_media")),
    )
    op.create_table(
        "training_centres",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("city", DOCUMENT, nullable=False),
        sa.Column("signatory_name", sa.String(length=200), nullable=False),
        sa.Column("signatory_title", DOCUMENT, nullable=False),
        sa.Column("serial_prefix", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["accounts_agencies.id"], name=op.f("fk_training_centres_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_training_centres")),
        sa.UniqueConstraint("serial_prefix", name=op.f("uq_training_centres_serial_prefix")),
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

    op.create_table(
        "courses_enrolments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("course_edition_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("profession", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolled_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["accounts_agencies.id"], name=op.f("fk_courses_enrolments_agency_id")),
        sa.ForeignKeyConstraint(
            ["course_edition_id"], ["courses_course_editions.id"], name=op.f("fk_courses_enrolments_course_edition_id")
        ),
        sa.ForeignKeyConstraint(["enrolled_by"], ["accounts_users.id"], name=op.f("fk_courses_enrolments_enrolled_by")),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_courses_enrolments_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_enrolments")),
    )
    with op.batch_alter_table("courses_enrolments", schema=None) as batch_op:
        batch_op.create_index("ix_courses_enrolments_agency_id", ["agency_id"], unique=False)
        batch_op.create_index("ix_courses_enrolments_course_edition_id", ["course_edition_id"], unique=False)
        batch_op.create_index("ix_courses_enrolments_user_id", ["user_id"], unique=False)

    op.create_table(
        "courses_manuals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_edition_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("reason", DOCUMENT, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_edition_id"], ["courses_course_editions.id"], name=op.f("fk_courses_manuals_course_edition_id")
        ),
        sa.ForeignKeyConstraint(["requested_by"], ["accounts_users.id"], name=op.f("fk_courses_manuals_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_manuals")),
        sa.UniqueConstraint(
            "course_edition_id",
            "language",
            "fingerprint",
            name=op.f("uq_courses_manuals_course_edition_id_language_fingerprint"),
        ),
    )
    op.create_table(
        "training_cohorts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("course_edition_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_training_cohorts_capacity_positive")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_training_cohorts_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centres.agency_id"], name=op.f("fk_training_cohorts_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["course_edition_id"], ["courses_course_editions.id"], name=op.f("fk_training_cohorts_course_edition_id")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["accounts_users.id"], name=op.f("fk_training_cohorts_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_cohorts")),
    )
    with op.batch_alter_table("training_cohorts", schema=None) as batch_op:
        batch_op.create_index("ix_training_cohorts_centre_id", ["centre_id"], unique=False)

    op.create_table(
        "training_rooms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_training_rooms_capacity_positive")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centres.agency_id"], name=op.f("fk_training_rooms_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_rooms")),
        sa.UniqueConstraint("centre_id", "name", name=op.f("uq_training_rooms_centre_id_name")),
    )
    op.create_table(
        "assessments_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("paper", DOCUMENT, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments_assessments.id"], name=op.f("fk_assessments_attempts_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_assessments_attempts_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_assessments_attempts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_attempts")),
        sa.UniqueConstraint(
            "enrolment_id",
            "assessment_id",
            "number",
            name=op.f("uq_assessments_attempts_enrolment_id_assessment_id_number"),
        ),
    )
    with op.batch_alter_table("assessments_attempts", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_attempts_assessment_id", ["assessment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessments_attempts_user_id"), ["user_id"], unique=False)

    op.create_table(
        "assessments_simulation_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("simulation_key", sa.String(length=80), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["assessments_simulation_editions.id"],
            name=op.f("fk_assessments_simulation_runs_edition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_assessments_simulation_runs_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["accounts_users.id"], name=op.f("fk_assessments_simulation_runs_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_simulation_runs")),
        sa.UniqueConstraint(
            "enrolment_id",
            "simulation_key",
            "number",
            name=op.f("uq_assessments_simulation_runs_enrolment_id_simulation_key_number"),
        ),
    )
    with op.batch_alter_table("assessments_simulation_runs", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_simulation_runs_edition_id", ["edition_id"], unique=False)
        batch_op.create_index("ix_assessments_simulation_runs_user_id", ["user_id"], unique=False)

    op.create_table(
        "certificates_certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("snapshot", DOCUMENT, nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centres.agency_id"], name=op.f("fk_certificates_certificates_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_certificates_certificates_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["accounts_users.id"], name=op.f("fk_certificates_certificates_issued_by")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_certificates_certificates_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_certificates")),
        sa.UniqueConstraint("enrolment_id", "number", name=op.f("uq_certificates_certificates_enrolment_id_number")),
        sa.UniqueConstraint("serial", name=op.f("uq_certificates_certificates_serial")),
    )
    with op.batch_alter_table("certificates_certificates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificates_certificates_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificates_certificates_user_id"), ["user_id"], unique=False)

    op.create_table(
        "courses_lesson_completions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_key", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["courses_module_editions.id"], name=op.f("fk_courses_lesson_completions_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_courses_lesson_completions_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses_lesson_completions")),
        sa.UniqueConstraint(
            "enrolment_id",
            "edition_id",
            "lesson_key",
            name=op.f("uq_courses_lesson_completions_enrolment_id_edition_id_lesson_key"),
        ),
    )
    op.create_table(
        "training_cohort_places",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["training_cohorts.id"], name=op.f("fk_training_cohort_places_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_training_cohort_places_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_cohort_places_user_id")),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_training_cohort_places")),
    )
    with op.batch_alter_table("training_cohort_places", schema=None) as batch_op:
        batch_op.create_index("ix_training_cohort_places_cohort_id", ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_cohort_places_user_id"), ["user_id"], unique=False)

    op.create_table(
        "training_cohort_trainers",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["training_cohorts.id"], name=op.f("fk_training_cohort_trainers_cohort_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_cohort_trainers_user_id")),
        sa.PrimaryKeyConstraint("cohort_id", "user_id", name=op.f("pk_training_cohort_trainers")),
    )
    with op.batch_alter_table("training_cohort_trainers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_cohort_trainers_user_id"), ["user_id"], unique=False)

    op.create_table(
        "training_people_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("rows", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["training_cohorts.id"], name=op.f("fk_training_people_imports_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["accounts_users.id"], name=op.f("fk_training_people_imports_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_people_imports")),
    )
    with op.batch_alter_table("training_people_imports", schema=None) as batch_op:
        batch_op.create_index("ix_training_people_imports_cohort_id", ["cohort_id"], unique=False)

    op.create_table(
        "training_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("online_link", sa.String(length=500), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=500), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_training_sessions_times_in_order")),
        sa.ForeignKeyConstraint(["cohort_id"], ["training_cohorts.id"], name=op.f("fk_training_sessions_cohort_id")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts_users.id"], name=op.f("fk_training_sessions_created_by")),
        sa.ForeignKeyConstraint(["room_id"], ["training_rooms.id"], name=op.f("fk_training_sessions_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sessions")),
    )
    with op.batch_alter_table("training_sessions", schema=None) as batch_op:
        batch_op.create_index("ix_training_sessions_cohort_id", ["cohort_id"], unique=False)
        batch_op.create_index("ix_training_sessions_room_id_starts_at", ["room_id", "starts_at"], unique=False)
        batch_op.create_index("ix_training_sessions_starts_at", ["starts_at"], unique=False)

    op.create_table(
        "assessments_grades",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Numeric(precision=8, scale=3, asdecimal=False), nullable=False),
        sa.Column("maximum", sa.Numeric(precision=8, scale=3, asdecimal=False), nullable=False),
        sa.Column("percent", sa.Numeric(precision=6, scale=2, asdecimal=False), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("details", DOCUMENT, nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessments_attempts.id"], name=op.f("fk_assessments_grades_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_grades")),
    )
    with op.batch_alter_table("assessments_grades", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_grades_attempt_id", ["attempt_id"], unique=False)

    op.create_table(
        "assessments_responses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("answer", DOCUMENT, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessments_attempts.id"], name=op.f("fk_assessments_responses_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_responses")),
        sa.UniqueConstraint("attempt_id", "sequence", name=op.f("uq_assessments_responses_attempt_id_sequence")),
    )
    op.create_table(
        "assessments_simulation_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(length=80), nullable=False),
        sa.Column("decision", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["assessments_simulation_runs.id"], name=op.f("fk_assessments_simulation_decisions_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_simulation_decisions")),
        sa.UniqueConstraint("run_id", "position", name=op.f("uq_assessments_simulation_decisions_run_id_position")),
    )
    op.create_table(
        "assessments_simulation_results",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("ending", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=False),
        sa.Column("levels", DOCUMENT, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["assessments_simulation_runs.id"], name=op.f("fk_assessments_simulation_results_run_id")
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_assessments_simulation_results")),
    )
    op.create_table(
        "certificates_revocations",
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates_certificates.id"],
            name=op.f("fk_certificates_revocations_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["accounts_users.id"], name=op.f("fk_certificates_revocations_revoked_by")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificates_revocations")),
    )
    op.create_table(
        "training_attendance_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("minutes_late", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("marked_by", sa.Uuid(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("minutes_late >= 0", name=op.f("ck_training_attendance_marks_minutes_late_not_negative")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["accounts_agencies.id"], name=op.f("fk_training_attendance_marks_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["training_attendance_marks.id"], name=op.f("fk_training_attendance_marks_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_training_attendance_marks_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by"], ["accounts_users.id"], name=op.f("fk_training_attendance_marks_marked_by")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_attendance_marks_session_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_attendance_marks_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_attendance_marks")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_training_attendance_marks_corrects_id")),
    )
    with op.batch_alter_table("training_attendance_marks", schema=None) as batch_op:
        batch_op.create_index("ix_training_attendance_marks_enrolment_id", ["enrolment_id"], unique=False)
        batch_op.create_index("ix_training_attendance_marks_session_id", ["session_id"], unique=False)
        batch_op.create_index(
            "uq_training_attendance_marks_first",
            ["session_id", "enrolment_id"],
            unique=True,
            sqlite_where=sa.text("corrects_id IS NULL"),
            postgresql_where=sa.text("corrects_id IS NULL"),
        )

    op.create_table(
        "training_session_modules",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("module_key", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_session_modules_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "module_key", name=op.f("pk_training_session_modules")),
    )
    op.create_table(
        "training_session_trainers",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_session_trainers_session_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_session_trainers_user_id")),
        sa.PrimaryKeyConstraint("session_id", "user_id", name=op.f("pk_training_session_trainers")),
    )
    with op.batch_alter_table("training_session_trainers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_session_trainers_user_id"), ["user_id"], unique=False)

    _forbid_changes()
    _make_search_index()


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


def _make_search_index() -> None:
    """Make the full-text index, which belongs to no model."""
    connection = op.get_bind()
    for statement in SEARCH_INDEX[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    op.execute("DROP TABLE IF EXISTS core_search_index")
    with op.batch_alter_table("training_session_trainers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_session_trainers_user_id"))

    op.drop_table("training_session_trainers")
    op.drop_table("training_session_modules")
    with op.batch_alter_table("training_attendance_marks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_training_attendance_marks_first",
            sqlite_where=sa.text("corrects_id IS NULL"),
            postgresql_where=sa.text("corrects_id IS NULL"),
        )
        batch_op.drop_index("ix_training_attendance_marks_session_id")
        batch_op.drop_index("ix_training_attendance_marks_enrolment_id")

    op.drop_table("training_attendance_marks")
    op.drop_table("certificates_revocations")
    op.drop_table("assessments_simulation_results")
    op.drop_table("assessments_simulation_decisions")
    op.drop_table("assessments_responses")
    with op.batch_alter_table("assessments_grades", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_grades_attempt_id")

    op.drop_table("assessments_grades")
    with op.batch_alter_table("training_sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_training_sessions_starts_at")
        batch_op.drop_index("ix_training_sessions_room_id_starts_at")
        batch_op.drop_index("ix_training_sessions_cohort_id")

    op.drop_table("training_sessions")
    with op.batch_alter_table("training_people_imports", schema=None) as batch_op:
        batch_op.drop_index("ix_training_people_imports_cohort_id")

    op.drop_table("training_people_imports")
    with op.batch_alter_table("training_cohort_trainers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_cohort_trainers_user_id"))

    op.drop_table("training_cohort_trainers")
    with op.batch_alter_table("training_cohort_places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_cohort_places_user_id"))
        batch_op.drop_index("ix_training_cohort_places_cohort_id")

    op.drop_table("training_cohort_places")
    op.drop_table("courses_lesson_completions")
    with op.batch_alter_table("certificates_certificates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_certificates_user_id"))
        batch_op.drop_index(batch_op.f("ix_certificates_certificates_centre_id"))

    op.drop_table("certificates_certificates")
    with op.batch_alter_table("assessments_simulation_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_simulation_runs_user_id")
        batch_op.drop_index("ix_assessments_simulation_runs_edition_id")

    op.drop_table("assessments_simulation_runs")
    with op.batch_alter_table("assessments_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessments_attempts_user_id"))
        batch_op.drop_index("ix_assessments_attempts_assessment_id")

    op.drop_table("assessments_attempts")
    op.drop_table("training_rooms")
    with op.batch_alter_table("training_cohorts", schema=None) as batch_op:
        batch_op.drop_index("ix_training_cohorts_centre_id")

    op.drop_table("training_cohorts")
    op.drop_table("courses_manuals")
    with op.batch_alter_table("courses_enrolments", schema=None) as batch_op:
        batch_op.drop_index("ix_courses_enrolments_user_id")
        batch_op.drop_index("ix_courses_enrolments_course_edition_id")
        batch_op.drop_index("ix_courses_enrolments_agency_id")

    op.drop_table("courses_enrolments")
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
    op.drop_table("training_centres")
    op.drop_table("courses_media")
    op.drop_table("courses_lesson_texts")
    op.drop_table("courses_course_modules")
    op.drop_table("core_audit_links")
    op.drop_table("assessments_simulation_texts")
    op.drop_table("assessments_edition_questions")
    op.drop_table("assessments_assessments")
    with op.batch_alter_table("accounts_users", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_users_name"))
        batch_op.drop_index(batch_op.f("ix_accounts_users_agency_id"))

    op.drop_table("accounts_users")
    op.drop_table("training_session_plans")
    op.drop_table("library_editions")
    op.drop_table("courses_module_states")
    op.drop_table("courses_module_editions")
    op.drop_table("courses_course_editions")
    with op.batch_alter_table("core_search_documents", schema=None) as batch_op:
        batch_op.drop_index("ix_core_search_documents_kind_scope")

    op.drop_table("core_search_documents")
    with op.batch_alter_table("core_outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_core_outbox_due_at")

    op.drop_table("core_outbox")
    with op.batch_alter_table("core_audit_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_core_audit_entries_subject")
        batch_op.drop_index("ix_core_audit_entries_at")
        batch_op.drop_index("ix_core_audit_entries_actor_id_at")

    op.drop_table("core_audit_entries")
    op.drop_table("assessments_simulation_editions")
    with op.batch_alter_table("assessments_question_versions", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_question_versions_module_key")

    op.drop_table("assessments_question_versions")
    with op.batch_alter_table("accounts_agencies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_agencies_parent_id"))

    op.drop_table("accounts_agencies")
