"""Tables of codes and their labels: outcomes of calls, barriers, phases, diagnoses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """What people read for a code, in both languages."""

    ru: str
    en: str

    def in_(self, language: str) -> str:
        """Return the label in a language; English for any but Russian."""
        return self.ru if language == "ru" else self.en


@dataclass(frozen=True)
class Connection(Label):
    """Did we talk to somebody: the first stage of an outcome.

    `counts_from` is the time from which it counts as a round (0: never); `digit` its key in a call.
    """

    code: str
    counts_from: int
    digit: str | None = None


@dataclass(frozen=True)
class Conversation(Label):
    """What came out of a conversation: the second stage.

    `said_by` lists who may say it, `ask` names what its dialog asks, `confirm` who confirms it; without keys it stands
    under «ещё». A `refusal` never comes from anybody but the patient or the legal representative.
    """

    code: str
    said_by: tuple[str, ...]
    refusal: bool = False
    key_ru: str | None = None
    key_en: str | None = None
    ask: str | None = None
    confirm: str | None = None

    def __post_init__(self) -> None:
        if self.refusal and not set(self.said_by) <= {"patient", "legal_representative"}:
            raise ValueError("said_by: a refusal comes from the patient or the legal representative only")

    def key(self, language: str) -> str | None:
        """Return the letter of this outcome on a screen of a language."""
        return self.key_ru if language == "ru" else self.key_en


@dataclass(frozen=True)
class OtherKey(Label):
    """The key that opens the outcomes without a letter of their own."""

    key_ru: str
    key_en: str


@dataclass(frozen=True)
class OutcomeTable:
    """All that can come out of a call, and the words for it; order is the order on the screen."""

    connection: tuple[Connection, ...]
    conversation: tuple[Conversation, ...]
    other: OtherKey
    speakers: Mapping[str, Label]
    scopes: Mapping[str, Label]
    initiatives: Mapping[str, Label]
    barriers: Mapping[str, Label]
    phases: Mapping[str, Label]
    closed_because: Mapping[str, Label]
    flags: Mapping[str, Label]
    reasons_of_breach: Mapping[str, Label]

    def talked(self, code: str) -> Conversation:
        """Return a conversation outcome by its code; `ValueError` for an unknown one."""
        for row in self.conversation:
            if row.code == code:
                return row
        raise ValueError(f"no conversation outcome {code!r}")


@dataclass(frozen=True)
class CodeTable:
    """Clinical groups (in their order), stages, kinds of residency, ICD-10 with its groups (`C00-C14`)."""

    clinical_groups: Mapping[str, Label]
    stages: Mapping[str, Label]
    residency_kinds: Mapping[str, Label]
    icd10_groups: Mapping[str, Label]
    icd10: Mapping[str, Label]

    def diagnosis(self, code: str) -> Label | None:
        """Return the title of an ICD-10 code, that of its three-character heading when it has none of its own."""
        return self.icd10.get(code) or self.icd10.get(code[:3])

    def group(self, code: str) -> Label | None:
        """Return the group that an ICD-10 code belongs to."""
        heading = code[:3]
        for span, label in self.icd10_groups.items():
            first, last = span.split("-")
            if first <= heading <= last:
                return label
        return None
