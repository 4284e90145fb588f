"""Looking at a time for a visit while it is typed, and once more before it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.text import Text

from assistant_tui.app_caseload import CaseloadApp
from assistant_tui.dialogs.outcome_form import Answers
from assistant_tui.text.booking import check_lines, doubt_words
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice import Choice
from db.rules.booking import Said

if TYPE_CHECKING:
    from db.queries.booking_check import BookingCheck
    from db.queries.lists import VisitRow


@dataclass
class Looking:
    """Looks at the time that stands in a form.

    ``visit`` is the visit that is moved or made up for; ``zones`` are those of the places by id; ``zone`` is meant
    where no place is chosen.
    """

    app: CaseloadApp
    patient_id: int
    zone: str
    zones: Mapping[int, str]
    visit: "VisitRow | None" = None
    seen: set[Said] = field(default_factory=set)

    def now(self) -> datetime:
        """Return the present moment where a visit without a place is."""
        return self.app.now().astimezone(ZoneInfo(self.zone))

    def place_of(self, answers: Answers) -> int | None:
        """Return the place that was chosen."""
        chosen = answers.get("place")
        return int(chosen) if isinstance(chosen, str) and chosen.isdigit() else None

    def zone_of(self, answers: Answers) -> str:
        """Return the zone in which the time is meant: that of the place."""
        return self.zones.get(self.place_of(answers) or 0, self.zone)

    def start_of(self, answers: Answers) -> datetime | None:
        """Return the instant that was typed, in the zone of the place."""
        at = answers.get("at")
        return at.replace(tzinfo=ZoneInfo(self.zone_of(answers))) if isinstance(at, datetime) else None

    async def lines(self, answers: Answers) -> Sequence[Text]:
        """Return what is to be said of the time; what was said counts as seen."""
        found = await self._check(answers)
        if found is None:
            return []
        self.seen.update(found.said)
        lines = check_lines(found, self.app.words())
        zone = self.zone_of(answers)
        if self.start_of(answers) is not None and zone != self.app.zone.key:
            lines.append(safe(_("The time is that of the place: {zone}", zone=zone), "faint"))
        return lines

    async def agreed(self, answers: Answers) -> bool:
        """Tell whether the time is to be written: asks where something speaks against it that was not seen yet."""
        from assistant_tui.dialogs.outcome_pick import QuickPick

        found = await self._check(answers)
        if found is None:
            return False
        new = [each for each in found.said if each.warns and each not in self.seen]
        if not new:
            return True
        self.seen.update(new)
        more = "\n".join("! " + doubt_words(each, found, self.app.words()) for each in new)
        choices = [Choice("back", _("back to the form")), Choice("write", _("write it all the same"))]
        said = await self.app.ask(QuickPick(_("Look at this first"), choices, default="back", more=more, warn=True))
        return said is not None and said.id == "write"

    async def _check(self, answers: Answers) -> "BookingCheck | None":
        from db.queries.booking_check import booking_check

        service = self.visit.service if self.visit is not None else answers.get("service")
        if not isinstance(service, str):
            return None
        before = str(answers["before"] or "") if "before" in answers else ""
        if "before" not in answers and self.visit is not None:
            before = str(self.visit.before_visit_id or "")
        return await self.app.asked(
            booking_check, self.patient_id, service, self.start_of(answers),
            organisation_id=self.place_of(answers) or (self.visit.organisation_id if self.visit else None),
            visit_id=self.visit.id if self.visit else None, before_visit_id=int(before) if before else None,
        )  # fmt: skip
