"""The audit: who did what to which record, when, where and why, in chains that show every change of them."""

from db.audit.chain import Head, Plain
from db.audit.heads import heads
from db.audit.keyring import keep_key, keep_keys, keys_of
from db.audit.trail import Told, Trail

__all__ = ["Head", "Plain", "Told", "Trail", "heads", "keep_key", "keep_keys", "keys_of"]
