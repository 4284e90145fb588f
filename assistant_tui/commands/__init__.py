"""Every command declared once: its keys, its words, when it is off and why."""
