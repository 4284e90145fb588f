"""Widgets: they show and report; they decide nothing and know no database."""
