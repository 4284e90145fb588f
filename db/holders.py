"""Who holds a claim: a name that every running program makes for itself, and whether that program still runs."""

from __future__ import annotations

import os
import platform
import secrets


def new_holder() -> str:
    """Return a name for a program that was started now: its machine, its process, and a part that is its own."""
    return f"{platform.node()}:{os.getpid()}:{secrets.token_hex(8)}"


def has_ended(holder: str) -> bool:
    """Tell whether a program is known to run no more; of another machine, and on Windows, it is never known."""
    node, _, rest = holder.partition(":")
    process = rest.partition(":")[0]
    if os.name != "posix" or node != platform.node() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)  # asks, and does nothing
    except ProcessLookupError:
        return True
    except OSError:  # it runs, and belongs to somebody else
        return False
    return False
