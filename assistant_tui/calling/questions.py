"""What is asked before an outcome is marked: who speaks, what else it could be, and what it is about."""

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from assistant_tui.app_caseload import CaseloadApp
from assistant_tui.calling.speaker import (
    PATIENT,
    REPRESENTATIVE,
    STRANGER,
    Known,
    Speaker,
    Target,
    targets,
    trusted,
    trusted_contacts,
)
from assistant_tui.dialogs.outcome_pick import QuickPick
from assistant_tui.text.codes import label, outcome_label
from assistant_tui.text.dates import clock, full_day
from assistant_tui.text.i18n import _
from assistant_tui.text.outcomes import OTHERS, also_called, person
from assistant_tui.text.people import relation_words
from assistant_tui.widgets.choice import Choice
from db.defaults import outcome_table
from db.rules.facts import Outcome, Spoke

if TYPE_CHECKING:
    pass

NO_WORDS: Final = "nothing"
"""Somebody else said nothing that is to be kept."""


class Questions:
    """Asks about a call with one patient; every method returns None where the person left the question."""

    def __init__(self, app: CaseloadApp, known: Known) -> None:
        """Ask about a patient."""
        self.app, self.known = app, known
        self.name = person(known.full_name)

    # Who, and about what.

    async def who(self, default: Speaker | None, *, also_patient: bool) -> Speaker | None:
        """Ask who speaks: 1 representative, 2 trusted person, 3 somebody else, 4 the patient."""
        people = trusted_contacts(self.known)
        named = ", ".join(relation_words(each.relation, each.name) for each in people)
        named = named or _("nobody is named in a consent")
        choices = [
            Choice("legal_representative", label("speakers", "legal_representative"), _("as the patient")),
            Choice("trusted", label("speakers", "trusted"), named),
            Choice("other", label("speakers", "other"), _("nothing about health")),
        ]
        if also_patient:
            choices.append(Choice("patient", label("speakers", "patient"), _("took the phone")))
        likely = default.spoke.value if default else "legal_representative"
        picked = await self.app.ask(QuickPick(_("{name}: who speaks?", name=self.name), choices, default=likely))
        if picked is None:
            return None
        if picked.id == "trusted":
            return await self._which_trusted(default)
        return {"legal_representative": REPRESENTATIVE, "other": STRANGER}.get(picked.id, PATIENT)

    async def _which_trusted(self, default: Speaker | None) -> Speaker | None:
        people = trusted_contacts(self.known)
        if default is not None and default.spoke is Spoke.TRUSTED:
            return default
        if len(people) < 2:
            return trusted(people[0] if people else None)
        choices = [
            Choice(str(place), relation_words(each.relation, each.name), label("scopes", each.scope))
            for place, each in enumerate(people)
        ]
        picked = await self.app.ask(QuickPick(_("Which of them?"), choices))
        return trusted(people[int(picked.id)]) if picked else None

    async def stranger(self) -> Outcome | str | None:
        """Ask what somebody else said: nothing (`NO_WORDS`), or news that anybody may bring."""
        news = (Outcome.CALLBACK, Outcome.HOSPITAL, Outcome.AWAY, Outcome.ELSEWHERE, Outcome.MOVED, Outcome.DIED)
        choices = [
            Choice(NO_WORDS, _("nothing; asked to pass on: please call back")),
            *(Choice(each.value, outcome_label(each)) for each in news),
        ]
        picked = await self.app.ask(
            QuickPick(_("Somebody else answered. What do they say?"), choices, default=NO_WORDS, more=_(
                "Say nothing about health or visits: only your name and the number to call."))
        )  # fmt: skip
        if picked is None:
            return None
        return NO_WORDS if picked.id == NO_WORDS else Outcome(picked.id)

    async def other(self, speaker: Speaker) -> Outcome | None:
        """Ask for one of the outcomes without a letter, by arrows or typing."""
        choices = []
        for each in OTHERS:
            off = _("not from this person") if speaker.may(each) else None
            asked = _("the supervisor confirms") if outcome_table().talked(each).confirm == "supervisor" else ""
            choices.append(Choice(each.value, outcome_label(each), asked, off, also=also_called(each)))
        picked = await self.app.ask(QuickPick(_("{name}: what else?", name=self.name), choices, digits=False))
        return Outcome(picked.id) if picked else None

    async def about(self, outcome: Outcome, cursor: int) -> Target | None:
        """Return what an outcome is about; ask where it is not plain."""
        found = targets(self.known, outcome, cursor)
        if len(found) < 2:
            return found[0] if found else None
        words, named = self.app.words(), "not_told" not in self.known.flags  # as the call says it
        choices = []
        for place, each in enumerate(found):
            if each.reason is not None:
                said = words.full(each.reason, named=named)
            else:
                assert each.visit is not None  # noqa: S101 - several targets are reasons or visits
                at = each.visit.starts_at.astimezone(ZoneInfo(each.visit.zone))
                said = f"{full_day(at.date())} {clock(at)} {words.service(each.visit.service, named=named)}"
            choices.append(Choice(str(place), said))
        picked = await self.app.ask(QuickPick(_("{what}: which one?", what=outcome_label(outcome)), choices))
        return found[int(picked.id)] if picked else None
