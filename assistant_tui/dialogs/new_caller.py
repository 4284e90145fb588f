"""A new patient in a small form, filled in with what was typed."""

from collections.abc import Callable
from datetime import date, datetime

from assistant_tui.dialogs.outcome_form import Answers, Ask, OutcomeForm
from assistant_tui.text.i18n import N_, _
from assistant_tui.widgets.field import Field
from db.actions.contacts import NewContact
from db.actions.patients import NewPatient

_SEXES = (("", N_("not said")), ("f", N_("a woman")), ("m", N_("a man")))


def first_values(text: str) -> dict[str, str]:
    """Return what was typed where it belongs: letters are a name, digits a number; the last four are none yet."""
    if sum(sign.isdigit() for sign in text) * 2 > len(text.replace(" ", "")):
        return {} if phone_wrong(text) else {"phone": text.strip()}
    return {"name": " ".join(word[:1].upper() + word[1:] for word in text.split())}


class NewCallerForm(OutcomeForm):
    """Ask for name, number, and the year or day of birth; only the name is needed."""

    def __init__(self, kept: dict[str, str], now: Callable[[], datetime], keep: Callable[..., None]) -> None:
        """Ask with what was typed or kept."""
        asks = [
            Ask("name", N_("Full name"), value=kept.get("name", ""), needed=True,
                placeholder=N_("family name, given name, patronymic")),
            Ask("phone", N_("Phone"), value=kept.get("phone", ""), check=phone_wrong),
            Ask("born", N_("Year or day of birth"), value=kept.get("born", ""), placeholder=N_("1959 or 02.04.1959"),
                check=lambda text: birth_wrong(text, now().date())),
            Ask("sex", N_("Sex"), "choice", options=_SEXES, value=kept.get("sex", "")),
        ]  # fmt: skip
        more = _("The first call comes to the list by itself; the rest is asked then.")
        super().__init__(_("New patient"), asks, now, more=more, keep=keep)

    def take_in(self, text: str) -> bool:
        """Take what was typed of a caller while the form is empty; tell whether it was taken.

        A form in which something stands is that of somebody else: a number put into it would be on the wrong patient.
        """
        if not text or any(value.strip() for value in self.texts().values()):
            if text:
                self.show_wrong(_("This patient first. {text} is kept: it stands in F2 afterwards", text=text))
            return not text
        for name, value in first_values(text).items():
            field = self._fields[name]
            if isinstance(field, Field):
                field.value = value
        return True


def phone_wrong(text: str) -> str | None:
    """Return what is wrong with a number in a sentence, or None."""
    from db.rules.phones import parse

    if text and not any(found.e164 for found in parse(text)):
        return _("This is not a whole phone number")
    return None


def birth_wrong(text: str, today: date) -> str | None:
    """Return what is wrong with a day or year of birth in a sentence, or None."""
    return None if not text or born(text, today) else _("This cannot be a date of birth")


def born(text: str, today: date) -> date | int | None:
    """Return a typed day or year of birth, None where it is neither or lies ahead."""
    text = text.strip()
    if text.isdigit() and len(text) == 4:
        return int(text) if today.year - 130 <= int(text) <= today.year else None
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
        return day if today.year - 130 <= day.year and day <= today else None
    return None


def patient_of(answers: Answers, today: date) -> NewPatient:
    """Return the patient that a form describes."""
    when = born(str(answers.get("born") or ""), today)
    phone, sex = answers.get("phone"), answers.get("sex")
    return NewPatient(
        str(answers["name"]), (NewContact(str(phone)),) if phone else (),
        birth_on=when if isinstance(when, date) else None, birth_year=when if isinstance(when, int) else None,
        sex=str(sex) if sex else None,
    )  # fmt: skip
