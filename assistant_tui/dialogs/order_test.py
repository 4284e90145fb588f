"""A test that a doctor ordered: which, by when, for which visit; how long it holds there is said while one types."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from assistant_tui.dialogs.echo_form import EchoForm
from assistant_tui.dialogs.form_fields import Ask
from assistant_tui.dialogs.outcome_form import Answers
from assistant_tui.text.courses import bundle_words, need_words
from assistant_tui.text.dates import day_month, near_day
from assistant_tui.text.i18n import N_, _
from db.rules.validity import is_valid

if TYPE_CHECKING:
    from assistant_tui.text.reasons import ReasonWords
    from db.queries.ordered_tests import Admission


@dataclass(frozen=True)
class NewOrder:
    """What was asked for."""

    service: str
    due_on: date | None
    visit_id: int | None
    organisation_id: int | None
    note: str | None


class OrderForm(EchoForm):
    """Ask for a test of a patient; `order_of` reads the answers."""

    def __init__(
        self,
        name: str,
        now: Callable[[], datetime],
        words: "ReasonWords",
        services: Sequence[tuple[str, str]],
        visits: Sequence[tuple[int, str]],
        places: Sequence[tuple[int, str]],
        admissions: "Sequence[Admission]",
        *,
        kept: Mapping[str, str] | None = None,
        keep: Callable[[Mapping[str, str]], None] | None = None,
    ) -> None:
        """Ask about the patient with this ``name``; options come the likeliest first, in finished words."""
        kept = kept or {}
        by_visit = {one.visit_id: one for one in admissions}

        def echo(answers: Answers) -> str:
            admission = by_visit.get(int(str(answers["visit"] or 0))) if visits else None
            if admission is None or not answers["test"]:
                return ""
            return validity_echo(admission, str(answers["test"]), answers["due"], now().date(), words)

        asks = [
            Ask("test", N_("Test"), "suggest", kept.get("test", ""), needed=True, options=services,
                placeholder=N_("begin to type, or down arrow")),
            Ask("due", N_("Take it by"), "day", kept.get("due", "")),
        ]  # fmt: skip
        if visits:
            options = [(str(i), said) for i, said in visits]
            asks.append(Ask("visit", N_("What it is for"), "suggest", kept.get("visit", ""), options=options))
        asks += [
            Ask("place", N_("Where"), "suggest", kept.get("place", ""), options=[(str(i), said) for i, said in places]),
            Ask("note", N_("Note"), value=kept.get("note", "")),
        ]
        super().__init__(_("Order a test: {name}", name=name), asks, now, echo, keep=keep)


def validity_echo(admission: "Admission", service: str, due: object, today: date, words: "ReasonWords") -> str:
    """Return how a test stands for an admission, and whether the day typed is fit for it."""
    need = next((each for each in admission.needs if each.service == service), None)
    on = near_day(admission.on, today)
    if need is None:
        return _("{bundle}: this test is not asked for", bundle=bundle_words(admission)) if admission.needs else ""
    lines = [f"{words.service(admission.service)} {on}: {need_words(need)}"]
    due_on = due.date() if isinstance(due, datetime) else due
    if isinstance(due_on, date):
        if due_on > admission.on:
            lines.append(_("! This day is after it"))
        elif not is_valid(due_on, need.validity_days, admission.on):
            first = day_month(need.not_earlier) if need.not_earlier else ""
            lines.append(_("! Taken on {day} it would be too old: not before {first}", day=day_month(due_on),
                           first=first))  # fmt: skip
    return "\n".join(lines)


def order_of(answers: Answers) -> NewOrder:
    """Return what was asked for."""
    due = answers["due"]
    due_on = due.date() if isinstance(due, datetime) else due if isinstance(due, date) else None
    visit, place, note = answers.get("visit"), answers["place"], answers["note"]
    return NewOrder(
        str(answers["test"]), due_on, int(str(visit)) if visit else None, int(str(place)) if place else None,
        str(note) if note else None,
    )  # fmt: skip
