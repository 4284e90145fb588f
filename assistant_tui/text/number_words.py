"""Numbers of the rules in words: what each is about, its value, where it comes from."""

from typing import TYPE_CHECKING, Final

from assistant_tui.text.i18n import N_, _, language, ngettext_
from assistant_tui.text.sources import known_words, source_words

if TYPE_CHECKING:
    from db.actions.staging import Staged
    from db.rules.own_numbers import NumberSetting, Plain

CHAPTERS: Final[dict[str, str]] = {
    "attempts": N_("Attempts to reach somebody"), "windows": N_("Hours of calling, in the patient's time"),
    "reminding": N_("Calls around visits and tests"), "waiting": N_("How long things wait"),
    "bands": N_("When a limit is near"), "deadlines": N_("Statutory limits"), "follow_up": N_("Follow-up"),
    "cycles": N_("Courses and cycles"), "bundles": N_("Tests for an admission"),
    "urgency": N_("Order of the call list, points"), "acuity": N_("Weight of a caseload, points"),
}  # fmt: skip
"""Chapters by the first word of a key, as message ids, in the order of the file."""

LABELS: Final[dict[str, str]] = {
    "attempts.max_rounds_per_day": N_("Attempts a day, at most"),
    "attempts.min_gap_minutes": N_("Between attempts, minutes at least"),
    "attempts.retry_delay_minutes": N_("Not reached: again in, minutes"),
    "attempts.busy_delay_minutes": N_("Busy: again in, minutes"),
    "attempts.busy_free_retries": N_("Busy: so many times do not count"),
    "attempts.rejected_suggest_message_after": N_("Rejected so many times: suggest a message"),
    "attempts.wrong_number_strikes": N_("Wrong number so many times: set aside"),
    "attempts.message_left_working_days": N_("A message was left: again in, working days"),
    "attempts.distrust_working_days": N_("Did not believe us: again in, working days"),
    "attempts.distinct_parts": N_("Parts of the day to try"),
    "attempts.parts_of_day": N_("Parts of the day"),
    "attempts.cap_rounds": N_("Attempts until the supervisor is told"),
    "attempts.cap_working_days": N_("Working days until the supervisor is told"),
    "attempts.escalate_with_working_days_left": N_("Working days left on a limit: tell at once"),
    "attempts.last_try_minutes": N_("Last attempt before a limit, minutes"),
    "windows.hard_working_day": N_("At the utmost: working day"),
    "windows.hard_day_off": N_("At the utmost: day off"),
    "windows.default_working_day": N_("Usually: working day"),
    "windows.default_saturday": N_("Usually: Saturday"),
    "windows.default_sunday": N_("Usually: Sunday and holiday"),
    "reminding.first_contact_working_days": N_("First call within, working days"),
    "reminding.test_ready_days_before": N_("Ready for the test: days before"),
    "reminding.confirm_visit_working_days_before": N_("Visit is confirmed: working days before"),
    "reminding.took_place_working_days_after": N_("Did it take place: working days after"),
    "reminding.result_expected_days": N_("Result is expected after, days"),
    "reminding.late_status_working_days": N_("Visit has no outcome: late after, working days"),
    "reminding.visit_to_book_working_days": N_("Proposed visit is booked within, working days"),
    "reminding.booking_shown_days_before": N_("Not booked in the city's system: days before"),
    "waiting.callback_offer_minutes": N_("Late call back: to the centre after, minutes"),
    "waiting.callback_punctual_minutes": N_("Call back is punctual within, minutes"),
    "waiting.pause_default_days": N_("In hospital: calls rest, days"),
    "waiting.unwilling_days": N_("Unwilling: again in, days"),
    "waiting.not_coming_working_days": N_("Visit cancelled: again in, working days"),
    "waiting.control_call_months": N_("Treated elsewhere: control call after, months"),
    "waiting.barrier_due_working_days": N_("Difficulty is seen to within, working days"),
    "waiting.supervisor_answer_working_days": N_("Supervisor answers within, working days"),
    "waiting.ask_again_days": N_("Overdue test is asked for again in, days"),
    "waiting.conclusion_working_days": N_("Doctor's conclusion within, working days"),
    "waiting.old_after_days": N_("Late rows are kept apart after, days"),
    "waiting.silent_after_days": N_("No contact for so many days: {phase}"),
    "bands.critical": N_("Critical with so many working days left"),
    "bands.soon": N_("Soon with so many working days left"),
    "follow_up.window_days_before": N_("A date may be earlier by, days"),
    "follow_up.window_days_after": N_("A date may be later by, days"),
    "follow_up.non_working_day_shift": N_("A date on a day off"),
    "follow_up.schedules.ru_cr_melanoma_ib_iib": N_("Schedule: melanoma IB–IIB"),
    "follow_up.schedules.ru_548n_basal_cell": N_("Schedule: basal cell carcinoma"),
    "follow_up.schedules.ru_548n_default": N_("Schedule: everybody else"),
    "cycles.pre_tests": N_("Tests before a cycle, codes"),
    "cycles.pre_tests_from_day": N_("Tests before a cycle: not before day"),
    "cycles.pre_tests_to_day": N_("Tests before a cycle: not after day"),
    "cycles.pre_tests_day": N_("Tests before a cycle: day proposed"),
    "cycles.confirm_working_days_before": N_("Cycle is confirmed: working days before"),
    "cycles.wellbeing_days_after_infusion": N_("Well-being calls: days after the infusion"),
    "urgency.put_aside": N_("A call was put aside"),
    "urgency.callback_now": N_("A promised hour has come"),
    "urgency.callback_late": N_("A promised hour has passed"),
    "urgency.unwell": N_("Feels unwell"),
    "urgency.deadline_late": N_("A limit has passed"),
    "urgency.deadline_critical": N_("A limit is critical"),
    "urgency.deadline_soon": N_("A limit ends soon"),
    "urgency.first_contact": N_("The first call"),
    "urgency.due_today": N_("Today is the last day"),
    "urgency.visit_soon": N_("A visit comes soon"),
    "urgency.missed_visit": N_("A visit was missed"),
    "urgency.answer_from_supervisor": N_("The supervisor has answered"),
    "urgency.overdue_per_working_day": N_("Late: each working day"),
    "urgency.overdue_most": N_("Late: points at most"),
    "urgency.newly_diagnosed": N_("Fresh diagnosis"),
    "urgency.newly_diagnosed_days": N_("Fresh diagnosis: for so many days"),
    "urgency.per_barrier": N_("Each open difficulty"),
    "urgency.barriers_most": N_("Difficulties counted at most"),
    "urgency.good_hour": N_("Usually answers at this hour"),
    "urgency.other_part_of_day": N_("Not yet tried in this part of the day"),
    "urgency.per_round_today": N_("Each attempt made today"),
    "acuity.base": N_("Phase: {phase}"),
    "acuity.per_barrier": N_("Each open difficulty"),
    "acuity.barriers_most": N_("Difficulties counted at most"),
    "acuity.newly_diagnosed": N_("Fresh diagnosis"),
    "acuity.newly_diagnosed_days": N_("Fresh diagnosis: for so many days"),
    "acuity.missed_visits": N_("Missed visits"),
    "acuity.missed_visits_more_than": N_("Missed visits count when more than"),
}
"""Names of numbers as message ids; rows of limits, cycles and tests say themselves what they are."""

