"""one terminal, many people."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_event", "audit_seal")
"""Tables of which the database itself lets nobody change or remove a row."""

_POSTGRESQL = (
    "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$"
)


def _protect() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
                )
        return
    op.execute(_POSTGRESQL)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )


def _release() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
        return
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.execute("DROP FUNCTION append_only()")


_TALK = (
    "{0}.undone_at IS NULL AND {0}.connection IN ('REACHED', 'OTHER_PERSON')"
    " AND {0}.spoke IN ('patient', 'legal_representative', 'trusted')"
)
_BOUNDS = {
    "sqlite": ("p.in_care_since || ' 00:00:00.000000'", "date(MAX(o.due_on), '+1 day') || ' 00:00:00.000000'"),
    "postgresql": (
        "p.in_care_since::timestamp AT TIME ZONE 'UTC'", "(MAX(o.due_on) + 1)::timestamp AT TIME ZONE 'UTC'",
    ),
}  # fmt: skip
_PULSE = """
INSERT INTO pulse
  (patient_id, owner_id, phase, zone, assigned_at, met_at, contact_at, tried_at, nothing_from)
SELECT p.id, p.assistant_id, p.phase, p.zone, p.first_assigned_at,
  (SELECT MIN(c.at) FROM call c WHERE c.patient_id = p.id AND c.at >= p.first_assigned_at AND {talk}),
  COALESCE((SELECT MAX(c.at) FROM call c WHERE c.patient_id = p.id AND {talk}), {since}),
  (SELECT MIN(c.at) FROM call c WHERE c.patient_id = p.id AND c.direction = 'out' AND c.connection IS NOT NULL
    AND c.undone_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM call l WHERE l.patient_id = p.id AND l.at >= c.at AND {later})),
  CASE WHEN p.phase = 'closed' OR EXISTS (SELECT 1 FROM task t WHERE t.patient_id = p.id AND t.state = 'open'
    AND t.moot_at IS NULL) THEN NULL ELSE (SELECT MAX(ends) FROM (
      SELECT p.created_at AS ends
      UNION ALL SELECT MAX(t.moot_at) FROM task t WHERE t.patient_id = p.id AND t.state = 'open'
      UNION ALL SELECT MAX(v.starts_at) FROM visit v WHERE v.patient_id = p.id AND v.status IN ('planned', 'confirmed')
      UNION ALL SELECT {after} FROM test_order o WHERE o.patient_id = p.id AND o.status = 'ordered'
    ) AS all_ends) END
