"""What is asked for an outcome before it is written: each small form, quick, with the likeliest answer first."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from assistant_tui.app_caseload import CaseloadApp
from assistant_tui.calling.answers import (
    day_of,
    hour_wrong,
    phone_wrong,
    text_of,
    trusted_wrong,
)
from assistant_tui.calling.questions import Questions
from assistant_tui.calling.speaker import (
    Known,
    Speaker,
    Target,
    trusted_contacts,
)
from assistant_tui.dialogs.outcome_form import Answers, Ask, OutcomeForm
from assistant_tui.dialogs.outcome_pick import QuickPick
from assistant_tui.drafts import Drafts
from assistant_tui.text.codes import label, outcome_label
from assistant_tui.text.dates import clock, short_date
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.people import local_time, relation_words
from assistant_tui.widgets.choice import Choice
from db.actions.forms import MarkForm
from db.defaults import outcome_table
from db.rules.facts import Outcome, Spoke

_UNWILLING: Final = (
    "fear", "beliefs", "distrust", "work", "family_care", "distance", "other_illness", "money", "scheduling", "other",
)  # fmt: skip
_LIKELY: Final = {Outcome.NOT_COME: "was_ill", Outcome.NOT_COMING: "patient_moved_it"}
_SCOPES: Final = (
    ("time_place_only", N_("time, place")), ("preparation", N_("and preparation")),
    ("full_logistics", N_("everything")),
)  # fmt: skip
_YES_NO: Final = (("", N_("not said")), ("yes", N_("may be left")), ("no", N_("must not")))


class Marking(Questions):
    """Asks what an outcome needs; every method returns None where the person left the question."""

    def __init__(self, app: CaseloadApp, known: Known, draft: str, drafts: Drafts) -> None:
        """Ask about a patient; ``draft`` begins the names under which half-typed forms are kept."""
        super().__init__(app, known)
        self._draft, self._drafts = draft, drafts

    # Forms.

    async def form(self, outcome: Outcome, target: Target, speaker: Speaker) -> MarkForm | None:
        """Return the answers for an outcome; those that ask for nothing have an empty form."""
        ask = self._ASKING.get(outcome)
        form = await ask(self, outcome, target, speaker) if ask else MarkForm()
        if form is not None and target.visit is not None:
            form = replace(form, visit_id=target.visit.id)
        return form

    def forget(self) -> None:
        """Forget the half-typed forms of this call."""
        for form_id in self._drafts.waiting():
            if form_id.startswith(self._draft + ":"):
                self._drafts.forget(form_id)

    def _keeper(self, outcome: Outcome) -> Callable[[Mapping[str, str]], None]:
        return lambda values: self._drafts.keep(f"{self._draft}:{outcome.value}", values)

    def _kept(self, outcome: Outcome) -> Mapping[str, str]:
        return self._drafts.take(f"{self._draft}:{outcome.value}") or {}

    def _filled(self, outcome: Outcome) -> None:
        self._drafts.forget(f"{self._draft}:{outcome.value}")

    async def _fill(
        self, outcome: Outcome, question: str, asks: Sequence[Ask], *, zone: str | None = None, more: str = "",
        warn: str = "", check: Callable[[Answers], str | None] | None = None,
    ) -> Answers | None:  # fmt: skip
        kept = self._kept(outcome)
        asks = [replace(ask, value=kept.get(ask.id, ask.value)) for ask in asks]
        where = ZoneInfo(zone) if zone else self.app.zone
        form = OutcomeForm(
            f"{self.name} · {question}", asks, lambda: self.app.now().astimezone(where), more=more, warn=warn,
            keep=self._keeper(outcome), check=check,
        )  # fmt: skip
        answers = await self.app.ask(form)
        if answers is not None:
            self._filled(outcome)
        return answers

    async def _because(self, outcome: Outcome, target: Target, speaker: Speaker) -> MarkForm | None:
        if outcome in (Outcome.UNWILLING, Outcome.DECLINES):
            codes: Sequence[str] = _UNWILLING
            choices = [Choice(code, label("barriers", code)) for code in codes]
        else:
            choices = [Choice(code, label("reasons_of_breach", code)) for code in outcome_table().reasons_of_breach]
        question = f"{self.name} · {outcome_label(outcome)} · {self._what(target)}".rstrip(" ·")
        more = _("These are the patient's words, not a legal refusal.") if outcome is Outcome.UNWILLING else ""
        picked = await self.app.ask(
            QuickPick(
                f"{question} {_('Why?')}" if question.endswith("?") else f"{question}: {_('why?')}",
                choices,
                default=_LIKELY.get(outcome, ""),
                more=more,
                text_label=N_("In words"),
                text_needed=("other",),
            )  # fmt: skip
        )
        return MarkForm(because=picked.id, text=picked.text or None) if picked else None

    def _what(self, target: Target) -> str:
        if target.reason is not None:
            return self.app.words().short(target.reason)
        if target.visit is not None:
            at = target.visit.starts_at.astimezone(ZoneInfo(target.visit.zone))
            return f"{self.app.words().service(target.visit.service)} {short_date(at.date())} {clock(at)}"
        return ""

    async def _escalate(self, outcome: Outcome, target: Target, speaker: Speaker) -> MarkForm | None:
        asks = [Ask("text", N_("What to decide"), needed=True)]
        answers = await self._fill(outcome, outcome_label(outcome), asks)
        return MarkForm(because="other", text=text_of(answers, "text")) if answers else None

    async def _callback(self, outcome: Outcome, target: Target, speaker: Speaker) -> MarkForm | None:
        there = local_time(self.app.now(), self.known.zone, self.app.zone.key)
        more = _("In the patient's time: {now}", now=there) if there else ""
        asks = [Ask("at", N_("When"), "moment", needed=True)]
        answers = await self._fill(outcome, _("call back at …"), asks, zone=self.known.zone, more=more)
        at = answers.get("at") if answers else None
        return MarkForm(until_at=at) if isinstance(at, datetime) else None

    async def _until(self, outcome: Outcome, target: Target, speaker: Speaker) -> MarkForm | None:
        days = self.app.caseload.rules.numbers.waiting.pause_default_days
        until = self.app.today() + timedelta(days=days)
        asks = [Ask("until", N_("Until when"), "day", short_date(until), needed=True), *self._said_by(speaker)]
        more = _("Calls are held until then; deadlines go on.")
        answers = await self._fill(outcome, outcome_label(outcome), asks, more=more, check=self._later("until"))
        if answers is None:
            return None
        return MarkForm(on_date=day_of(answers, "until"), said_name=text_of(answers, "said_name"))

    def _later(self, name: str) -> Callable[[Answers], str | None]:
        def check(answers: Answers) -> str | None:
            day = day_of(answers, name)
            if day is not None and day <= self.app.today():
                return _("The date must be later than today: {date}", date=short_date(day))
            return None

        return check

    def _said_by(self, speaker: Speaker, *, needed: bool = False) -> list[Ask]:
        if speaker.spoke in (Spoke.PATIENT, Spoke.REPRESENTATIVE):
            return []
        people = trusted_contacts(self.known)
        named = [relation_words(each.relation, each.name) for each in people if each.name == speaker.name]
        return [Ask("said_name", N_("Who says so"), value=(named or [speaker.name or ""])[0], needed=needed)]

    async def _where(self, outcome: Outcome, target: Target, speaker: Speaker) -> MarkForm | None:
        asks = [Ask("place", N_("Where"), needed=True), *self._said_by(speaker)]
        more = _("The supervisor confirms; until then nothing is closed.")
        answers = await self._fill(outcome, outcome_label(outcome), asks, more=more)
        if answers is None:
            return None
        return MarkForm(place=text_of(answers, "place"), said_name=text_of(answers, "said_name"))

    async def _died(self, outcome: Outcome, target: Target, speaker: Speaker) -> MarkForm | None:
        said_by = self._said_by(speaker, needed=True) or [Ask("said_name", N_("Who says so"), needed=True)]
        asks = [*said_by, Ask("on", N_("When (if known)"), "day", past=True)]
        warn = _("All calls stop at once. The supervisor confirms. Secrecy goes on.")
        shared = {name for contact in self.known.contacts for name in contact.shared_with}
        if shared:
            names = ", ".join(sorted(shared))
            warn += "\n" + _("This number is also that of {names}: do not take one for the other!", names=names)
        answers = await self._fill(outcome, outcome_label(outcome), asks, warn=warn, check=self._not_ahead("on"))
        if answers is None:
            return None
        return MarkForm(on_date=day_of(answers, "on"), said_name=text_of(answers, "said_name"))

    def _not_ahead(self, name: str) -> Callable[[Answers], str | None]:
        def check(answers: Answers) -> str | None:
            day = day_of(answers, name)
            return _("This day has not come yet") if day is not None and day > self.app.today() else None

        return check

    async def _barrier(self, outcome: Outcome, target: Target, speaker: Speaker) -> MarkForm | None:
        choices = [Choice(code, label("barriers", code)) for code in outcome_table().barriers]
        picked = await self.app.ask(
            QuickPick(_("{name}: what stands in the way?", name=self.name), choices, text_label=N_("What to do"),
                      text_needed=("other",))
        )  # fmt: skip
        return MarkForm(barrier=picked.id, text=picked.text or None) if picked else None

    async def _unwell(self, outcome: Outcome, target: Target, speaker: Speaker) -> MarkForm | None:
        from assistant_tui.dialogs.outcome_unwell import UnwellDialog

        question = _("{name} · complaints: to the DOCTOR today", name=self.name)
        dialog = UnwellDialog(question, kept=self._kept(outcome), keep=self._keeper(outcome))
        said = await self.app.ask(dialog)
        if said is None:
            return None
        self._filled(outcome)
        return MarkForm(unwell=said.codes, temperature=said.temperature, text=said.text or None)

    async def _accepts(self, outcome: Outcome, target: Target, speaker: Speaker) -> MarkForm | None:
        asks = [
            Ask("not_before", N_("Call not before"), placeholder=N_("for example 10:00"), check=hour_wrong),
            Ask("not_after", N_("Call not after"), placeholder=N_("for example 18:00"), check=hour_wrong),
            Ask("trusted_name", N_("Trusted person")),
            Ask("trusted_phone", N_("Their phone"), check=phone_wrong),
            Ask("trusted_scope", N_("May hear"), "choice", options=_SCOPES),
            Ask("voicemail", N_("Voicemail"), "choice", options=_YES_NO),
        ]
        more = _("A trusted person counts only with a signed consent. All may stay empty.")
        answers = await self._fill(outcome, outcome_label(outcome), asks, more=more, check=trusted_wrong)
        if answers is None:
            return None
        phone = text_of(answers, "trusted_phone")
        return MarkForm(
            not_before=text_of(answers, "not_before"), not_after=text_of(answers, "not_after"),
            trusted_name=text_of(answers, "trusted_name"), trusted_phone=phone,
            trusted_scope=text_of(answers, "trusted_scope") if phone else None,
            voicemail_ok={"yes": True, "no": False}.get(text_of(answers, "voicemail") or ""),
        )  # fmt: skip

    async def _move(self, outcome: Outcome, target: Target, speaker: Speaker) -> MarkForm | None:
        from assistant_tui.visiting.moving import Moving

        kind, _colon, number = (target.source() or "").partition(":")
        if kind != "visit" or not number.isdigit():
            return await self._move_unnamed(outcome)
        moving = Moving(self.app, self.name, int(number))
        move = await moving.ask()
        if move is None:
            return None
        moving.forget()
        return MarkForm(
            initiative=move.initiative, because=move.because, new_starts_at=move.starts_at,
            organisation_id=move.organisation_id, clinician=move.clinician, room=move.room,
            booked_in=move.booked_in, booking_number=move.booking_number,
        )  # fmt: skip

    async def _move_unnamed(self, outcome: Outcome) -> MarkForm | None:
        """Ask for the new time of a visit that the record alone can name: a mark of today that is put right."""
        from assistant_tui.visiting.fields import because_ask, why_asks

        asks = [Ask("at", N_("New time"), "moment"), *why_asks(), because_ask()]
        more = _("No new time yet: leave it empty, the visit is then to be booked.")
        answers = await self._fill(outcome, _("move"), asks, zone=self.known.zone, more=more)
        if answers is None:
            return None
        new = answers.get("at")
        return MarkForm(
            initiative=text_of(answers, "initiative"), because=text_of(answers, "because"),
            new_starts_at=new if isinstance(new, datetime) else None,
        )  # fmt: skip

    _Asking = Callable[["Marking", Outcome, Target, Speaker], Awaitable[MarkForm | None]]
    _ASKING: Final[Mapping[Outcome, _Asking]] = {
        Outcome.NOT_COME: _because, Outcome.NOT_COMING: _because, Outcome.UNWILLING: _because,
        Outcome.DECLINES: _because, Outcome.ESCALATE: _escalate, Outcome.CALLBACK: _callback,
        Outcome.HOSPITAL: _until, Outcome.AWAY: _until, Outcome.ELSEWHERE: _where, Outcome.MOVED: _where,
        Outcome.DIED: _died, Outcome.BARRIER: _barrier, Outcome.UNWELL: _unwell, Outcome.ACCEPTS: _accepts,
        Outcome.RESCHEDULE: _move,
    }  # fmt: skip
