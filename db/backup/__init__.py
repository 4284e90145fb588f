"""Backups: taken while people work, proven by opening, kept by a table, restored whole or not at all."""

from db.backup.bringing_up import BroughtUp, bring_up
from db.backup.manifest import Backup, Manifest, listed
from db.backup.rekeying import Rekeyed, rekey
from db.backup.restoring import Credentials, Restored, restore
from db.backup.taking import back_up, folder_of, rotate, take
from db.backup.trial import Safety, back_up_when_due, safety_of, try_out

__all__ = [
    "Backup", "BroughtUp", "Credentials", "Manifest", "Rekeyed", "Restored", "Safety", "back_up", "back_up_when_due",
    "bring_up", "folder_of", "listed", "rekey", "restore", "rotate", "safety_of", "take", "try_out",
]  # fmt: skip
