"""the record."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("real_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("terminal", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=True),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), server_default="done", nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_object", ["object_kind", "object_id"], unique=False)

    op.create_table(
        "meta",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), server_default="Europe/Moscow", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind IN ('polyclinic', 'caop', 'cancer_centre', 'dispensary', 'national_centre', 'laboratory', 'hospital', 'other')",
            name=op.f("ck_organisation_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_search_key"), ["search_key"], unique=False)

    op.create_table(
        "rule_stamp",
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("in_force", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("stamp", name=op.f("pk_rule_stamp")),
    )
    op.create_table(
        "service",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ru", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("neutral_ru", sa.String(), nullable=False),
        sa.Column("neutral_en", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), server_default="20", nullable=False),
        sa.Column("preparation_ru", sa.String(), nullable=True),
        sa.Column("preparation_en", sa.String(), nullable=True),
        sa.Column("result_days", sa.Integer(), nullable=True),
        sa.Column("diagnostic", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind IN ('oncologist', 'doctor', 'examination', 'treatment', 'admission', 'test', 'other')",
            name=op.f("ck_service_kind_known"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_service")),
    )
    op.create_table(
        "app_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), server_default="ru", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_app_user_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("login", name=op.f("uq_app_user_login")),
    )
    op.create_table(
        "clinician",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("speciality", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_clinician_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinician")),
    )
    with op.batch_alter_table("clinician", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clinician_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("real_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("undoable", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_action_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("uuid", name=op.f("uq_action_uuid")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index("ix_action_patient", ["patient_id", "id"], unique=False)
        batch_op.create_index("ix_action_user", ["user_id", "id"], unique=False)

    op.create_table(
        "day_count",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("calls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reached", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_day_count_centre_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_day_count_user_id")),
        sa.PrimaryKeyConstraint("user_id", "on_date", name=op.f("pk_day_count")),
    )
    op.create_table(
        "patient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("sort_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("birth_on", sa.Date(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("snils", sa.String(), nullable=True),
        sa.Column("policy", sa.String(), nullable=True),
        sa.Column("residence", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), server_default="Europe/Moscow", nullable=False),
        sa.Column("phase", sa.String(), server_default="suspected", nullable=False),
        sa.Column("closed_because", sa.String(), nullable=True),
        sa.Column("diagnosis", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("clinical_group", sa.String(), nullable=True),
        sa.Column("flags", sa.String(), server_default="", nullable=False),
        sa.Column("flag_note", sa.String(), nullable=True),
        sa.Column("code_word", sa.String(), nullable=True),
        sa.Column("not_before", sa.String(), nullable=True),
        sa.Column("not_after", sa.String(), nullable=True),
        sa.Column("call_weekdays", sa.String(), nullable=True),
        sa.Column("in_care_since", sa.Date(), nullable=False),
        sa.Column("first_assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assistant_id", sa.Integer(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(), server_default="hand", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "phase IN ('suspected', 'diagnosed', 'council', 'treatment', 'follow_up', 'palliative', 'closed')",
            name=op.f("ck_patient_phase_known"),
        ),
        sa.ForeignKeyConstraint(["assistant_id"], ["app_user.id"], name=op.f("fk_patient_assistant_id")),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_patient_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
    )
    with op.batch_alter_table("patient", schema=None) as batch_op:
        batch_op.create_index("ix_patient_assistant_sort", ["assistant_id", "sort_key"], unique=False)
        batch_op.create_index("ix_patient_name_birth", ["search_key", "birth_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_patient_policy"), ["policy"], unique=False)
        batch_op.create_index(batch_op.f("ix_patient_snils"), ["snils"], unique=False)
        batch_op.create_index("ix_patient_sort", ["sort_key"], unique=False)

    op.create_table(
        "barrier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("action", sa.String(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name=op.f("fk_barrier_owner_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_barrier_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier")),
    )
    with op.batch_alter_table("barrier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_barrier_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_change_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_action_id"), ["action_id"], unique=False)
        batch_op.create_index("ix_change_row", ["table_name", "row_key"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("extension", sa.String(), nullable=True),
        sa.Column("doubtful", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), server_default="mobile", nullable=False),
        sa.Column("relation", sa.String(), server_default="self", nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("standing", sa.String(), server_default="patient", nullable=False),
        sa.Column("scope", sa.String(), server_default="none", nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_until", sa.Date(), nullable=True),
        sa.Column("consent_paper", sa.String(), nullable=True),
        sa.Column("voicemail_ok", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="1", nullable=False),
        sa.Column("strikes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("set_aside", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "scope IN ('none', 'time_place_only', 'preparation', 'full_logistics')", name=op.f("ck_contact_scope_known")
        ),
        sa.CheckConstraint(
            "standing IN ('patient', 'legal_representative', 'trusted', 'other')",
            name=op.f("ck_contact_standing_known"),
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_contact_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index("ix_contact_phone", ["phone"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("said_by", sa.String(), nullable=True),
        sa.Column("said_name", sa.String(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answer_text", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("answer IN ('confirmed', 'rejected')", name=op.f("ck_decision_answer_known")),
        sa.CheckConstraint(
            "kind IN ('declined', 'died', 'moved', 'elsewhere', 'ruled_out', 'escalated')",
            name=op.f("ck_decision_kind_known"),
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["app_user.id"], name=op.f("fk_decision_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name=op.f("fk_decision_asked_by")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_decision_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "imported_value",
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_imported_value_patient_id")),
        sa.PrimaryKeyConstraint("patient_id", "field", name=op.f("pk_imported_value")),
    )
    with op.batch_alter_table("imported_value", schema=None) as batch_op:
        batch_op.create_index("ix_imported_value_field", ["field", "value"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_milestone_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("patient_id", "kind", name=op.f("uq_milestone_patient_id_kind")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_note_patient_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_note_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "patient_word",
        sa.Column("word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_patient_word_patient_id")),
        sa.PrimaryKeyConstraint("word", "patient_id", name=op.f("pk_patient_word")),
    )
    with op.batch_alter_table("patient_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patient_word_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('hospital', 'away')", name=op.f("ck_pause_kind_known")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_pause_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pause_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(), server_default="call", nullable=False),
        sa.Column("every", sa.String(), nullable=True),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("status", sa.String(), server_default="open", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("channel IN ('call', 'desk')", name=op.f("ck_reminder_channel_known")),
        sa.CheckConstraint("status IN ('open', 'done', 'cancelled')", name=op.f("ck_reminder_status_known")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_reminder_patient_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_reminder_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("params", sa.String(), server_default="{}", nullable=False),
        sa.Column("due_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moot_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_because", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("audience IN ('assistant', 'supervisor', 'centre')", name=op.f("ck_task_audience_known")),
        sa.CheckConstraint("channel IN ('call', 'desk')", name=op.f("ck_task_channel_known")),
        sa.CheckConstraint(
            "kind IN ('first_contact', 'readiness', 'confirm_visit', 'took_place', 'ask_took_place', 'missed_visit', 'rebook', 'book_move', 'check_booking', 'test_due', 'test_overdue', 'result_expected', 'book_doctor', 'callback', 'callback_offer', 'reminder', 'deadline', 'follow_up', 'find_contacts', 'tell_doctor', 'talk_again', 'barrier', 'control_call', 'conclusion', 'decision', 'answer', 'not_reached', 'leave_message')",
            name=op.f("ck_task_kind_known"),
        ),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_task_state_known")),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_task_centre_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name=op.f("fk_task_owner_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_task_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("patient_id", "kind", "source", name=op.f("uq_task_patient_id_kind_source")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index("ix_task_centre", ["centre_id", "audience", "state", "due_from"], unique=False)
        batch_op.create_index("ix_task_list", ["owner_id", "state", "due_from"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("clinician", sa.String(), nullable=True),
        sa.Column("room", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), server_default="in_person", nullable=False),
        sa.Column("status", sa.String(), server_default="planned", nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status_source", sa.String(), nullable=True),
        sa.Column("booked_in", sa.String(), server_default="planned", nullable=False),
        sa.Column("booking_number", sa.String(), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("initiative", sa.String(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("before_visit_id", sa.Integer(), nullable=True),
        sa.Column("result_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("booked_in IN ('planned', 'booked', 'not_found')", name=op.f("ck_visit_booked_in_known")),
        sa.CheckConstraint(
            "status IN ('planned', 'confirmed', 'attended', 'missed', 'cancelled', 'moved', 'to_move')",
            name=op.f("ck_visit_status_known"),
        ),
        sa.ForeignKeyConstraint(["before_visit_id"], ["visit.id"], name=op.f("fk_visit_before_visit_id")),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_visit_centre_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["visit.id"], name=op.f("fk_visit_follows_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_visit_organisation_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_visit_patient_id")),
        sa.ForeignKeyConstraint(["service"], ["service.code"], name=op.f("fk_visit_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_centre_starts", ["centre_id", "starts_at"], unique=False)
        batch_op.create_index("ix_visit_patient", ["patient_id", "starts_at"], unique=False)

    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(), server_default="out", nullable=False),
        sa.Column("state", sa.String(), server_default="open", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("connection", sa.String(), nullable=True),
        sa.Column("spoke", sa.String(), server_default="nobody", nullable=False),
        sa.Column("spoke_name", sa.String(), nullable=True),
        sa.Column("message_left", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "connection IN ('NO_ANSWER', 'BUSY', 'UNAVAILABLE', 'REJECTED', 'MACHINE', 'CUT_OFF', 'OTHER_PERSON', 'WRONG_NUMBER', 'DISCONNECTED', 'DISTRUST', 'REACHED')",
            name=op.f("ck_call_connection_known"),
        ),
        sa.CheckConstraint("direction IN ('out', 'in')", name=op.f("ck_call_direction_known")),
        sa.CheckConstraint(
            "spoke IN ('nobody', 'patient', 'legal_representative', 'trusted', 'other')",
            name=op.f("ck_call_spoke_known"),
        ),
        sa.CheckConstraint("state IN ('open', 'aside', 'done')", name=op.f("ck_call_state_known")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_call_contact_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["call.id"], name=op.f("fk_call_corrects_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_call_patient_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_call_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index("ix_call_patient_at", ["patient_id", "at"], unique=False)
        batch_op.create_index("ix_call_state", ["state", "user_id"], unique=False)
        batch_op.create_index("ix_call_user_at", ["user_id", "at"], unique=False)

    op.create_table(
        "test_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("result_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), server_default="ordered", nullable=False),
        sa.Column("status_source", sa.String(), nullable=True),
        sa.Column("for_visit_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "status IN ('ordered', 'taken', 'result_in', 'cancelled')", name=op.f("ck_test_order_status_known")
        ),
        sa.ForeignKeyConstraint(["for_visit_id"], ["visit.id"], name=op.f("fk_test_order_for_visit_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_test_order_organisation_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_test_order_patient_id")),
        sa.ForeignKeyConstraint(["service"], ["service.code"], name=op.f("fk_test_order_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_order")),
    )
    with op.batch_alter_table("test_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_test_order_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("task", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spoke", sa.String(), server_default="nobody", nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("told_from", sa.String(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "outcome IN ('CONFIRMED', 'TOOK_PLACE', 'NOT_COME', 'RESULT_IN', 'ACCEPTS', 'RESCHEDULE', 'NOT_COMING', 'CALLBACK', 'ANSWERED', 'ASKS_RESULTS', 'UNWELL', 'RULED_OUT', 'HOSPITAL', 'AWAY', 'UNWILLING', 'DECLINES', 'ELSEWHERE', 'MOVED', 'DIED', 'BARRIER', 'ESCALATE', 'DONE')",
            name=op.f("ck_mark_outcome_known"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_mark_call_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_mark_patient_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_mark_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
    )
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mark_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mark_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index("ix_mark_user_at", ["user_id", "at"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index("ix_mark_user_at")
        batch_op.drop_index(batch_op.f("ix_mark_patient_id"))
        batch_op.drop_index(batch_op.f("ix_mark_call_id"))

    op.drop_table("mark")
    with op.batch_alter_table("test_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_test_order_patient_id"))

    op.drop_table("test_order")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_index("ix_call_user_at")
        batch_op.drop_index("ix_call_state")
        batch_op.drop_index("ix_call_patient_at")

    op.drop_table("call")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_patient")
        batch_op.drop_index("ix_visit_centre_starts")

    op.drop_table("visit")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index("ix_task_list")
        batch_op.drop_index("ix_task_centre")

    op.drop_table("task")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_patient_id"))

    op.drop_table("reminder")
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pause_patient_id"))

    op.drop_table("pause")
    with op.batch_alter_table("patient_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patient_word_patient_id"))

    op.drop_table("patient_word")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_patient_id"))

    op.drop_table("note")
    op.drop_table("milestone")
    with op.batch_alter_table("imported_value", schema=None) as batch_op:
        batch_op.drop_index("ix_imported_value_field")

    op.drop_table("imported_value")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_patient_id"))

    op.drop_table("decision")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_phone")
        batch_op.drop_index(batch_op.f("ix_contact_patient_id"))

    op.drop_table("contact")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index("ix_change_row")
        batch_op.drop_index(batch_op.f("ix_change_action_id"))

    op.drop_table("change")
    with op.batch_alter_table("barrier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_barrier_patient_id"))

    op.drop_table("barrier")
    with op.batch_alter_table("patient", schema=None) as batch_op:
        batch_op.drop_index("ix_patient_sort")
        batch_op.drop_index(batch_op.f("ix_patient_snils"))
        batch_op.drop_index(batch_op.f("ix_patient_policy"))
        batch_op.drop_index("ix_patient_name_birth")
        batch_op.drop_index("ix_patient_assistant_sort")

    op.drop_table("patient")
    op.drop_table("day_count")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index("ix_action_user")
        batch_op.drop_index("ix_action_patient")

    op.drop_table("action")
    with op.batch_alter_table("clinician", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clinician_organisation_id"))

    op.drop_table("clinician")
    op.drop_table("app_user")
    op.drop_table("service")
    op.drop_table("rule_stamp")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_search_key"))

    op.drop_table("organisation")
    op.drop_table("meta")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_object")

    op.drop_table("audit_event")
