"""The sections of a patient's data: what each form asks, what it says of the answers while one types."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant_tui.dialogs.form_fields import Answer, Ask
from assistant_tui.dialogs.new_caller import birth_wrong, born
from assistant_tui.record.parts import Part, Stored
from assistant_tui.text.i18n import N_, _, language
from assistant_tui.text.papers import code_word, group_words, grouped
from db.actions.forms import time_of_day
from db.defaults import code_table, outcome_table
from db.errors import BadInput
from db.rules.identifiers import digits, icd10, policy_ok, snils_ok
from db.rules.zones import is_zone

Echo = Callable[[Mapping[str, Answer]], str]

SECTIONS: Final = {
    "who": N_("name, birth, sex …"), "papers": N_("policy and SNILS …"), "illness": N_("diagnosis, stage, group …"),
    "home": N_("residence, address, time zone …"), "hours": N_("when to call, code word …"),
    "flags": N_("what is to be known …"),
}  # fmt: skip
"""The sections of a patient's data, in the order of the menu."""

_LINES: Final = {
    "born": "who", "policy": "papers", "snils": "papers", "diagnosis": "illness", "told": "flags", "stage": "illness",
    "residence": "home", "region": "home", "address": "home", "hours": "hours", "best": "hours", "code_word": "hours",
}  # fmt: skip
_SEXES: Final = (("", N_("not said")), ("f", N_("a woman")), ("m", N_("a man")))
_ZONES: Final = (
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Novosibirsk",
    "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka",
)  # fmt: skip
_DAYS: Final = (
    ("0", N_("Monday")), ("1", N_("Tuesday")), ("2", N_("Wednesday")), ("3", N_("Thursday")), ("4", N_("Friday")),
    ("5", N_("Saturday")), ("6", N_("Sunday")),
)  # fmt: skip


@dataclass(frozen=True)
class Form:
    """A form of one section: its parts, and what it says under them while one types."""

    parts: Sequence[Part]
    echo: Echo | None = None


def section_of(line: str) -> str | None:
    """Return the section that a line of the card belongs to, None for others."""
    return _LINES.get(line)


def form_of(section: str, today: date) -> Form:
    """Return the form of a section."""
    makers: dict[str, Callable[[], Form]] = {
        "who": lambda: _who(today), "papers": _papers, "illness": _illness, "home": _home, "hours": _hours,
        "flags": _flags,
    }  # fmt: skip
    return makers[section]()