_LIMITS: Final = {
    "biopsy_taken": N_("Biopsy is taken"), "histology_simple": N_("Histology report"),
    "histology_special": N_("Histology report, special methods"),
}  # fmt: skip
"""Limits that ship switched off; lists and calls never name them."""
_CHOICES: Final = {
    "next_working_day": N_("to the next working day"), "none": N_("stays"), "on": N_("on"), "off": N_("off"),
}  # fmt: skip


def chapter_of(key: str) -> str:
    """Return the chapter of a number in the present language."""
    return _(CHAPTERS[key.partition(".")[0]])


def number_label(key: str) -> str:
    """Return what a number is about; an unknown key is returned as it is."""
    from assistant_tui.text.codes import label
    from assistant_tui.text.reason_sentences import rule_words

    above, _dot, last = key.rpartition(".")
    if above == "deadlines" and last in _LIMITS:
        return _(_LIMITS[last])
    if key in LABELS:
        return _(LABELS[key])
    if above in LABELS:
        return _(LABELS[above], phase=label("phases", last))
    if above == "deadlines":
        said = rule_words(last)
        return said[:1].upper() + said[1:]
    return _row_label(above, last) or key


def _row_label(above: str, last: str) -> str:
    """Return the name of a rhythm, a bundle or a test of a bundle; they are data and carry their own."""
    from assistant_tui.text.courses import rhythm_words
    from db.defaults import default_rules

    numbers = default_rules().numbers
    if above == "cycles.templates":
        for template in numbers.cycles.templates:
            if template.id == last:
                said = rhythm_words(template.cycle_days, template.infusion_days)
                return _("Cycle: {rhythm}", rhythm=said)
    for bundle in numbers.bundles:
        if (above, last) == ("bundles", bundle.id):
            return str(getattr(bundle, language()))
        for item in bundle.items:
            if (above, last) == (f"bundles.{bundle.id}", item.code):
                return _("{test}: valid, days", test=getattr(item, language()))
    return ""


