"""What can be answered to the preview of a file."""

from typing import TYPE_CHECKING

from assistant_tui.taking import has_something
from assistant_tui.text.file_items import KIND_WORDS
from assistant_tui.text.i18n import _
from assistant_tui.text.import_rows import take_words
from assistant_tui.widgets.choice import Choice

if TYPE_CHECKING:
    from db.exchange.import_plan import ImportPlan
    from db.exchange.items import ItemsPlan


def preview_choices(plan: "ImportPlan | ItemsPlan", profile: str) -> list[Choice]:
    """Return what can be done with a file that was looked at: take it, leave it, read it otherwise."""
    if has_something(plan):
        first = [Choice("take", take_words(plan)), Choice("another", _("leave: nothing is written"))]
    else:
        why = _("nothing to take: set aside") if plan.rejected else _("nothing to take: all is on record")
        first = [Choice("day", why), Choice("another", _("another file"))]
    kinds = [
        Choice(f"kind:{kind}", _("read it as: {kind}", kind=_(words)))
        for kind, words in KIND_WORDS.items()
        if kind != plan.kind
    ]
    return [*first, *kinds, Choice("profile", _("another profile, now: {name}", name=profile))]


def result_choices() -> list[Choice]:
    """Return what can be done after a file was taken."""
    return [Choice("day", _("to the call list")), Choice("another", _("another file"))]


def profile_choices(names: list[str]) -> list[Choice]:
    """Return the profiles to choose from, the built-in one first, under an empty id."""
    return [Choice("", _("as built in")), *(Choice(name, name) for name in names)]
