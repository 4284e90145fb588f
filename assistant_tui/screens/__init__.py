"""Screens: they wire widgets to the verbs of the database."""