FROM patient p
"""
_SETTLED = (
    "UPDATE day_count SET settled = (SELECT COUNT(DISTINCT m.patient_id) FROM mark m"
    " WHERE m.user_id = day_count.user_id AND m.undone_at IS NULL AND {day} = day_count.on_date)"
)
_DESK = ZoneInfo("Europe/Moscow")
_WEEKS = timedelta(days=30)
_DAY_OF_MARK = {"sqlite": "date(m.at, '+3 hours')", "postgresql": "(m.at AT TIME ZONE 'Europe/Moscow')::date"}


def _count_for_the_board() -> None:
    """Make room for what the board counts by, and count what is on record."""
    op.create_table(
        "pulse",
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nothing_from", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name=op.f("fk_pulse_owner_id")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_pulse_patient_id")),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_pulse")),
    )
    op.create_index("ix_pulse_contact", "pulse", ["owner_id", "phase", "contact_at"], unique=False)
    op.create_index("ix_pulse_nothing", "pulse", ["owner_id", "nothing_from"], unique=False)
    op.create_index("ix_pulse_assigned", "pulse", ["owner_id", "assigned_at", "met_at", "zone"], unique=False)
    board = sa.text("state = 'open' AND audience = 'assistant'")
    op.create_index(
        "ix_task_board", "task", ["owner_id", "due_from", "patient_id", "due_by", "moot_at", "channel"], unique=False,
        sqlite_where=board, postgresql_where=board,
    )  # fmt: skip
    with op.batch_alter_table("day_count", schema=None) as batch_op:
        for column in ("attempts", "answered", "settled"):
            batch_op.add_column(sa.Column(column, sa.Integer(), server_default="0", nullable=False))
    dialect = op.get_bind().dialect.name
    since, after = _BOUNDS[dialect]
    pulse = _PULSE.format(talk=_TALK.format("c"), later=_TALK.format("l"), since=since, after=after)
    op.get_bind().exec_driver_sql(pulse)
    op.get_bind().exec_driver_sql(_SETTLED.format(day=_DAY_OF_MARK[dialect]))
    _count_attempts(op.get_bind())


def _count_attempts(bind: sa.Connection) -> None:
    """Count the attempts of the last weeks, as the program counts those to come; rates look no further back."""
    from db.defaults import default_rules
    from db.rules.attempts import attempts
    from db.rules.facts import Call, Spoke
    from db.rules.facts import Connection as Connected

    def instant(value: datetime | str) -> datetime:
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        return at if at.tzinfo else at.replace(tzinfo=UTC)

    rows = bind.exec_driver_sql(
        "SELECT user_id, patient_id, id, at, contact_id, phone, connection, spoke FROM call WHERE direction = 'out'"
        " AND undone_at IS NULL AND connection IS NOT NULL ORDER BY at, id"
    ).fetchall()
    if not rows:
        return
    since = instant(rows[-1][3]) - _WEEKS
    calls: dict[tuple[int, date, int], list[Call]] = defaultdict(list)
    for user, patient, i, at, contact, phone, connection, spoke in rows:
        if (when := instant(at)) >= since:
            made = Call(i, when, False, contact, phone, Connected(connection), Spoke(spoke))
            calls[user, when.astimezone(_DESK).date(), patient].append(made)
    counts: dict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0])
    for (user, day, _), some in calls.items():
        found = attempts(some, default_rules().numbers)
        counts[user, day][0] += len(found)
        counts[user, day][1] += sum(1 for each in found if each.answered)
    for (user, day), (tried, answered) in counts.items():
        on = day.isoformat() if bind.dialect.name == "sqlite" else day
        bind.execute(
            sa.text("UPDATE day_count SET attempts = :tried, answered = :answered WHERE user_id = :user"
                    " AND on_date = :on"),
            {"tried": tried, "answered": answered, "user": user, "on": on},
        )  # fmt: skip


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("terminal", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_index("ix_session_ended", "session", ["ended"], unique=False)
    op.create_index("ix_session_user", "session", ["user_id", "started_at"], unique=False)

    op.create_table(
        "access_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('reason', 'break_glass')", name=op.f("ck_access_grant_kind_known")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_access_grant_patient_id")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["app_user.id"], name=op.f("fk_access_grant_reviewed_by")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_access_grant_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
    )
    op.create_index(op.f("ix_access_grant_patient_id"), "access_grant", ["patient_id"], unique=False)
    op.create_index("ix_access_grant_unreviewed", "access_grant", ["kind", "reviewed_at"], unique=False)
    op.create_index("ix_access_grant_user", "access_grant", ["user_id", "patient_id", "until_at"], unique=False)

    op.create_table(
        "claim",
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("terminal", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_claim_patient_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_claim_user_id")),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_claim")),
    )
    op.create_index("ix_claim_user", "claim", ["user_id"], unique=False)

    op.create_table(
        "audit_seal",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("through", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_audit_seal")),
    )

    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("session_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("seq", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("detail", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("mac", sa.String(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_audit_event_session_id"), "session", ["session_id"], ["id"])
        batch_op.create_index("ix_audit_event_chain", ["session_id", "seq"], unique=True)
        batch_op.create_index("ix_audit_event_user", ["user_id", "id"], unique=False)
        batch_op.create_index("ix_audit_event_event", ["event", "id"], unique=False)
        batch_op.create_index("ix_audit_event_time", ["real_at", "id"], unique=False)

    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scope", sa.String(), server_default="centre", nullable=False))
        batch_op.create_check_constraint(op.f("ck_app_user_scope_known"), "scope IN ('centre', 'all')")

    _count_for_the_board()

    with op.batch_alter_table("rule_stamp", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="0", nullable=False))

    _protect()


def downgrade() -> None:
    """Take the change back."""
    _release()
    op.drop_index("ix_task_board", table_name="task")
    with op.batch_alter_table("day_count", schema=None) as batch_op:
        for column in ("settled", "answered", "attempts"):
            batch_op.drop_column(column)

    for index in ("ix_pulse_assigned", "ix_pulse_nothing", "ix_pulse_contact"):
        op.drop_index(index, table_name="pulse")
    op.drop_table("pulse")

    with op.batch_alter_table("rule_stamp", schema=None) as batch_op:
        batch_op.drop_column("revision")

    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_app_user_scope_known"), type_="check")
        batch_op.drop_column("scope")

    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_time")
        batch_op.drop_index("ix_audit_event_event")
        batch_op.drop_index("ix_audit_event_user")
        batch_op.drop_index("ix_audit_event_chain")
        batch_op.drop_constraint(op.f("fk_audit_event_session_id"), type_="foreignkey")
        for column in ("mac", "detail", "seq", "session_id"):
            batch_op.drop_column(column)

    op.drop_table("audit_seal")
    op.drop_index("ix_claim_user", table_name="claim")
    op.drop_table("claim")
    for index in ("ix_access_grant_user", "ix_access_grant_unreviewed", "ix_access_grant_patient_id"):
        op.drop_index(index, table_name="access_grant")
    op.drop_table("access_grant")
    op.drop_index("ix_session_user", table_name="session")
    op.drop_index("ix_session_ended", table_name="session")
    op.drop_table("session")
