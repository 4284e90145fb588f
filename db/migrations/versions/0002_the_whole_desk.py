"""the whole desk."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = (
    "first_contact",
    "readiness",
    "confirm_visit",
    "took_place",
    "ask_took_place",
    "missed_visit",
    "rebook",
    "book_move",
    "check_booking",
    "test_due",
    "test_overdue",
    "result_expected",
    "book_doctor",
    "callback",
    "callback_offer",
    "reminder",
    "deadline",
    "follow_up",
    "find_contacts",
    "tell_doctor",
    "talk_again",
    "barrier",
    "control_call",
    "conclusion",
    "decision",
    "answer",
    "not_reached",
    "leave_message",
)
"""The kinds of tasks before this step."""
NEW_KINDS = ("admission_tests", "wellbeing")


def _known(kinds: tuple[str, ...]) -> str:
    return "kind IN (" + ", ".join(f"'{kind}'" for kind in kinds) + ")"


def _set_kinds(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_task_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_task_kind_known"), _known(kinds))


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('patients', 'visits', 'tests')", name=op.f("ck_import_file_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.create_index("ix_import_file_kind", ["kind", "id"], unique=False)

    op.create_table(
        "imported_item",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["import_file.id"], name=op.f("fk_imported_item_file_id")),
        sa.PrimaryKeyConstraint("kind", "item_id", "field", name=op.f("pk_imported_item")),
    )
    with op.batch_alter_table("imported_item", schema=None) as batch_op:
        batch_op.create_index("ix_imported_item_file", ["file_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=True),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("because", sa.String(), server_default="assigned", nullable=False),
        sa.CheckConstraint(
            "because IN ('assigned', 'wrong', 'handed_over', 'absent', 'disabled', 'imported')",
            name=op.f("ck_assignment_because_known"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["app_user.id"], name=op.f("fk_assignment_by_id")),
        sa.ForeignKeyConstraint(["from_id"], ["app_user.id"], name=op.f("fk_assignment_from_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_assignment_patient_id")),
        sa.ForeignKeyConstraint(["to_id"], ["app_user.id"], name=op.f("fk_assignment_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("cycle_days", sa.Integer(), nullable=False),
        sa.Column("infusion_days", sa.String(), nullable=False),
        sa.Column("cycles", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), server_default="active", nullable=False),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("status IN ('active', 'done', 'stopped')", name=op.f("ck_course_status_known")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_course_organisation_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_course_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
    )
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "cover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["app_user.id"], name=op.f("fk_cover_by_id")),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_cover_created_by")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_cover_patient_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_cover_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.create_index("ix_cover_by", ["by_id", "last_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_cover_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index("ix_cover_user", ["user_id", "last_on"], unique=False)

    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=True),
        sa.Column("rows", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["app_user.id"], name=op.f("fk_erasure_by_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_erasure_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["app_user.id"], name=op.f("fk_message_from_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_message_patient_id")),
        sa.ForeignKeyConstraint(["to_id"], ["app_user.id"], name=op.f("fk_message_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index("ix_message_to", ["to_id", "read_at"], unique=False)

    op.create_table(
        "not_same",
        sa.Column("a_id", sa.Integer(), nullable=False),
        sa.Column("b_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["a_id"], ["patient.id"], name=op.f("fk_not_same_a_id")),
        sa.ForeignKeyConstraint(["b_id"], ["patient.id"], name=op.f("fk_not_same_b_id")),
        sa.ForeignKeyConstraint(["by_id"], ["app_user.id"], name=op.f("fk_not_same_by_id")),
        sa.PrimaryKeyConstraint("a_id", "b_id", name=op.f("pk_not_same")),
    )
    op.create_table(
        "postponed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_postponed_patient_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_postponed_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postponed")),
    )
    with op.batch_alter_table("postponed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_postponed_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "cycle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), server_default="planned", nullable=False),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("status IN ('planned', 'given', 'skipped')", name=op.f("ck_cycle_status_known")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_cycle_course_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_cycle_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("course_id", "number", name=op.f("uq_cycle_course_id_number")),
    )
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cycle_patient_id"), ["patient_id"], unique=False)

    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status", sa.String(), server_default="on_line", nullable=False))
        batch_op.add_column(sa.Column("status_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("status_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_app_user_status_known"), "status IN ('on_line', 'lunch', 'ill', 'away')"
        )

    with op.batch_alter_table("patient", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_patient_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_patient_merged_into_id"), "patient", ["merged_into_id"], ["id"])

    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.add_column(sa.Column("until_on", sa.Date(), nullable=True))

    with op.batch_alter_table("test_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cycle_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("note", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_test_order_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_test_order_for_visit_id"), ["for_visit_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_test_order_cycle_id"), "cycle", ["cycle_id"], ["id"])

    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cycle_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("bundle", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_visit_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_follows_id"), ["follows_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_before_visit_id"), ["before_visit_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_visit_cycle_id"), "cycle", ["cycle_id"], ["id"])

    _set_kinds((*KINDS, *NEW_KINDS))


def downgrade() -> None:
    """Take it back; tasks of the newer kinds are derived and go."""
    op.execute("DELETE FROM task WHERE kind IN ('admission_tests', 'wellbeing')")
    _set_kinds(KINDS)
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_visit_cycle_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_visit_before_visit_id"))
        batch_op.drop_index(batch_op.f("ix_visit_follows_id"))
        batch_op.drop_index(batch_op.f("ix_visit_cycle_id"))
        batch_op.drop_column("bundle")
        batch_op.drop_column("cycle_id")

    with op.batch_alter_table("test_order", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_test_order_cycle_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_test_order_for_visit_id"))
        batch_op.drop_index(batch_op.f("ix_test_order_cycle_id"))
        batch_op.drop_column("note")
        batch_op.drop_column("cycle_id")

    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_column("until_on")

    with op.batch_alter_table("patient", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_patient_merged_into_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_patient_merged_into_id"))
        batch_op.drop_column("erased_at")
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_app_user_status_known"), type_="check")
        batch_op.drop_column("status_until")
        batch_op.drop_column("status_at")
        batch_op.drop_column("status")

    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cycle_patient_id"))

    op.drop_table("cycle")
    with op.batch_alter_table("postponed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_postponed_patient_id"))

    op.drop_table("postponed")
    op.drop_table("not_same")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_to")
        batch_op.drop_index(batch_op.f("ix_message_patient_id"))

    op.drop_table("message")
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_patient_id"))

    op.drop_table("erasure")
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.drop_index("ix_cover_user")
        batch_op.drop_index(batch_op.f("ix_cover_patient_id"))
        batch_op.drop_index("ix_cover_by")

    op.drop_table("cover")
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_patient_id"))

    op.drop_table("course")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_patient_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("imported_item", schema=None) as batch_op:
        batch_op.drop_index("ix_imported_item_file")

    op.drop_table("imported_item")
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.drop_index("ix_import_file_kind")

    op.drop_table("import_file")