def stored_patient(changes: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return changes as they are stored: of a birth known by its year the year alone."""
    values = dict(changes)
    if "birth_on" in values:
        when = values["birth_on"]
        whole = isinstance(when, date)
        values |= {"birth_on": when if whole else None}
        if not whole:
            values["birth_year"] = when
    return values


def shown_patient(fields: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return the fields as forms show them: one field for the birth."""
    return {**fields, "birth_on": fields["birth_on"] or fields["birth_year"]}


def _who(today: date) -> Form:
    return Form((
        Part(Ask("full_name", N_("Full name"), needed=True), value=lambda answer: " ".join(str(answer or "").split())),
        Part(Ask("birth_on", N_("Year or day of birth"), placeholder=N_("1959 or 02.04.1959"),
                 check=lambda text: birth_wrong(text, today)), value=lambda answer: born(str(answer or ""), today)),
        Part(Ask("sex", N_("Sex"), "choice", options=_SEXES)),
    ))  # fmt: skip


def _papers() -> Form:
    return Form((
        Part(Ask("policy", N_("Policy")), lambda value: grouped(str(value or ""), 4, 4, 4, 4), _policy),
        Part(Ask("snils", N_("SNILS")), lambda value: grouped(str(value or ""), 3, 3, 3, 2), _snils),
    ), echo=papers_echo)  # fmt: skip


def _policy(answer: Answer) -> Stored:
    """Return a policy number in the one spelling that is stored: digits alone where it has nothing else."""
    text = str(answer or "").strip()
    return digits(text) if text and not any(sign.isalpha() for sign in text) and digits(text) else text or None


def _snils(answer: Answer) -> Stored:
    text = str(answer or "").strip()
    return digits(text) or text or None


def papers_echo(answers: Mapping[str, Answer]) -> str:
    """Say of wrong check digits; they are kept, for real papers have them."""
    said = []
    policy, snils = str(answers["policy"] or ""), str(answers["snils"] or "")
    if policy and policy_ok(policy) is False:
        said.append(_("! The policy has a wrong check digit. Compare it; it is kept as it is."))
    if snils and snils_ok(snils) is False:
        said.append(_("! The SNILS has wrong check digits. Compare it; it is kept as it is."))
    return "\n".join(said)


def _illness() -> Form:
    table = code_table()
    stages = [(code, code_word("stages", code)) for code in table.stages]
    groups = [(code, group_words(code)) for code in table.clinical_groups]
    return Form((
        Part(Ask("diagnosis", N_("Diagnosis, ICD-10"), placeholder="C50.4", check=_icd_wrong), value=_icd),
        Part(Ask("stage", N_("Stage"), "suggest", options=stages, free=True)),
        Part(Ask("clinical_group", N_("Clinical group"), "suggest", options=groups, free=True)),
    ), echo=illness_echo)  # fmt: skip


def _icd_wrong(text: str) -> str | None:
    try:
        return None if not text or icd10(text) else None
    except ValueError:
        return _("This is no code of ICD-10: a letter and two digits, C50 or C50.4")


def _icd(answer: Answer) -> Stored:
    return icd10(str(answer)) if answer else None


def illness_echo(answers: Mapping[str, Answer]) -> str:
    """Say the code in Latin letters with its title."""
    text = str(answers["diagnosis"] or "")
    if not text or _icd_wrong(text):
        return ""
    code = icd10(text)
    title = code_table().diagnosis(code)
    return f"{code} {title.in_(language())}" if title else _("{code}: the table has no title for it", code=code)


def _home() -> Form:
    kinds = [(code, code_word("residency_kinds", code)) for code in code_table().residency_kinds]
    return Form((
        Part(Ask("residence", N_("Residence"), "suggest", options=kinds)),
        Part(Ask("region", N_("Region"))),
        Part(Ask("address", N_("Address"))),
        Part(Ask("zone", N_("Time zone"), "suggest", options=[(zone, zone) for zone in _ZONES], free=True, needed=True,
                 check=_zone_wrong)),
    ))  # fmt: skip


def _zone_wrong(text: str) -> str | None:
    return None if not text or is_zone(text) else _("There is no such time zone: Europe/Moscow, Asia/Omsk")


def _hours() -> Form:
    return Form((
        Part(Ask("not_before", N_("Not before"), placeholder="11:00", check=_time_wrong), value=_time),
        Part(Ask("not_after", N_("Not after"), placeholder="19:00", check=_time_wrong), value=_time),
        Part(Ask("call_weekdays", N_("Only on these days"), "ticks", options=_DAYS),
             lambda value: ",".join(str(value or "")), lambda answer: str(answer or "").replace(",", "") or None),
        Part(Ask("code_word", N_("Code word"))),
    ))  # fmt: skip


def _time_wrong(text: str) -> str | None:
    try:
        time_of_day(text)
    except BadInput:
        return _("This is no time of day: 11:00")
    return None


def _time(answer: Answer) -> Stored:
    return time_of_day(str(answer or ""))


def _flags() -> Form:
    flags = [(code, words.in_(language())) for code, words in outcome_table().flags.items()]
    return Form((
        Part(Ask("flags", N_("To be known"), "ticks", options=flags), value=lambda answer: str(answer or "")),
        Part(Ask("flag_note", N_("In words"), placeholder=N_("with whom to speak, how to speak"))),
    ))  # fmt: skip
