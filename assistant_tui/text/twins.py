"""Two records that may be one person, in words: why, what speaks against it, both side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assistant_tui.text.codes import label as label_of
from assistant_tui.text.dates import short_date
from assistant_tui.text.events import MILESTONES
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.phones import display
from db.rules.identifiers import format_policy, format_snils

if TYPE_CHECKING:
    from db.queries.card import Card
    from db.queries.twins import TwinSide

REASONS: Final = {
    "same_snils": N_("same SNILS"), "same_policy": N_("same policy"), "same_name": N_("same name"),
    "name_slip": N_("one slip in the name"), "name_shorter": N_("the name is shorter"),
    "same_given": N_("other family name"), "same_birth": N_("same birth date"),
    "birth_slip": N_("one slip in the birth date"), "same_year": N_("same year of birth"),
    "same_phone": N_("same phone"),
}  # fmt: skip
AGAINST: Final = {
    "other_snils": N_("other SNILS"), "other_policy": N_("other policy"), "other_sex": N_("other sex"),
    "other_given": N_("other given name"), "other_birth": N_("other birth date"),
}  # fmt: skip


def why_words(reasons: Sequence[str], against: Sequence[str]) -> str:
    """Return «тот же СНИЛС, то же имя; но другой полис»."""
    said = ", ".join(_(REASONS.get(code, code)) for code in reasons)
    if against:
        said += "; " + _("but {what}", what=", ".join(_(AGAINST.get(code, code)) for code in against))
    return said


def born_of(side: "TwinSide") -> str:
    """Return the birth date, or the year where only that is known."""
    return short_date(side.birth_on) if side.birth_on else str(side.birth_year or "—")


@dataclass(frozen=True)
class Compared:
    """One line of two records side by side: what the merge calls it, its label and both values in words."""

    field: str
    label: str
    one: str
    other: str
    choosable: bool = True

    @property
    def differs(self) -> bool:
        """Tell whether both say something, and not the same."""
        return bool(self.choosable and self.one and self.other and self.one != self.other)


def compared(one: "Card", other: "Card") -> list[Compared]:
    """Return the lines of two records side by side, those that are empty in both left out."""
    lines = [Compared(field, label, said(one), said(other)) for field, label, said in _fields()]
    lines += _milestones(one, other)
    lines += [
        Compared("phones", _("Numbers"), _numbers(one), _numbers(other), choosable=False),
        *(Compared(name, label, str(count(one) or ""), str(count(other) or ""), choosable=False)
          for name, label, count in _counts()),
        Compared("number", _("Record №"), str(one.patient_id), str(other.patient_id), choosable=False),
    ]  # fmt: skip
    return [line for line in lines if line.one or line.other]


def _fields() -> "tuple[tuple[str, str, Callable[[Card], str]], ...]":
    return (
        ("full_name", _("Full name"), lambda card: card.full_name),
        ("birth_on", _("Born"), lambda c: short_date(c.birth_on) if c.birth_on else str(c.birth_year or "")),
        ("sex", _("Sex"), lambda card: {"f": _("female"), "m": _("male")}.get(card.sex or "", "")),
        ("snils", _("SNILS"), lambda card: format_snils(card.snils or "")),
        ("policy", _("Policy"), lambda card: format_policy(card.policy or "")),
        ("phase", _("Phase"), lambda card: label_of("phases", card.phase)),
        ("diagnosis", _("Diagnosis"), lambda card: card.diagnosis or ""),
        ("stage", _("Stage"), lambda card: card.stage or ""),
        ("clinical_group", _("Clinical group"), lambda card: card.clinical_group or ""),
        ("address", _("Address"), lambda card: card.address or ""),
        ("region", _("Region"), lambda card: card.region or ""),
        ("zone", _("Time zone"), lambda card: card.zone),
        ("not_before", _("Not before"), lambda card: card.not_before or ""),
        ("not_after", _("Not after"), lambda card: card.not_after or ""),
        ("code_word", _("Code word"), lambda card: "•••" if card.code_word else ""),
        ("flag_note", _("To be known"), lambda card: card.flag_note or ""),
        ("assistant", _("Assistant"), lambda card: card.assistant or ""),
    )


def _counts() -> "tuple[tuple[str, str, Callable[[Card], int]], ...]":
    return (
        ("visits", _("Visits"), lambda card: len(card.visits)), ("tests", _("Tests"), lambda card: len(card.tests)),
        ("calls", _("Calls"), lambda card: len(card.calls)), ("notes", _("Notes"), lambda card: len(card.notes)),
    )  # fmt: skip


def _milestones(one: "Card", other: "Card") -> list[Compared]:
    mine = {each.kind: short_date(each.on_date) for each in one.milestones}
    theirs = {each.kind: short_date(each.on_date) for each in other.milestones}
    return [
        Compared(f"milestone.{kind}", _(MILESTONES.get(kind, kind)), mine.get(kind, ""), theirs.get(kind, ""))
        for kind in sorted(mine.keys() | theirs.keys())
    ]


def _numbers(card: "Card") -> str:
    return ", ".join(display(each.phone) if each.phone else each.written for each in card.contacts)
