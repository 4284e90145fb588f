"""What a patient complains of, as codes, and when a temperature is a fever; the assistant judges nothing."""

from __future__ import annotations

from collections.abc import Iterable

COMPLAINTS = (
    "fever", "fever_for_an_hour", "chills", "breath", "bleeding", "pain", "vomiting", "diarrhoea", "mouth", "weakness",
    "swelling", "other",
)  # fmt: skip
"""Codes of the fixed form; `fever_for_an_hour` says how long the temperature has lasted."""

FEVER_ONCE = 38.3
FEVER_FOR_AN_HOUR = 37.8


def is_fever(temperature: float | None, complaints: Iterable[str] = ()) -> bool:
    """Tell whether this is a fever after an infusion: 38.3 °C once, or 37.8 °C for an hour [febrile neutropenia]."""
    if temperature is None:
        return False
    return temperature >= FEVER_ONCE or (temperature >= FEVER_FOR_AN_HOUR and "fever_for_an_hour" in set(complaints))
