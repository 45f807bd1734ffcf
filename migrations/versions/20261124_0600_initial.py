"""initial

Never import the application's models here: a migration must keep working when they have moved on.

Revision ID: 0001
Revises:
Create Date: 2026-11-24 13:33:24.418066
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
    "assessments_accommodations",
    "assessments_appeal_steps",
    "assessments_appeals",
    "assessments_bank_media",
    "assessments_booklet_printings",
    "assessments_booklet_sets",
    "assessments_booklet_sheets",
    "assessments_booklet_variants",
    "assessments_distinct_pairs",
    "assessments_edition_questions",
    "assessments_grades",
    "assessments_granted_attempts",
    "assessments_judgements",
    "assessments_moderation_samples",
    "assessments_observations",
    "assessments_paper_attempts",
    "assessments_paper_entries",
    "assessments_provisional_marks",
    "assessments_question_acts",
    "assessments_question_rulings",
    "assessments_question_versions",
    "assessments_regrades",
    "assessments_responses",
    "assessments_simulation_decisions",
    "assessments_simulation_editions",
    "assessments_simulation_results",
    "assessments_simulation_runs",
    "assessments_simulation_texts",
    "assessments_sitting_acts",
    "assessments_version_media",
    "certificates_certificates",
    "certificates_exemption_ends",
    "certificates_exemptions",
    "certificates_hours_rules",
    "certificates_reminder_days",
    "certificates_reminders",
    "certificates_renewal_rules",
    "certificates_renewals",
    "certificates_revocations",
    "core_audit_entries",
    "core_audit_links",
    "courses_course_editions",
    "courses_course_modules",
    "courses_lesson_completions",
    "courses_lesson_texts",
    "courses_media",
    "courses_module_editions",
    "interop_question_files",
    "interop_question_files_accepted",
    "library_editions",
    "training_absence_alerts",
    "training_absence_sessions",
    "training_absence_withdrawals",
    "training_absences",
    "training_agency_training_acts",
    "training_attendance_marks",
    "training_attendance_unlocks",
    "training_check_in_claims",
    "training_cohort_stays",
    "training_credited_hours",
    "training_evaluation_forms",
    "training_import_changes",
    "training_import_undos",
    "training_invitation_letters",
    "training_nomination_acts",
    "training_papers",
    "training_past_training_annulments",
    "training_past_trainings",
    "training_plan_approvals",
    "training_seat_reservations",
    "training_session_plans",
    "training_sheet_printings",
    "training_sheet_scans",
    "training_walk_in_merges",
    "training_walk_ins",
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
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["accounts_agencies.id"], name=op.f("fk_accounts_agencies_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_agencies")),
        sa.UniqueConstraint("code", name=op.f("uq_accounts_agencies_code")),
        sa.UniqueConstraint("path", name=op.f("uq_accounts_agencies_path")),
    )
    with op.batch_alter_table("accounts_agencies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_agencies_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "accounts_notices_given",
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("occasion", sa.String(length=120), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "occasion", name=op.f("pk_accounts_notices_given")),
    )
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
        "assessments_use_counts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counted_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_use_counts")),
    )
    op.create_table(
        "certificates_reminder_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_certificates_reminder_days")),
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
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("payload", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_core_outbox_key")),
    )
    with op.batch_alter_table("core_outbox", schema=None) as batch_op:
        batch_op.create_index("ix_core_outbox_created_at", ["created_at"], unique=False)
        batch_op.create_index("ix_core_outbox_recipient_id_state", ["recipient_id", "state"], unique=False)
        batch_op.create_index("ix_core_outbox_state_due_at", ["state", "due_at"], unique=False)

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
        "training_evaluation_forms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form_key", sa.String(length=80), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("definition", DOCUMENT, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_evaluation_forms")),
        sa.UniqueConstraint("form_key", "number", name=op.f("uq_training_evaluation_forms_form_key_number")),
    )
    op.create_table(
        "training_import_memories",
        sa.Column("scope_path", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("columns", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("scope_path", "kind", name=op.f("pk_training_import_memories")),
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
        sa.Column("attendance_lock_days", sa.Integer(), nullable=False),
        sa.Column("requires_qualifications", sa.Boolean(), nullable=False),
        sa.Column("tells_officers", sa.Boolean(), nullable=False),
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
        "accounts_notice_addresses",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_accounts_notice_addresses_user_id")),
        sa.PrimaryKeyConstraint("user_id", "channel", name=op.f("pk_accounts_notice_addresses")),
    )
    op.create_table(
        "accounts_notice_choices",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_accounts_notice_choices_user_id")),
        sa.PrimaryKeyConstraint("user_id", "kind", "channel", name=op.f("pk_accounts_notice_choices")),
    )
    op.create_table(
        "accounts_notice_preferences",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_to", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 1439", name=op.f("ck_accounts_notice_preferences_quiet_from_in_day")
        ),
        sa.CheckConstraint("quiet_to BETWEEN 0 AND 1439", name=op.f("ck_accounts_notice_preferences_quiet_to_in_day")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["accounts_users.id"], name=op.f("fk_accounts_notice_preferences_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_accounts_notice_preferences")),
    )
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
        "assessments_banks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=1000), nullable=False),
        sa.Column("languages", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["accounts_agencies.id"], name=op.f("fk_assessments_banks_agency_id")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts_users.id"], name=op.f("fk_assessments_banks_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_banks")),
    )
    with op.batch_alter_table("assessments_banks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessments_banks_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "assessments_distinct_pairs",
        sa.Column("first", sa.String(length=170), nullable=False),
        sa.Column("second", sa.String(length=170), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts_users.id"], name=op.f("fk_assessments_distinct_pairs_decided_by")
        ),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_assessments_distinct_pairs")),
    )
    op.create_table(
        "assessments_moderation_samples",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("attempts", DOCUMENT, nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments_assessments.id"],
            name=op.f("fk_assessments_moderation_samples_assessment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["accounts_agencies.id"], name=op.f("fk_assessments_moderation_samples_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["drawn_by"], ["accounts_users.id"], name=op.f("fk_assessments_moderation_samples_drawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_moderation_samples")),
    )
    with op.batch_alter_table("assessments_moderation_samples", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_moderation_samples_assessment_id", ["assessment_id"], unique=False)

    op.create_table(
        "assessments_sittings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("full_time", sa.Boolean(), nullable=False),
        sa.Column("overrides", DOCUMENT, nullable=False),
        sa.Column("networks", DOCUMENT, nullable=False),
        sa.Column("code_number", sa.Integer(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_assessments_sittings_times_in_order")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments_assessments.id"], name=op.f("fk_assessments_sittings_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["accounts_agencies.id"], name=op.f("fk_assessments_sittings_centre_id")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["accounts_users.id"], name=op.f("fk_assessments_sittings_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_sittings")),
    )
    with op.batch_alter_table("assessments_sittings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessments_sittings_assessment_id"), ["assessment_id"], unique=False)
        batch_op.create_index("ix_assessments_sittings_centre_id_opens_at", ["centre_id", "opens_at"], unique=False)

    op.create_table(
        "certificates_exemptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("last >= first", name=op.f("ck_certificates_exemptions_days_in_order")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts_users.id"], name=op.f("fk_certificates_exemptions_made_by")),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_certificates_exemptions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_exemptions")),
    )
    with op.batch_alter_table("certificates_exemptions", schema=None) as batch_op:
        batch_op.create_index("ix_certificates_exemptions_user_id", ["user_id"], unique=False)

    op.create_table(
        "certificates_hours_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("profession", sa.String(length=40), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("kinds", DOCUMENT, nullable=False),
        sa.Column("face_to_face", sa.Integer(), nullable=False),
        sa.Column("carry_over", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_certificates_hours_rules_minutes_not_negative")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["accounts_agencies.id"], name=op.f("fk_certificates_hours_rules_agency_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["accounts_users.id"], name=op.f("fk_certificates_hours_rules_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_hours_rules")),
    )
    op.create_table(
        "certificates_reminders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_certificates_reminders_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_reminders")),
        sa.UniqueConstraint("about", "threshold", name=op.f("uq_certificates_reminders_about_threshold")),
    )
    with op.batch_alter_table("certificates_reminders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificates_reminders_user_id"), ["user_id"], unique=False)

    op.create_table(
        "certificates_renewal_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_key", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("grace", sa.Integer(), nullable=False),
        sa.Column("equivalents", DOCUMENT, nullable=False),
        sa.Column("refresher_minutes", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["accounts_users.id"], name=op.f("fk_certificates_renewal_rules_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_renewal_rules")),
        sa.UniqueConstraint(
            "course_key", "valid_from", name=op.f("uq_certificates_renewal_rules_course_key_valid_from")
        ),
    )
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
        "training_agency_trainings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("modules", DOCUMENT, nullable=False),
        sa.Column("trainers", DOCUMENT, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("face_to_face", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_training_agency_trainings_days_in_order")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_training_agency_trainings_minutes_positive")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["accounts_agencies.id"], name=op.f("fk_training_agency_trainings_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centres.agency_id"], name=op.f("fk_training_agency_trainings_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["accounts_users.id"], name=op.f("fk_training_agency_trainings_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_agency_trainings")),
    )
    with op.batch_alter_table("training_agency_trainings", schema=None) as batch_op:
        batch_op.create_index("ix_training_agency_trainings_agency_id", ["agency_id"], unique=False)
        batch_op.create_index("ix_training_agency_trainings_centre_id", ["centre_id"], unique=False)

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
        "training_equipment_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_training_equipment_items_count_not_negative")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centres.agency_id"], name=op.f("fk_training_equipment_items_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_equipment_items")),
        sa.UniqueConstraint("centre_id", "name", name=op.f("uq_training_equipment_items_centre_id_name")),
    )
    op.create_table(
        "training_feed_keys",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_feed_keys_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_training_feed_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_training_feed_keys_digest")),
    )
    op.create_table(
        "training_nomination_heads",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("head_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["accounts_agencies.id"], name=op.f("fk_training_nomination_heads_agency_id")
        ),
        sa.ForeignKeyConstraint(["head_id"], ["accounts_users.id"], name=op.f("fk_training_nomination_heads_head_id")),
        sa.ForeignKeyConstraint(["set_by"], ["accounts_users.id"], name=op.f("fk_training_nomination_heads_set_by")),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_training_nomination_heads")),
    )
    op.create_table(
        "training_papers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["uploaded_by"], ["accounts_users.id"], name=op.f("fk_training_papers_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_papers")),
    )
    op.create_table(
        "training_past_trainings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("course", sa.String(length=300), nullable=False),
        sa.Column("course_key", sa.String(length=80), nullable=False),
        sa.Column("provider", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("certificate_number", sa.String(length=100), nullable=False),
        sa.Column("certificate_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("hours >= 0", name=op.f("ck_training_past_trainings_hours_not_negative")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["accounts_users.id"], name=op.f("fk_training_past_trainings_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["training_past_trainings.id"], name=op.f("fk_training_past_trainings_replaces_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_past_trainings_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_past_trainings")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_training_past_trainings_replaces_id")),
    )
    with op.batch_alter_table("training_past_trainings", schema=None) as batch_op:
        batch_op.create_index("ix_training_past_trainings_user_id", ["user_id"], unique=False)

    op.create_table(
        "training_qualifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("course_key", sa.String(length=80), nullable=False),
        sa.Column("module_key", sa.String(length=80), nullable=False),
        sa.Column("session_kind", sa.String(length=40), nullable=False),
        sa.Column("awarded_by", sa.String(length=200), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_training_qualifications_validity_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centres.agency_id"], name=op.f("fk_training_qualifications_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["accounts_users.id"], name=op.f("fk_training_qualifications_granted_by")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_qualifications_user_id")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["accounts_users.id"], name=op.f("fk_training_qualifications_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_qualifications")),
    )
    with op.batch_alter_table("training_qualifications", schema=None) as batch_op:
        batch_op.create_index("ix_training_qualifications_user_id_centre_id", ["user_id", "centre_id"], unique=False)

    op.create_table(
        "training_trainer_absences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_training_trainer_absences_days_in_order")),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["accounts_users.id"], name=op.f("fk_training_trainer_absences_noted_by")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_trainer_absences_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_trainer_absences")),
    )
    with op.batch_alter_table("training_trainer_absences", schema=None) as batch_op:
        batch_op.create_index("ix_training_trainer_absences_user_id", ["user_id"], unique=False)

    op.create_table(
        "training_trainer_profiles",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("languages", DOCUMENT, nullable=False),
        sa.Column("hours", DOCUMENT, nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["accounts_users.id"], name=op.f("fk_training_trainer_profiles_changed_by")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_trainer_profiles_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_training_trainer_profiles")),
    )
    op.create_table(
        "training_venues",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("beds", sa.Integer(), nullable=False),
        sa.CheckConstraint("beds >= 0", name=op.f("ck_training_venues_beds_not_negative")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centres.agency_id"], name=op.f("fk_training_venues_centre_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_venues")),
        sa.UniqueConstraint("centre_id", "name", name=op.f("uq_training_venues_centre_id_name")),
    )
    op.create_table(
        "training_year_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("year > 1999", name=op.f("ck_training_year_plans_year_plausible")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centres.agency_id"], name=op.f("fk_training_year_plans_centre_id")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["accounts_users.id"], name=op.f("fk_training_year_plans_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_year_plans")),
        sa.UniqueConstraint("centre_id", "year", name=op.f("uq_training_year_plans_centre_id_year")),
    )
    op.create_table(
        "assessments_accommodations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("sitting_id", sa.Uuid(), nullable=True),
        sa.Column("extra_percent", sa.Integer(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("large_print", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.String(length=1000), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["accounts_agencies.id"], name=op.f("fk_assessments_accommodations_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["accounts_users.id"], name=op.f("fk_assessments_accommodations_granted_by")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["assessments_sittings.id"], name=op.f("fk_assessments_accommodations_sitting_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_assessments_accommodations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_accommodations")),
    )
    with op.batch_alter_table("assessments_accommodations", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_accommodations_user_id", ["user_id"], unique=False)

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
        sa.Column("conditions", DOCUMENT, nullable=True),
        sa.Column("sitting_id", sa.Uuid(), nullable=True),
        sa.Column("large_print", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments_assessments.id"], name=op.f("fk_assessments_attempts_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_assessments_attempts_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["assessments_sittings.id"], name=op.f("fk_assessments_attempts_sitting_id")
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
        batch_op.create_index(batch_op.f("ix_assessments_attempts_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessments_attempts_user_id"), ["user_id"], unique=False)

    op.create_table(
        "assessments_bank_media",
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["assessments_banks.id"], name=op.f("fk_assessments_bank_media_bank_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["accounts_users.id"], name=op.f("fk_assessments_bank_media_created_by")
        ),
        sa.PrimaryKeyConstraint("bank_id", "name", name=op.f("pk_assessments_bank_media")),
    )
    op.create_table(
        "assessments_bank_questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("module_key", sa.String(length=80), nullable=False),
        sa.Column("objective", sa.String(length=80), nullable=False),
        sa.Column("difficulty", sa.String(length=10), nullable=False),
        sa.Column("pool", sa.String(length=10), nullable=False),
        sa.Column("key", DOCUMENT, nullable=False),
        sa.Column("texts", DOCUMENT, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("authors", DOCUMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("languages", sa.String(length=80), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("stems", DOCUMENT, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["assessments_banks.id"], name=op.f("fk_assessments_bank_questions_bank_id")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["accounts_users.id"], name=op.f("fk_assessments_bank_questions_updated_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_bank_questions")),
        sa.UniqueConstraint("bank_id", "name", name=op.f("uq_assessments_bank_questions_bank_id_name")),
    )
    with op.batch_alter_table("assessments_bank_questions", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_bank_questions_bank_id_state", ["bank_id", "state"], unique=False)

    op.create_table(
        "assessments_booklet_sets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("arrangement", sa.String(length=40), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("languages", DOCUMENT, nullable=False),
        sa.Column("double_entry", sa.Boolean(), nullable=False),
        sa.Column("practical", sa.Boolean(), nullable=False),
        sa.Column("conditions", DOCUMENT, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["accounts_users.id"], name=op.f("fk_assessments_booklet_sets_made_by")),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["assessments_sittings.id"], name=op.f("fk_assessments_booklet_sets_sitting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_booklet_sets")),
        sa.UniqueConstraint("sitting_id", "number", name=op.f("uq_assessments_booklet_sets_sitting_id_number")),
    )
    op.create_table(
        "assessments_question_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts_users.id"], name=op.f("fk_assessments_question_acts_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["assessments_banks.id"], name=op.f("fk_assessments_question_acts_bank_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_question_acts")),
    )
    with op.batch_alter_table("assessments_question_acts", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_question_acts_question_id", ["question_id"], unique=False)

    op.create_table(
        "assessments_sitting_places",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_assessments_sitting_places_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["assessments_sittings.id"], name=op.f("fk_assessments_sitting_places_sitting_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_assessments_sitting_places_user_id")),
        sa.PrimaryKeyConstraint("sitting_id", "enrolment_id", name=op.f("pk_assessments_sitting_places")),
    )
    with op.batch_alter_table("assessments_sitting_places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessments_sitting_places_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessments_sitting_places_user_id"), ["user_id"], unique=False)

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
        "certificates_exemption_ends",
        sa.Column("exemption_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["accounts_users.id"], name=op.f("fk_certificates_exemption_ends_ended_by")
        ),
        sa.ForeignKeyConstraint(
            ["exemption_id"], ["certificates_exemptions.id"], name=op.f("fk_certificates_exemption_ends_exemption_id")
        ),
        sa.PrimaryKeyConstraint("exemption_id", name=op.f("pk_certificates_exemption_ends")),
    )
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
        "interop_question_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("merging", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["assessments_banks.id"], name=op.f("fk_interop_question_files_bank_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["accounts_users.id"], name=op.f("fk_interop_question_files_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interop_question_files")),
    )
    with op.batch_alter_table("interop_question_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interop_question_files_bank_id"), ["bank_id"], unique=False)

    op.create_table(
        "training_absence_alerts",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("possible_percent", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=False),
        sa.Column("required_percent", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_training_absence_alerts_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_training_absence_alerts")),
    )
    op.create_table(
        "training_absences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("announced_by", sa.Uuid(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["announced_by"], ["accounts_users.id"], name=op.f("fk_training_absences_announced_by")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_training_absences_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["training_papers.id"], name=op.f("fk_training_absences_paper_id")),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_absences_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_absences")),
    )
    with op.batch_alter_table("training_absences", schema=None) as batch_op:
        batch_op.create_index("ix_training_absences_enrolment_id", ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_absences_user_id"), ["user_id"], unique=False)

    op.create_table(
        "training_agency_training_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["accounts_users.id"], name=op.f("fk_training_agency_training_acts_by")),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training_agency_trainings.id"], name=op.f("fk_training_agency_training_acts_training_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_agency_training_acts")),
        sa.UniqueConstraint("training_id", "number", name=op.f("uq_training_agency_training_acts_training_id_number")),
    )
    op.create_table(
        "training_agency_training_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["training_papers.id"], name=op.f("fk_training_agency_training_evidence_paper_id")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["training_agency_trainings.id"],
            name=op.f("fk_training_agency_training_evidence_training_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_agency_training_evidence")),
    )
    with op.batch_alter_table("training_agency_training_evidence", schema=None) as batch_op:
        batch_op.create_index("ix_training_agency_training_evidence_training_id", ["training_id"], unique=False)

    op.create_table(
        "training_agency_training_people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("profession", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_training_agency_training_people_minutes_not_negative")),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["training_agency_trainings.id"],
            name=op.f("fk_training_agency_training_people_training_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["accounts_users.id"], name=op.f("fk_training_agency_training_people_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_agency_training_people")),
        sa.UniqueConstraint("training_id", "email", name=op.f("uq_training_agency_training_people_training_id_email")),
    )
    with op.batch_alter_table("training_agency_training_people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_agency_training_people_user_id"), ["user_id"], unique=False)

    op.create_table(
        "training_bed_bookings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("beds", sa.Integer(), nullable=False),
        sa.Column("first_night", sa.Date(), nullable=False),
        sa.Column("last_night", sa.Date(), nullable=False),
        sa.Column("booked_by", sa.Uuid(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_back_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("beds > 0", name=op.f("ck_training_bed_bookings_beds_positive")),
        sa.CheckConstraint("last_night >= first_night", name=op.f("ck_training_bed_bookings_nights_in_order")),
        sa.ForeignKeyConstraint(["booked_by"], ["accounts_users.id"], name=op.f("fk_training_bed_bookings_booked_by")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["training_cohorts.id"], name=op.f("fk_training_bed_bookings_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["given_back_by"], ["accounts_users.id"], name=op.f("fk_training_bed_bookings_given_back_by")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_bed_bookings_user_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["training_venues.id"], name=op.f("fk_training_bed_bookings_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_bed_bookings")),
    )
    with op.batch_alter_table("training_bed_bookings", schema=None) as batch_op:
        batch_op.create_index("ix_training_bed_bookings_cohort_id", ["cohort_id"], unique=False)
        batch_op.create_index(
            "ix_training_bed_bookings_venue_id_first_night", ["venue_id", "first_night"], unique=False
        )

    op.create_table(
        "training_cohort_places",
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts_from", sa.DateTime(timezone=True), nullable=True),
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
        "training_cohort_sittings",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["training_cohorts.id"], name=op.f("fk_training_cohort_sittings_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["assessments_sittings.id"], name=op.f("fk_training_cohort_sittings_sitting_id")
        ),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_training_cohort_sittings")),
    )
    with op.batch_alter_table("training_cohort_sittings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_cohort_sittings_cohort_id"), ["cohort_id"], unique=False)

    op.create_table(
        "training_cohort_stays",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_to_id", sa.Uuid(), nullable=False),
        sa.Column("moved_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["training_cohorts.id"], name=op.f("fk_training_cohort_stays_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_training_cohort_stays_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["moved_by"], ["accounts_users.id"], name=op.f("fk_training_cohort_stays_moved_by")),
        sa.ForeignKeyConstraint(
            ["moved_to_id"], ["training_cohorts.id"], name=op.f("fk_training_cohort_stays_moved_to_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_cohort_stays_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_cohort_stays")),
    )
    with op.batch_alter_table("training_cohort_stays", schema=None) as batch_op:
        batch_op.create_index("ix_training_cohort_stays_cohort_id", ["cohort_id"], unique=False)
        batch_op.create_index("ix_training_cohort_stays_enrolment_id", ["enrolment_id"], unique=False)

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
        "training_credited_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("face_to_face", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["accounts_agencies.id"], name=op.f("fk_training_credited_hours_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training_agency_trainings.id"], name=op.f("fk_training_credited_hours_training_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_credited_hours_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_credited_hours")),
        sa.UniqueConstraint("training_id", "user_id", name=op.f("uq_training_credited_hours_training_id_user_id")),
    )
    with op.batch_alter_table("training_credited_hours", schema=None) as batch_op:
        batch_op.create_index("ix_training_credited_hours_user_id_held_on", ["user_id", "held_on"], unique=False)

    op.create_table(
        "training_evaluations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("box", DOCUMENT, nullable=False),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_training_evaluations_days_in_order")),
        sa.ForeignKeyConstraint(["cohort_id"], ["training_cohorts.id"], name=op.f("fk_training_evaluations_cohort_id")),
        sa.ForeignKeyConstraint(
            ["form_id"], ["training_evaluation_forms.id"], name=op.f("fk_training_evaluations_form_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_evaluations")),
        sa.UniqueConstraint(
            "cohort_id", "kind", "audience", name=op.f("uq_training_evaluations_cohort_id_kind_audience")
        ),
    )
    op.create_table(
        "training_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("scope_path", sa.String(length=400), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("reading", DOCUMENT, nullable=False),
        sa.Column("titles", DOCUMENT, nullable=False),
        sa.Column("columns", DOCUMENT, nullable=False),
        sa.Column("rows", DOCUMENT, nullable=False),
        sa.Column("choices", DOCUMENT, nullable=False),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("done_rows", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["accepted_by"], ["accounts_users.id"], name=op.f("fk_training_imports_accepted_by")),
        sa.ForeignKeyConstraint(["cohort_id"], ["training_cohorts.id"], name=op.f("fk_training_imports_cohort_id")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts_users.id"], name=op.f("fk_training_imports_created_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["accounts_users.id"], name=op.f("fk_training_imports_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_imports")),
    )
    with op.batch_alter_table("training_imports", schema=None) as batch_op:
        batch_op.create_index("ix_training_imports_scope_path_created_at", ["scope_path", "created_at"], unique=False)

    op.create_table(
        "training_nomination_calls",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("release_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("bring", DOCUMENT, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("release_on >= closes_on", name=op.f("ck_training_nomination_calls_days_in_order")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["training_cohorts.id"], name=op.f("fk_training_nomination_calls_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["accounts_users.id"], name=op.f("fk_training_nomination_calls_opened_by")
        ),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_training_nomination_calls")),
    )
    op.create_table(
        "training_past_training_annulments",
        sa.Column("past_training_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("annulled_by", sa.Uuid(), nullable=False),
        sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["annulled_by"], ["accounts_users.id"], name=op.f("fk_training_past_training_annulments_annulled_by")
        ),
        sa.ForeignKeyConstraint(
            ["past_training_id"],
            ["training_past_trainings.id"],
            name=op.f("fk_training_past_training_annulments_past_training_id"),
        ),
        sa.PrimaryKeyConstraint("past_training_id", name=op.f("pk_training_past_training_annulments")),
    )
    op.create_table(
        "training_plan_revisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["accounts_users.id"], name=op.f("fk_training_plan_revisions_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["training_year_plans.id"], name=op.f("fk_training_plan_revisions_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_plan_revisions")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_training_plan_revisions_plan_id_number")),
    )
    op.create_table(
        "training_planned_cohorts",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("line_key", sa.Uuid(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["training_cohorts.id"], name=op.f("fk_training_planned_cohorts_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["linked_by"], ["accounts_users.id"], name=op.f("fk_training_planned_cohorts_linked_by")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["training_year_plans.id"], name=op.f("fk_training_planned_cohorts_plan_id")
        ),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_training_planned_cohorts")),
    )
    with op.batch_alter_table("training_planned_cohorts", schema=None) as batch_op:
        batch_op.create_index("ix_training_planned_cohorts_plan_id", ["plan_id"], unique=False)

    op.create_table(
        "training_rooms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=True),
        sa.Column("features", DOCUMENT, nullable=False),
        sa.Column("computers", sa.Integer(), nullable=False),
        sa.Column("closed_from", sa.Date(), nullable=True),
        sa.Column("closed_to", sa.Date(), nullable=True),
        sa.Column("closed_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_training_rooms_capacity_positive")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["training_centres.agency_id"], name=op.f("fk_training_rooms_centre_id")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["training_venues.id"], name=op.f("fk_training_rooms_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_rooms")),
        sa.UniqueConstraint("centre_id", "name", name=op.f("uq_training_rooms_centre_id_name")),
    )
    with op.batch_alter_table("training_rooms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_rooms_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "assessments_booklet_variants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("paper", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["set_id"], ["assessments_booklet_sets.id"], name=op.f("fk_assessments_booklet_variants_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_booklet_variants")),
        sa.UniqueConstraint("set_id", "letter", name=op.f("uq_assessments_booklet_variants_set_id_letter")),
    )
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
        "assessments_paper_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["sent_by"], ["accounts_users.id"], name=op.f("fk_assessments_paper_files_sent_by")),
        sa.ForeignKeyConstraint(
            ["set_id"], ["assessments_booklet_sets.id"], name=op.f("fk_assessments_paper_files_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_paper_files")),
    )
    op.create_table(
        "assessments_provisional_marks",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("details", DOCUMENT, nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessments_attempts.id"], name=op.f("fk_assessments_provisional_marks_attempt_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_assessments_provisional_marks")),
    )
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
        sa.Column("languages", sa.String(length=80), nullable=False),
        sa.Column("bank_question_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_question_id"],
            ["assessments_bank_questions.id"],
            name=op.f("fk_assessments_question_versions_bank_question_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_question_versions")),
        sa.UniqueConstraint(
            "bank_question_id", "number", name=op.f("uq_assessments_question_versions_bank_question_id_number")
        ),
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
        "assessments_simulation_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("simulation_key", sa.String(length=80), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("question", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessments_attempts.id"], name=op.f("fk_assessments_simulation_runs_attempt_id")
        ),
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
        sa.UniqueConstraint("attempt_id", "question", name=op.f("uq_assessments_simulation_runs_attempt_id_question")),
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
        "assessments_sitting_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acted_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["acted_by"], ["accounts_users.id"], name=op.f("fk_assessments_sitting_acts_acted_by")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessments_attempts.id"], name=op.f("fk_assessments_sitting_acts_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_assessments_sitting_acts_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["assessments_sittings.id"], name=op.f("fk_assessments_sitting_acts_sitting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_sitting_acts")),
    )
    with op.batch_alter_table("assessments_sitting_acts", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_sitting_acts_sitting_id", ["sitting_id"], unique=False)

    op.create_table(
        "certificates_renewals",
        sa.Column("replaced_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates_certificates.id"], name=op.f("fk_certificates_renewals_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_id"], ["certificates_certificates.id"], name=op.f("fk_certificates_renewals_replaced_id")
        ),
        sa.PrimaryKeyConstraint("replaced_id", "certificate_id", name=op.f("pk_certificates_renewals")),
    )
    with op.batch_alter_table("certificates_renewals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificates_renewals_certificate_id"), ["certificate_id"], unique=False)

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
        "interop_question_files_accepted",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("merged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["accounts_users.id"], name=op.f("fk_interop_question_files_accepted_by")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["interop_question_files.id"], name=op.f("fk_interop_question_files_accepted_file_id")
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_interop_question_files_accepted")),
    )
    op.create_table(
        "training_absence_withdrawals",
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["absence_id"], ["training_absences.id"], name=op.f("fk_training_absence_withdrawals_absence_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["accounts_users.id"], name=op.f("fk_training_absence_withdrawals_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("absence_id", name=op.f("pk_training_absence_withdrawals")),
    )
    op.create_table(
        "training_evaluation_asked",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("link_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["training_evaluations.id"], name=op.f("fk_training_evaluation_asked_evaluation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_evaluation_asked_user_id")),
        sa.PrimaryKeyConstraint("evaluation_id", "user_id", name=op.f("pk_training_evaluation_asked")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_training_evaluation_asked_link_digest")),
    )
    with op.batch_alter_table("training_evaluation_asked", schema=None) as batch_op:
        batch_op.create_index("ix_training_evaluation_asked_user_id", ["user_id"], unique=False)

    op.create_table(
        "training_import_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("created", sa.Boolean(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("before", DOCUMENT, nullable=False),
        sa.Column("after", DOCUMENT, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["training_imports.id"], name=op.f("fk_training_import_changes_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_import_changes")),
    )
    with op.batch_alter_table("training_import_changes", schema=None) as batch_op:
        batch_op.create_index("ix_training_import_changes_import_id", ["import_id"], unique=False)

    op.create_table(
        "training_nomination_quotas",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_training_nomination_quotas_seats_not_negative")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["accounts_agencies.id"], name=op.f("fk_training_nomination_quotas_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["training_nomination_calls.cohort_id"], name=op.f("fk_training_nomination_quotas_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_nomination_quotas")),
        sa.UniqueConstraint("cohort_id", "agency_id", name=op.f("uq_training_nomination_quotas_cohort_id_agency_id")),
    )
    with op.batch_alter_table("training_nomination_quotas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_nomination_quotas_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "training_plan_approvals",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["accounts_users.id"], name=op.f("fk_training_plan_approvals_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["training_plan_revisions.id"], name=op.f("fk_training_plan_approvals_revision_id")
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_training_plan_approvals")),
    )
    op.create_table(
        "training_plan_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("course_key", sa.String(length=80), nullable=False),
        sa.Column("groups", DOCUMENT, nullable=False),
        sa.Column("targets", DOCUMENT, nullable=False),
        sa.Column("donor", sa.String(length=120), nullable=False),
        sa.Column("in_charge", sa.String(length=200), nullable=False),
        sa.Column("remark", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["training_plan_revisions.id"], name=op.f("fk_training_plan_lines_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_plan_lines")),
        sa.UniqueConstraint("revision_id", "key", name=op.f("uq_training_plan_lines_revision_id_key")),
    )
    with op.batch_alter_table("training_plan_lines", schema=None) as batch_op:
        batch_op.create_index("ix_training_plan_lines_key", ["key"], unique=False)

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
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("needs", DOCUMENT, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
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
        "assessments_appeals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("grade_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("grounds", sa.String(length=4000), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessments_attempts.id"], name=op.f("fk_assessments_appeals_attempt_id")
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["accounts_agencies.id"], name=op.f("fk_assessments_appeals_centre_id")),
        sa.ForeignKeyConstraint(["grade_id"], ["assessments_grades.id"], name=op.f("fk_assessments_appeals_grade_id")),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_assessments_appeals_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_appeals")),
        sa.UniqueConstraint("grade_id", name=op.f("uq_assessments_appeals_grade_id")),
    )
    with op.batch_alter_table("assessments_appeals", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_appeals_attempt_id", ["attempt_id"], unique=False)
        batch_op.create_index("ix_assessments_appeals_centre_id", ["centre_id"], unique=False)

    op.create_table(
        "assessments_booklet_printings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("large_print", sa.Boolean(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["printed_by"], ["accounts_users.id"], name=op.f("fk_assessments_booklet_printings_printed_by")
        ),
        sa.ForeignKeyConstraint(
            ["set_id"], ["assessments_booklet_sets.id"], name=op.f("fk_assessments_booklet_printings_set_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["assessments_booklet_variants.id"],
            name=op.f("fk_assessments_booklet_printings_variant_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_booklet_printings")),
    )
    with op.batch_alter_table("assessments_booklet_printings", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_booklet_printings_set_id", ["set_id"], unique=False)

    op.create_table(
        "assessments_booklet_sheets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("large_print", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_assessments_booklet_sheets_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_id"], ["assessments_booklet_sets.id"], name=op.f("fk_assessments_booklet_sheets_set_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["assessments_booklet_variants.id"], name=op.f("fk_assessments_booklet_sheets_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_booklet_sheets")),
        sa.UniqueConstraint("set_id", "enrolment_id", name=op.f("uq_assessments_booklet_sheets_set_id_enrolment_id")),
    )
    with op.batch_alter_table("assessments_booklet_sheets", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_booklet_sheets_code", ["code"], unique=True)

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
        "assessments_marking_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("question_version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("double", sa.Boolean(), nullable=False),
        sa.Column("tolerance", sa.String(length=12), nullable=False),
        sa.Column("maximum", sa.String(length=24), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments_assessments.id"], name=op.f("fk_assessments_marking_tasks_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessments_attempts.id"], name=op.f("fk_assessments_marking_tasks_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["accounts_agencies.id"], name=op.f("fk_assessments_marking_tasks_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["assessments_question_versions.id"],
            name=op.f("fk_assessments_marking_tasks_question_version_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_assessments_marking_tasks_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_marking_tasks")),
        sa.UniqueConstraint("attempt_id", "place", name=op.f("uq_assessments_marking_tasks_attempt_id_place")),
    )
    with op.batch_alter_table("assessments_marking_tasks", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_marking_tasks_assessment_id", ["assessment_id"], unique=False)
        batch_op.create_index("ix_assessments_marking_tasks_queue", ["centre_id", "stage"], unique=False)

    op.create_table(
        "assessments_paper_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("answers", DOCUMENT, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("scan_digest", sa.String(length=64), nullable=False),
        sa.Column("scan_kind", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_assessments_paper_entries_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["accounts_users.id"], name=op.f("fk_assessments_paper_entries_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["set_id"], ["assessments_booklet_sets.id"], name=op.f("fk_assessments_paper_entries_set_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["assessments_booklet_variants.id"], name=op.f("fk_assessments_paper_entries_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_paper_entries")),
    )
    with op.batch_alter_table("assessments_paper_entries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assessments_paper_entries_set_id_enrolment_id", ["set_id", "enrolment_id"], unique=False
        )

    op.create_table(
        "assessments_question_rulings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("correction", DOCUMENT, nullable=False),
        sa.Column("before", DOCUMENT, nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ruled_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["assessments_question_versions.id"],
            name=op.f("fk_assessments_question_rulings_question_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["ruled_by"], ["accounts_users.id"], name=op.f("fk_assessments_question_rulings_ruled_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_question_rulings")),
        sa.UniqueConstraint("question_version_id", name=op.f("uq_assessments_question_rulings_question_version_id")),
    )
    op.create_table(
        "assessments_question_uses",
        sa.Column("question_version_id", sa.Uuid(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("last_drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["assessments_question_versions.id"],
            name=op.f("fk_assessments_question_uses_question_version_id"),
        ),
        sa.PrimaryKeyConstraint("question_version_id", name=op.f("pk_assessments_question_uses")),
    )
    op.create_table(
        "assessments_regrades",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("old_grade_id", sa.Uuid(), nullable=True),
        sa.Column("new_grade_id", sa.Uuid(), nullable=True),
        sa.Column("regraded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessments_attempts.id"], name=op.f("fk_assessments_regrades_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["new_grade_id"], ["assessments_grades.id"], name=op.f("fk_assessments_regrades_new_grade_id")
        ),
        sa.ForeignKeyConstraint(
            ["old_grade_id"], ["assessments_grades.id"], name=op.f("fk_assessments_regrades_old_grade_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_regrades")),
        sa.UniqueConstraint("cause_id", "attempt_id", name=op.f("uq_assessments_regrades_cause_id_attempt_id")),
    )
    with op.batch_alter_table("assessments_regrades", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessments_regrades_attempt_id"), ["attempt_id"], unique=False)

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
        "assessments_version_media",
        sa.Column("question_version_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["assessments_question_versions.id"],
            name=op.f("fk_assessments_version_media_question_version_id"),
        ),
        sa.PrimaryKeyConstraint("question_version_id", "name", name=op.f("pk_assessments_version_media")),
    )
    with op.batch_alter_table("assessments_version_media", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_version_media_name", ["name"], unique=False)

    op.create_table(
        "training_absence_sessions",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["absence_id"], ["training_absences.id"], name=op.f("fk_training_absence_sessions_absence_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_absence_sessions_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "absence_id", name=op.f("pk_training_absence_sessions")),
    )
    with op.batch_alter_table("training_absence_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_absence_sessions_absence_id"), ["absence_id"], unique=False)

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
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
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
        "training_attendance_unlocks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("unlocked_by", sa.Uuid(), nullable=False),
        sa.Column("unlocked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_attendance_unlocks_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["unlocked_by"], ["accounts_users.id"], name=op.f("fk_training_attendance_unlocks_unlocked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_attendance_unlocks")),
    )
    with op.batch_alter_table("training_attendance_unlocks", schema=None) as batch_op:
        batch_op.create_index("ix_training_attendance_unlocks_session_id", ["session_id"], unique=False)

    op.create_table(
        "training_check_in_claims",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_kind", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_training_check_in_claims_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_check_in_claims_session_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_check_in_claims_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_check_in_claims")),
        sa.UniqueConstraint(
            "session_id", "enrolment_id", name=op.f("uq_training_check_in_claims_session_id_enrolment_id")
        ),
    )
    with op.batch_alter_table("training_check_in_claims", schema=None) as batch_op:
        batch_op.create_index("ix_training_check_in_claims_enrolment_id", ["enrolment_id"], unique=False)

    op.create_table(
        "training_check_ins",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_code_counts", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by"], ["accounts_users.id"], name=op.f("fk_training_check_ins_opened_by")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_check_ins_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_training_check_ins")),
    )
    with op.batch_alter_table("training_check_ins", schema=None) as batch_op:
        batch_op.create_index("ix_training_check_ins_open_until", ["open_until"], unique=False)

    op.create_table(
        "training_import_undos",
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("taken_back", sa.Boolean(), nullable=False),
        sa.Column("problem", DOCUMENT, nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["accounts_users.id"], name=op.f("fk_training_import_undos_by")),
        sa.ForeignKeyConstraint(
            ["change_id"], ["training_import_changes.id"], name=op.f("fk_training_import_undos_change_id")
        ),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_training_import_undos")),
    )
    op.create_table(
        "training_nominations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("quota_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("profession", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("reserve", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stands_in_for_id", sa.Uuid(), nullable=True),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nominated_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["accounts_agencies.id"], name=op.f("fk_training_nominations_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["training_nomination_calls.cohort_id"], name=op.f("fk_training_nominations_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_training_nominations_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["nominated_by"], ["accounts_users.id"], name=op.f("fk_training_nominations_nominated_by")
        ),
        sa.ForeignKeyConstraint(
            ["quota_id"], ["training_nomination_quotas.id"], name=op.f("fk_training_nominations_quota_id")
        ),
        sa.ForeignKeyConstraint(
            ["stands_in_for_id"], ["training_nominations.id"], name=op.f("fk_training_nominations_stands_in_for_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_nominations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_nominations")),
    )
    with op.batch_alter_table("training_nominations", schema=None) as batch_op:
        batch_op.create_index("ix_training_nominations_cohort_id", ["cohort_id"], unique=False)
        batch_op.create_index("ix_training_nominations_enrolment_id", ["enrolment_id"], unique=False)
        batch_op.create_index("ix_training_nominations_user_id", ["user_id"], unique=False)

    op.create_table(
        "training_seat_reservations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quota_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_training_seat_reservations_seats_not_negative")),
        sa.ForeignKeyConstraint(["by"], ["accounts_users.id"], name=op.f("fk_training_seat_reservations_by")),
        sa.ForeignKeyConstraint(
            ["quota_id"], ["training_nomination_quotas.id"], name=op.f("fk_training_seat_reservations_quota_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_seat_reservations")),
        sa.UniqueConstraint("quota_id", "number", name=op.f("uq_training_seat_reservations_quota_id_number")),
    )
    op.create_table(
        "training_session_equipment",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_training_session_equipment_count_positive")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["training_equipment_items.id"], name=op.f("fk_training_session_equipment_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_session_equipment_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "item_id", name=op.f("pk_training_session_equipment")),
    )
    with op.batch_alter_table("training_session_equipment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_session_equipment_item_id"), ["item_id"], unique=False)

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

    op.create_table(
        "training_sheet_printings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["printed_by"], ["accounts_users.id"], name=op.f("fk_training_sheet_printings_printed_by")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_sheet_printings_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sheet_printings")),
        sa.UniqueConstraint("code", name=op.f("uq_training_sheet_printings_code")),
    )
    with op.batch_alter_table("training_sheet_printings", schema=None) as batch_op:
        batch_op.create_index("ix_training_sheet_printings_session_id", ["session_id"], unique=False)

    op.create_table(
        "training_tour_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("visits", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("adopted", sa.Text(), nullable=False),
        sa.Column("cases", sa.Text(), nullable=False),
        sa.Column("contacts", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_tour_reports_session_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_tour_reports_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_tour_reports")),
        sa.UniqueConstraint("session_id", "user_id", name=op.f("uq_training_tour_reports_session_id_user_id")),
    )
    op.create_table(
        "training_tour_travellers",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_tour_travellers_session_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_tour_travellers_user_id")),
        sa.PrimaryKeyConstraint("session_id", "user_id", name=op.f("pk_training_tour_travellers")),
    )
    with op.batch_alter_table("training_tour_travellers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_tour_travellers_user_id"), ["user_id"], unique=False)

    op.create_table(
        "training_tour_visits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_training_tour_visits_times_in_order")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_tour_visits_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_tour_visits")),
    )
    with op.batch_alter_table("training_tour_visits", schema=None) as batch_op:
        batch_op.create_index("ix_training_tour_visits_session_id", ["session_id"], unique=False)

    op.create_table(
        "training_tours",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("languages", sa.String(length=200), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["training_sessions.id"], name=op.f("fk_training_tours_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_training_tours")),
    )
    op.create_table(
        "training_walk_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("agency_text", sa.String(length=200), nullable=False),
        sa.Column("profession", sa.String(length=40), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("minutes_late", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes_late >= 0", name=op.f("ck_training_walk_ins_minutes_late_not_negative")),
        sa.ForeignKeyConstraint(["agency_id"], ["accounts_agencies.id"], name=op.f("fk_training_walk_ins_agency_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts_users.id"], name=op.f("fk_training_walk_ins_recorded_by")),
        sa.ForeignKeyConstraint(["session_id"], ["training_sessions.id"], name=op.f("fk_training_walk_ins_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_walk_ins")),
    )
    with op.batch_alter_table("training_walk_ins", schema=None) as batch_op:
        batch_op.create_index("ix_training_walk_ins_session_id", ["session_id"], unique=False)

    op.create_table(
        "assessments_appeal_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("remedy", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acted_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["acted_by"], ["accounts_users.id"], name=op.f("fk_assessments_appeal_steps_acted_by")),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["assessments_appeals.id"], name=op.f("fk_assessments_appeal_steps_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_users.id"], name=op.f("fk_assessments_appeal_steps_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_appeal_steps")),
        sa.UniqueConstraint("appeal_id", "number", name=op.f("uq_assessments_appeal_steps_appeal_id_number")),
    )
    op.create_table(
        "assessments_granted_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["assessments_appeals.id"], name=op.f("fk_assessments_granted_attempts_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments_assessments.id"],
            name=op.f("fk_assessments_granted_attempts_assessment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_assessments_granted_attempts_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["accounts_users.id"], name=op.f("fk_assessments_granted_attempts_granted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_granted_attempts")),
        sa.UniqueConstraint("appeal_id", name=op.f("uq_assessments_granted_attempts_appeal_id")),
    )
    with op.batch_alter_table("assessments_granted_attempts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assessments_granted_attempts_enrolment_id", ["enrolment_id", "assessment_id"], unique=False
        )

    op.create_table(
        "assessments_judgements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("marker_id", sa.Uuid(), nullable=False),
        sa.Column("choices", DOCUMENT, nullable=False),
        sa.Column("points", sa.String(length=40), nullable=False),
        sa.Column("comment", sa.String(length=4000), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["marker_id"], ["accounts_users.id"], name=op.f("fk_assessments_judgements_marker_id")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["assessments_marking_tasks.id"], name=op.f("fk_assessments_judgements_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_judgements")),
        sa.UniqueConstraint("task_id", "sequence", name=op.f("uq_assessments_judgements_task_id_sequence")),
    )
    with op.batch_alter_table("assessments_judgements", schema=None) as batch_op:
        batch_op.create_index("ix_assessments_judgements_marker_id", ["marker_id"], unique=False)

    op.create_table(
        "assessments_observations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("assessor_id", sa.Uuid(), nullable=False),
        sa.Column("observed", DOCUMENT, nullable=False),
        sa.Column("notes", sa.String(length=4000), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessor_id"], ["accounts_users.id"], name=op.f("fk_assessments_observations_assessor_id")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["assessments_marking_tasks.id"], name=op.f("fk_assessments_observations_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments_observations")),
        sa.UniqueConstraint("task_id", "sequence", name=op.f("uq_assessments_observations_task_id_sequence")),
    )
    op.create_table(
        "assessments_paper_attempts",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["accounts_users.id"], name=op.f("fk_assessments_paper_attempts_accepted_by")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["assessments_attempts.id"], name=op.f("fk_assessments_paper_attempts_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_assessments_paper_attempts_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["assessments_paper_entries.id"], name=op.f("fk_assessments_paper_attempts_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["assessments_sittings.id"], name=op.f("fk_assessments_paper_attempts_sitting_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_assessments_paper_attempts")),
        sa.UniqueConstraint(
            "sitting_id", "enrolment_id", name=op.f("uq_assessments_paper_attempts_sitting_id_enrolment_id")
        ),
    )
    op.create_table(
        "training_invitation_letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nomination_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("snapshot", DOCUMENT, nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["accounts_users.id"], name=op.f("fk_training_invitation_letters_issued_by")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["training_nominations.id"], name=op.f("fk_training_invitation_letters_nomination_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_invitation_letters")),
        sa.UniqueConstraint("reference", name=op.f("uq_training_invitation_letters_reference")),
    )
    with op.batch_alter_table("training_invitation_letters", schema=None) as batch_op:
        batch_op.create_index("ix_training_invitation_letters_nomination_id", ["nomination_id"], unique=False)

    op.create_table(
        "training_nomination_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nomination_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("head_confirms", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("cause_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["accounts_users.id"], name=op.f("fk_training_nomination_acts_by")),
        sa.ForeignKeyConstraint(
            ["cause_id"], ["training_nominations.id"], name=op.f("fk_training_nomination_acts_cause_id")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["training_nominations.id"], name=op.f("fk_training_nomination_acts_nomination_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_nomination_acts")),
        sa.UniqueConstraint("nomination_id", "number", name=op.f("uq_training_nomination_acts_nomination_id_number")),
    )
    op.create_table(
        "training_sheet_scans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("printing_id", sa.Uuid(), nullable=True),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["accounts_users.id"], name=op.f("fk_training_sheet_scans_entered_by")),
        sa.ForeignKeyConstraint(["paper_id"], ["training_papers.id"], name=op.f("fk_training_sheet_scans_paper_id")),
        sa.ForeignKeyConstraint(
            ["printing_id"], ["training_sheet_printings.id"], name=op.f("fk_training_sheet_scans_printing_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_sessions.id"], name=op.f("fk_training_sheet_scans_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sheet_scans")),
    )
    with op.batch_alter_table("training_sheet_scans", schema=None) as batch_op:
        batch_op.create_index("ix_training_sheet_scans_session_id", ["session_id"], unique=False)

    op.create_table(
        "training_walk_in_merges",
        sa.Column("walk_in_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("merged_by", sa.Uuid(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["courses_enrolments.id"], name=op.f("fk_training_walk_in_merges_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_by"], ["accounts_users.id"], name=op.f("fk_training_walk_in_merges_merged_by")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["accounts_users.id"], name=op.f("fk_training_walk_in_merges_user_id")),
        sa.ForeignKeyConstraint(
            ["walk_in_id"], ["training_walk_ins.id"], name=op.f("fk_training_walk_in_merges_walk_in_id")
        ),
        sa.PrimaryKeyConstraint("walk_in_id", "number", name=op.f("pk_training_walk_in_merges")),
    )
    with op.batch_alter_table("training_walk_in_merges", schema=None) as batch_op:
        batch_op.create_index("ix_training_walk_in_merges_user_id", ["user_id"], unique=False)

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
    with op.batch_alter_table("training_walk_in_merges", schema=None) as batch_op:
        batch_op.drop_index("ix_training_walk_in_merges_user_id")

    op.drop_table("training_walk_in_merges")
    with op.batch_alter_table("training_sheet_scans", schema=None) as batch_op:
        batch_op.drop_index("ix_training_sheet_scans_session_id")

    op.drop_table("training_sheet_scans")
    op.drop_table("training_nomination_acts")
    with op.batch_alter_table("training_invitation_letters", schema=None) as batch_op:
        batch_op.drop_index("ix_training_invitation_letters_nomination_id")

    op.drop_table("training_invitation_letters")
    op.drop_table("assessments_paper_attempts")
    op.drop_table("assessments_observations")
    with op.batch_alter_table("assessments_judgements", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_judgements_marker_id")

    op.drop_table("assessments_judgements")
    with op.batch_alter_table("assessments_granted_attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_granted_attempts_enrolment_id")

    op.drop_table("assessments_granted_attempts")
    op.drop_table("assessments_appeal_steps")
    with op.batch_alter_table("training_walk_ins", schema=None) as batch_op:
        batch_op.drop_index("ix_training_walk_ins_session_id")

    op.drop_table("training_walk_ins")
    op.drop_table("training_tours")
    with op.batch_alter_table("training_tour_visits", schema=None) as batch_op:
        batch_op.drop_index("ix_training_tour_visits_session_id")

    op.drop_table("training_tour_visits")
    with op.batch_alter_table("training_tour_travellers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_tour_travellers_user_id"))

    op.drop_table("training_tour_travellers")
    op.drop_table("training_tour_reports")
    with op.batch_alter_table("training_sheet_printings", schema=None) as batch_op:
        batch_op.drop_index("ix_training_sheet_printings_session_id")

    op.drop_table("training_sheet_printings")
    with op.batch_alter_table("training_session_trainers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_session_trainers_user_id"))

    op.drop_table("training_session_trainers")
    op.drop_table("training_session_modules")
    with op.batch_alter_table("training_session_equipment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_session_equipment_item_id"))

    op.drop_table("training_session_equipment")
    op.drop_table("training_seat_reservations")
    with op.batch_alter_table("training_nominations", schema=None) as batch_op:
        batch_op.drop_index("ix_training_nominations_user_id")
        batch_op.drop_index("ix_training_nominations_enrolment_id")
        batch_op.drop_index("ix_training_nominations_cohort_id")

    op.drop_table("training_nominations")
    op.drop_table("training_import_undos")
    with op.batch_alter_table("training_check_ins", schema=None) as batch_op:
        batch_op.drop_index("ix_training_check_ins_open_until")

    op.drop_table("training_check_ins")
    with op.batch_alter_table("training_check_in_claims", schema=None) as batch_op:
        batch_op.drop_index("ix_training_check_in_claims_enrolment_id")

    op.drop_table("training_check_in_claims")
    with op.batch_alter_table("training_attendance_unlocks", schema=None) as batch_op:
        batch_op.drop_index("ix_training_attendance_unlocks_session_id")

    op.drop_table("training_attendance_unlocks")
    with op.batch_alter_table("training_attendance_marks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_training_attendance_marks_first",
            sqlite_where=sa.text("corrects_id IS NULL"),
            postgresql_where=sa.text("corrects_id IS NULL"),
        )
        batch_op.drop_index("ix_training_attendance_marks_session_id")
        batch_op.drop_index("ix_training_attendance_marks_enrolment_id")

    op.drop_table("training_attendance_marks")
    with op.batch_alter_table("training_absence_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_absence_sessions_absence_id"))

    op.drop_table("training_absence_sessions")
    with op.batch_alter_table("assessments_version_media", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_version_media_name")

    op.drop_table("assessments_version_media")
    op.drop_table("assessments_simulation_results")
    op.drop_table("assessments_simulation_decisions")
    with op.batch_alter_table("assessments_regrades", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessments_regrades_attempt_id"))

    op.drop_table("assessments_regrades")
    op.drop_table("assessments_question_uses")
    op.drop_table("assessments_question_rulings")
    with op.batch_alter_table("assessments_paper_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_paper_entries_set_id_enrolment_id")

    op.drop_table("assessments_paper_entries")
    with op.batch_alter_table("assessments_marking_tasks", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_marking_tasks_queue")
        batch_op.drop_index("ix_assessments_marking_tasks_assessment_id")

    op.drop_table("assessments_marking_tasks")
    op.drop_table("assessments_edition_questions")
    with op.batch_alter_table("assessments_booklet_sheets", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_booklet_sheets_code")

    op.drop_table("assessments_booklet_sheets")
    with op.batch_alter_table("assessments_booklet_printings", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_booklet_printings_set_id")

    op.drop_table("assessments_booklet_printings")
    with op.batch_alter_table("assessments_appeals", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_appeals_centre_id")
        batch_op.drop_index("ix_assessments_appeals_attempt_id")

    op.drop_table("assessments_appeals")
    with op.batch_alter_table("training_sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_training_sessions_starts_at")
        batch_op.drop_index("ix_training_sessions_room_id_starts_at")
        batch_op.drop_index("ix_training_sessions_cohort_id")

    op.drop_table("training_sessions")
    with op.batch_alter_table("training_plan_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_training_plan_lines_key")

    op.drop_table("training_plan_lines")
    op.drop_table("training_plan_approvals")
    with op.batch_alter_table("training_nomination_quotas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_nomination_quotas_agency_id"))

    op.drop_table("training_nomination_quotas")
    with op.batch_alter_table("training_import_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_training_import_changes_import_id")

    op.drop_table("training_import_changes")
    with op.batch_alter_table("training_evaluation_asked", schema=None) as batch_op:
        batch_op.drop_index("ix_training_evaluation_asked_user_id")

    op.drop_table("training_evaluation_asked")
    op.drop_table("training_absence_withdrawals")
    op.drop_table("interop_question_files_accepted")
    op.drop_table("certificates_revocations")
    with op.batch_alter_table("certificates_renewals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_renewals_certificate_id"))

    op.drop_table("certificates_renewals")
    with op.batch_alter_table("assessments_sitting_acts", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_sitting_acts_sitting_id")

    op.drop_table("assessments_sitting_acts")
    with op.batch_alter_table("assessments_simulation_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_simulation_runs_user_id")
        batch_op.drop_index("ix_assessments_simulation_runs_edition_id")

    op.drop_table("assessments_simulation_runs")
    op.drop_table("assessments_responses")
    with op.batch_alter_table("assessments_question_versions", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_question_versions_module_key")

    op.drop_table("assessments_question_versions")
    op.drop_table("assessments_provisional_marks")
    op.drop_table("assessments_paper_files")
    with op.batch_alter_table("assessments_grades", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_grades_attempt_id")

    op.drop_table("assessments_grades")
    op.drop_table("assessments_booklet_variants")
    with op.batch_alter_table("training_rooms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_rooms_venue_id"))

    op.drop_table("training_rooms")
    with op.batch_alter_table("training_planned_cohorts", schema=None) as batch_op:
        batch_op.drop_index("ix_training_planned_cohorts_plan_id")

    op.drop_table("training_planned_cohorts")
    op.drop_table("training_plan_revisions")
    op.drop_table("training_past_training_annulments")
    op.drop_table("training_nomination_calls")
    with op.batch_alter_table("training_imports", schema=None) as batch_op:
        batch_op.drop_index("ix_training_imports_scope_path_created_at")

    op.drop_table("training_imports")
    op.drop_table("training_evaluations")
    with op.batch_alter_table("training_credited_hours", schema=None) as batch_op:
        batch_op.drop_index("ix_training_credited_hours_user_id_held_on")

    op.drop_table("training_credited_hours")
    with op.batch_alter_table("training_cohort_trainers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_cohort_trainers_user_id"))

    op.drop_table("training_cohort_trainers")
    with op.batch_alter_table("training_cohort_stays", schema=None) as batch_op:
        batch_op.drop_index("ix_training_cohort_stays_enrolment_id")
        batch_op.drop_index("ix_training_cohort_stays_cohort_id")

    op.drop_table("training_cohort_stays")
    with op.batch_alter_table("training_cohort_sittings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_cohort_sittings_cohort_id"))

    op.drop_table("training_cohort_sittings")
    with op.batch_alter_table("training_cohort_places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_cohort_places_user_id"))
        batch_op.drop_index("ix_training_cohort_places_cohort_id")

    op.drop_table("training_cohort_places")
    with op.batch_alter_table("training_bed_bookings", schema=None) as batch_op:
        batch_op.drop_index("ix_training_bed_bookings_venue_id_first_night")
        batch_op.drop_index("ix_training_bed_bookings_cohort_id")

    op.drop_table("training_bed_bookings")
    with op.batch_alter_table("training_agency_training_people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_agency_training_people_user_id"))

    op.drop_table("training_agency_training_people")
    with op.batch_alter_table("training_agency_training_evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_training_agency_training_evidence_training_id")

    op.drop_table("training_agency_training_evidence")
    op.drop_table("training_agency_training_acts")
    with op.batch_alter_table("training_absences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_absences_user_id"))
        batch_op.drop_index("ix_training_absences_enrolment_id")

    op.drop_table("training_absences")
    op.drop_table("training_absence_alerts")
    with op.batch_alter_table("interop_question_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interop_question_files_bank_id"))

    op.drop_table("interop_question_files")
    op.drop_table("courses_lesson_completions")
    op.drop_table("certificates_exemption_ends")
    with op.batch_alter_table("certificates_certificates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_certificates_user_id"))
        batch_op.drop_index(batch_op.f("ix_certificates_certificates_centre_id"))

    op.drop_table("certificates_certificates")
    with op.batch_alter_table("assessments_sitting_places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessments_sitting_places_user_id"))
        batch_op.drop_index(batch_op.f("ix_assessments_sitting_places_enrolment_id"))

    op.drop_table("assessments_sitting_places")
    with op.batch_alter_table("assessments_question_acts", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_question_acts_question_id")

    op.drop_table("assessments_question_acts")
    op.drop_table("assessments_booklet_sets")
    with op.batch_alter_table("assessments_bank_questions", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_bank_questions_bank_id_state")

    op.drop_table("assessments_bank_questions")
    op.drop_table("assessments_bank_media")
    with op.batch_alter_table("assessments_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessments_attempts_user_id"))
        batch_op.drop_index(batch_op.f("ix_assessments_attempts_sitting_id"))
        batch_op.drop_index("ix_assessments_attempts_assessment_id")

    op.drop_table("assessments_attempts")
    with op.batch_alter_table("assessments_accommodations", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_accommodations_user_id")

    op.drop_table("assessments_accommodations")
    op.drop_table("training_year_plans")
    op.drop_table("training_venues")
    op.drop_table("training_trainer_profiles")
    with op.batch_alter_table("training_trainer_absences", schema=None) as batch_op:
        batch_op.drop_index("ix_training_trainer_absences_user_id")

    op.drop_table("training_trainer_absences")
    with op.batch_alter_table("training_qualifications", schema=None) as batch_op:
        batch_op.drop_index("ix_training_qualifications_user_id_centre_id")

    op.drop_table("training_qualifications")
    with op.batch_alter_table("training_past_trainings", schema=None) as batch_op:
        batch_op.drop_index("ix_training_past_trainings_user_id")

    op.drop_table("training_past_trainings")
    op.drop_table("training_papers")
    op.drop_table("training_nomination_heads")
    op.drop_table("training_feed_keys")
    op.drop_table("training_equipment_items")
    with op.batch_alter_table("training_cohorts", schema=None) as batch_op:
        batch_op.drop_index("ix_training_cohorts_centre_id")

    op.drop_table("training_cohorts")
    with op.batch_alter_table("training_agency_trainings", schema=None) as batch_op:
        batch_op.drop_index("ix_training_agency_trainings_centre_id")
        batch_op.drop_index("ix_training_agency_trainings_agency_id")

    op.drop_table("training_agency_trainings")
    op.drop_table("courses_manuals")
    with op.batch_alter_table("courses_enrolments", schema=None) as batch_op:
        batch_op.drop_index("ix_courses_enrolments_user_id")
        batch_op.drop_index("ix_courses_enrolments_course_edition_id")
        batch_op.drop_index("ix_courses_enrolments_agency_id")

    op.drop_table("courses_enrolments")
    op.drop_table("certificates_renewal_rules")
    with op.batch_alter_table("certificates_reminders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificates_reminders_user_id"))

    op.drop_table("certificates_reminders")
    op.drop_table("certificates_hours_rules")
    with op.batch_alter_table("certificates_exemptions", schema=None) as batch_op:
        batch_op.drop_index("ix_certificates_exemptions_user_id")

    op.drop_table("certificates_exemptions")
    with op.batch_alter_table("assessments_sittings", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_sittings_centre_id_opens_at")
        batch_op.drop_index(batch_op.f("ix_assessments_sittings_assessment_id"))

    op.drop_table("assessments_sittings")
    with op.batch_alter_table("assessments_moderation_samples", schema=None) as batch_op:
        batch_op.drop_index("ix_assessments_moderation_samples_assessment_id")

    op.drop_table("assessments_moderation_samples")
    op.drop_table("assessments_distinct_pairs")
    with op.batch_alter_table("assessments_banks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessments_banks_agency_id"))

    op.drop_table("assessments_banks")
    with op.batch_alter_table("accounts_sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_sign_ins_user_id"))

    op.drop_table("accounts_sign_ins")
    with op.batch_alter_table("accounts_role_assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_role_assignments_user_id"))

    op.drop_table("accounts_role_assignments")
    op.drop_table("accounts_notice_preferences")
    op.drop_table("accounts_notice_choices")
    op.drop_table("accounts_notice_addresses")
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
    op.drop_table("assessments_assessments")
    with op.batch_alter_table("accounts_users", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_users_name"))
        batch_op.drop_index(batch_op.f("ix_accounts_users_agency_id"))

    op.drop_table("accounts_users")
    op.drop_table("training_session_plans")
    op.drop_table("training_import_memories")
    op.drop_table("training_evaluation_forms")
    op.drop_table("library_editions")
    op.drop_table("courses_module_states")
    op.drop_table("courses_module_editions")
    op.drop_table("courses_course_editions")
    with op.batch_alter_table("core_search_documents", schema=None) as batch_op:
        batch_op.drop_index("ix_core_search_documents_kind_scope")

    op.drop_table("core_search_documents")
    with op.batch_alter_table("core_outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_core_outbox_state_due_at")
        batch_op.drop_index("ix_core_outbox_recipient_id_state")
        batch_op.drop_index("ix_core_outbox_created_at")

    op.drop_table("core_outbox")
    with op.batch_alter_table("core_audit_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_core_audit_entries_subject")
        batch_op.drop_index("ix_core_audit_entries_at")
        batch_op.drop_index("ix_core_audit_entries_actor_id_at")

    op.drop_table("core_audit_entries")
    op.drop_table("certificates_reminder_days")
    op.drop_table("assessments_use_counts")
    op.drop_table("assessments_simulation_editions")
    op.drop_table("accounts_notices_given")
    with op.batch_alter_table("accounts_agencies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_agencies_parent_id"))

    op.drop_table("accounts_agencies")
