"""The audit in words: what happened, how it ended, why; and what a verification found wrong."""

from typing import TYPE_CHECKING, Any, Final

from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.steps import kind_words, knows_kind

if TYPE_CHECKING:
    from db.audit.verifying import AuditFault, AuditReport
    from db.queries.audit import Access, AuditRow

EVENTS: Final = {
    "session": N_("session begun"), "session_end": N_("session ended"), "sign_in": N_("signed in"),
    "sign_in_failed": N_("could not sign in"), "lock": N_("locked"), "unlock": N_("unlocked"),
    "pin_failed": N_("wrong PIN"), "denied": N_("refused"), "export": N_("list saved to a file"),
    "print": N_("page saved or printed"), "seal": N_("year sealed"), "view_patient": N_("data seen"),
    "search": N_("found by search"), "open_card": N_("card opened"), "open_call": N_("call opened"),
    "put_aside": N_("call put aside"), "drop_call": N_("call left unmarked"), "finish_call": N_("call finished"),
    "mark_connection": N_("how the call went"), "mark_outcome": N_("what came of the talk"),
    "choose_number": N_("another number chosen"), "undo": N_("a step was undone"), "undo_call": N_("a call was undone"),
    "copied": N_("copied to the clipboard"), "add_user": N_("a user was added"), "edit_user": N_("a user was changed"),
    "enable_user": N_("a user was switched on"), "reset_password": N_("a password was reset"),
    "add_organisation": N_("an organisation was added"), "edit_organisation": N_("an organisation was changed"),
    "disable_organisation": N_("an organisation was switched off"),
    "enable_organisation": N_("an organisation was switched on"),
    "backup": N_("a backup was taken"), "restore": N_("a backup was restored"), "rekey": N_("the keys were changed"),
    "set_pin": N_("a PIN was set"),
    "recover": N_("signed in with the recovery key"), "recovery_key": N_("a new recovery key was made"),
    "grant_role": N_("rights of a server's role were set"), "change_password": N_("a password was changed"),
    "break_glass": N_("emergency access"), "open_for_reason": N_("a colleague's patient opened"),
    "review_grant": N_("an access was reviewed"), "take_over": N_("work was taken over"),
    "release_claims": N_("work was given back"), "number": N_("a number of the rules"),
    "renew_plan": N_("the plan was made anew"), "unmerge_patients": N_("two records were parted"),
    "wrongly_assigned": N_("wrongly assigned patients were given back"), "read_message": N_("a message was read"),
    "consent_change": N_("a consent was changed"),
    "access_report": N_("an access report was made"), "export_audit": N_("the audit was saved to a file"),
    "password_rule": N_("the length of passwords was set"), "restore_test": N_("a backup was restored for trial"),
}  # fmt: skip
"""What happened, by the code of the event; what actions did has its words in `steps`."""

OUTCOMES: Final = {"done": N_("done"), "denied": N_("refused"), "failed": N_("failed")}
REASONS: Final = {
    "calling_in": N_("the patient calls"), "late_callback": N_("a promised call is late"), "cover": N_("stands in"),
    "break_glass": N_("emergency access"), "necessity": N_("emergency access"),
    "key": N_("by the key"), "idle": N_("nobody touched a key"), "password": N_("by the password"),
    "pin": N_("by the PIN"),
    "left": N_("left"), "shift_over": N_("the shift is over"), "rights": N_("other rights"),
    "closed": N_("the program was closed"), "disabled": N_("switched off"),
    "wrong_name_or_password": N_("wrong login or password"), "wrong_pin": N_("wrong PIN"),
    "wrong_recovery_key": N_("wrong recovery key"), "code_expired": N_("the code was too old"),
    "reason_needed": N_("no reason given"), "break_glass_needed": N_("another centre"),
    "confirm_yourself": N_("no password given"), "signed_out": N_("switched off"),
    "not_your_role": N_("not for this role"), "administrator_only": N_("not for this role"),
    "check_not_yours": N_("not for this role"), "other_centre": N_("another centre"),
}  # fmt: skip
"""Why something happened, ended or was not let in, by code."""
_ASKED: Final = frozenset({"reason_needed", "break_glass_needed", "confirm_yourself"})
KINDS: Final = {
    "patient": N_("patient {id}"), "user": N_("user {id}"), "organisation": N_("organisation {id}"),
    "grant": N_("access {id}"), "call": N_("call {id}"), "cover": N_("cover {id}"), "message": N_("message {id}"),
    "step": N_("step {id}"),
}  # fmt: skip
DETAILS: Final = {
    "what": N_("what"), "rows": N_("rows"), "format": N_("format"), "grant": N_("access no."),
    "patient": N_("patient no."), "least": N_("characters at least"), "encrypted": N_("encrypted"), "at": N_("when"),
    "terminal": N_("terminal"), "taken": N_("of when"), "by": N_("by"),
}  # fmt: skip
"""What an event keeps beside the rest, by code."""

