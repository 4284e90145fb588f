"""Words about backups: when and why they were taken, how large they are, whether they are what they should be."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from assistant_tui.text.i18n import N_, _, ngettext_

if TYPE_CHECKING:
    from db.backup import Safety

DESK: Final = ZoneInfo("Europe/Moscow")
_OLD: Final = timedelta(days=2)
KINDS: Final = {
    "asked": N_("asked for"),
    "hourly": N_("by itself"),
    "before_migration": N_("before bringing up to date"),
    "before_restore": N_("before restoring"),
    "before_rekey": N_("before another key"),
}


def late(safety: "Safety", now: datetime) -> bool:
    """Tell whether the last backup is older than two days, or there is none."""
    return safety.latest is None or now - safety.latest.manifest.taken_at > _OLD


def trial_is_late(safety: "Safety", now: datetime) -> bool:
    """Tell whether no backup was restored for trial within the time after which one should be."""
    from db.rules.rotation import TEST_EVERY

    return safety.tried_at is None or now - safety.tried_at > TEST_EVERY


def trial_words(safety: "Safety", now: datetime) -> str:
    """Return when a backup was restored for trial last."""
    if safety.tried_at is None:
        return _("never yet")
    days = max(0, (now - safety.tried_at).days)
    return _("today") if not days else ngettext_("{n} day ago", "{n} days ago", days)


def safety_words(safety: "Safety", now: datetime) -> str:
    """Return on one line when the last backup was taken, and whether one was restored for trial."""
    if safety.latest is None:
        return _("There is no backup yet.")
    return _(
        "Last backup: {when}; restored for trial: {tried}", when=when_words(safety.latest.manifest.taken_at),
        tried=trial_words(safety, now),
    )  # fmt: skip


def when_words(at: datetime) -> str:
    """Return when a backup was taken, by the clock of the desk: 20.11.2026 10:00."""
    return at.astimezone(DESK).strftime("%d.%m.%Y %H:%M")


def size_words(size: int) -> str:
    """Return how large it is."""
    return _("{size} MB", size=f"{size / (1024 * 1024):.1f}")