def number_value(setting: "NumberSetting", value: "Plain") -> str:
    """Return a value as people say it: «9–20», «3 рабочих дня», «выкл.»."""
    if value is None or value is False:
        return _("off")
    if value is True:
        return _("on")
    if setting.kind == "choice":
        return choice_words(str(value))
    if setting.unit == "working_day" and isinstance(value, int):
        return ngettext_("{n} working day", "{n} working days", value)
    return typed_value(value)


def choice_words(code: str) -> str:
    """Return one of the values that are chosen, not typed."""
    return _(_CHOICES.get(code, code))


def typed_value(value: "Plain") -> str:
    """Return a value as one types it: `6`, `9–20`, `3, 7, 15`, `off`."""
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(each, str) and ":" in each for each in value):
            return "–".join(str(each).removeprefix("0").removesuffix(":00") or "0" for each in value)
        return ", ".join(typed_value(each) for each in value)
    if value is None or isinstance(value, bool):
        return _("on") if value else _("off")
    return str(value)


def may_be(setting: "NumberSetting") -> str:
    """Return what may be typed for a number."""
    if setting.kind == "whole":
        said = _("from {least} to {most}", least=setting.least, most=setting.most)
        return _("{range}, or “off”", range=said) if setting.off_too else said
    if setting.kind == "hours":
        return _("hours as 9–20, or “off”") if setting.off_too else _("hours as 9–20")
    if setting.kind == "parts":
        return _("hours with commas: 9–12, 12–16, 16–20")
    if setting.kind == "days":
        return _("days with commas, or “off”")
    if setting.kind == "codes":
        return _("codes of tests with commas")
    if setting.kind == "choice":
        return ", ".join(f"{code} ({choice_words(code)})" for code in setting.choices)
    return _("“on” or “off”")


def origin_of(setting: "NumberSetting") -> str:
    """Return where the value that ships comes from, and how well it is known; what the service decided is known."""
    head = setting.source.replace(";", ":").partition(":")[0]
    source = source_words(setting.source) if source_words(setting.source) != setting.source else source_words(head)
    if setting.key.startswith("urgency."):
        source = source_words("service rules")
    return source if setting.status == "policy" else f"{source} · {known_words(setting.status)}"


def outlook_words(staged: "Staged") -> str:
    """Return how much of the plan a value changes: «Изменится 5 дел у 3 пациентов»."""
    if not staged.tasks:
        return _("No task changes.")
    tasks = ngettext_("{n} task changes", "{n} tasks change", staged.tasks)
    patients = ngettext_("of {n} patient", "of {n} patients", staged.patients)
    parts = _("new {come}, gone {go}, otherwise {differ}", come=staged.come, go=staged.go, differ=staged.differ)
    return f"{tasks} {patients}: {parts}."