_FAULTS: Final = {
    "changed": N_("session {session}, event {seq}: it is not as it was written"),
    "removed": N_("session {session}, event {seq}: it was removed"),
    "cut_off": N_("session {session}: from event {seq} on it was cut off"),
    "session_gone": N_("session {session}: its events are gone"),
    "unchained": N_("event {number} stands outside all sessions, or others like it are gone"),
    "session_changed": N_("session {session}: it says something else than its events"),
    "action_without_event": N_("action {number} has no event"),
    "seal": N_("the seal of {number} does not fit"),
}  # fmt: skip


def event_words(event: str) -> str:
    """Return what happened: «открыта карточка»."""
    return _(EVENTS[event]) if event in EVENTS else kind_words(event)


def among_words(row: "Access") -> str:
    """Return what happened to a patient, and among how many where it was a file, a list or a step with many."""
    what = event_words(row.event)
    return _("{what}, one of {n} patients", what=what, n=row.patients) if row.patients > 1 else what


def object_words(row: "AuditRow") -> str:
    """Return what it was about, by its number: «пациент 17»; never a name."""
    if row.object_kind is None or row.object_id is None:
        return ""
    words = KINDS.get(row.object_kind)
    return _(words, id=row.object_id) if words else f"{row.object_kind} {row.object_id}"


def reason_words(reason: str | None) -> str:
    """Return why; of what was not let in also what it was: «не названа причина: открыта карточка»."""
    if not reason:
        return ""
    code, _colon, tried = reason.partition(":")
    why = _(REASONS[code]) if code in REASONS else code
    return f"{why}: {event_words(tried)}" if tried in EVENTS or knows_kind(tried) else why


def asked_first(row: "AuditRow") -> bool:
    """Tell whether a refusal only asked for a reason or the password, as it does every day."""
    return (row.reason or "").partition(":")[0] in _ASKED


def why_words(row: "AuditRow") -> str:
    """Return why it happened, briefly; of what did not, why not, or that it did not where nobody knows more."""
    if row.event == "number" and row.reason:
        from assistant_tui.text.number_words import number_label

        return number_label(row.reason)
    code, _colon, _tried = (row.reason or "").partition(":")
    why = reason_words(code) or ("" if row.outcome == "done" else _(OUTCOMES.get(row.outcome, row.outcome)))
    return "" if why == event_words(row.event) else why


def fault_words(fault: "AuditFault") -> str:
    """Return one thing that is wrong with the audit, and where."""
    given = {"session": fault.session_id or 0, "seq": fault.seq or 0, "number": fault.number or 0}
    return _(_FAULTS[fault.code], **given)


def audit_words(report: "AuditReport") -> str:
    """Return what is wrong with the audit, empty where nothing is."""
    if report.ok:
        return ""
    more = report.total - len(report.faults)
    said = [fault_words(fault) for fault in report.faults]
    return "; ".join([*said, *([ngettext_("and {n} more", "and {n} more", more)] if more else [])])


def detail_words(detail: "dict[str, Any]") -> str:
    """Return the codes and numbers that an event keeps beside the rest: «что: приёмы · строк: 12 · вид: csv»."""
    return " · ".join(
        f"{_(DETAILS[name]) if name in DETAILS else name}: {_value_words(name, value)}"
        for name, value in detail.items()
        if not isinstance(value, list | dict)
    )


def _value_words(name: str, value: object) -> str:
    """Return a value as people say it: the name of a list, yes and no; all else as it is."""
    from assistant_tui.commands.catalogue import BY_ID

    if isinstance(value, bool):
        return _("yes") if value else _("no")
    listed = BY_ID.get(f"show_{value}") if name == "what" else None
    return _(listed.label) if listed is not None else str(value)


def kinds_of(text: str) -> tuple[str, ...]:
    """Return the kinds of events in whose words each typed word begins one, in either keyboard layout."""
    from db.rules.names import search_key, swap_layout
    from db.work import ACTIONS

    codes = {*EVENTS, *(info.kind for info in ACTIONS.values())}
    words = {code: f" {search_key(event_words(code))} {code}" for code in codes}
    tries = [search_key(each).split() for each in (text, swap_layout(text))]
    return tuple(sorted(
        code for code, said in words.items() if any(one and all(f" {word}" in said for word in one) for one in tries)
    ))  # fmt: skip
