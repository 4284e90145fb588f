"""Onco-assistant on the terminal: what people see."""

from assistant_tui.environment import forget_developer_hooks

forget_developer_hooks()
