"""The services that a new database starts with; organisations add their own.

`neutral_*` names nothing that a stranger could read an illness from: it is what may be said, printed and sent.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of visit, examination or test."""

    code: str
    kind: str
    ru: str
    en: str
    neutral_ru: str
    neutral_en: str
    minutes: int = 20
    preparation_ru: str | None = None
    preparation_en: str | None = None
    result_days: int | None = None
    diagnostic: bool = False

    def columns(self) -> dict[str, str | int | bool | None]:
        """Return the row as stored."""
        return asdict(self)


_FASTING = ("натощак, 4 часа не есть", "fasting, no food for 4 hours")
_FASTING_8 = ("натощак, 8 часов не есть", "fasting, no food for 8 hours")

SERVICES: Final = (
    Service("oncologist", "oncologist", "Приём онколога", "Oncologist's visit", "приём врача", "doctor's visit"),
    Service("council", "doctor", "Консилиум", "Council of doctors", "приём врачей", "doctors' visit", 30),
    Service("surgeon", "doctor", "Приём хирурга", "Surgeon's visit", "приём врача", "doctor's visit"),
    Service("therapist", "doctor", "Приём терапевта", "General practitioner's visit", "приём врача", "doctor's visit"),
    Service("palliative", "doctor", "Паллиативный приём", "Palliative visit", "приём врача", "doctor's visit", 30),
    Service("ct", "examination", "КТ", "CT", "КТ", "CT", 30, *_FASTING, 5, True),
    Service("mri", "examination", "МРТ", "MRI", "МРТ", "MRI", 40, "снять всё металлическое", "no metal on you",
            5, True),
    Service("ultrasound", "examination", "УЗИ", "Ultrasound", "УЗИ", "ultrasound", 20, None, None, 1, True),
    Service("mammography", "examination", "Маммография", "Mammography", "обследование", "examination", 20,
            None, None, 3, True),
    Service("xray", "examination", "Рентген", "X-ray", "рентген", "X-ray", 15, None, None, 2, True),
    Service("gastroscopy", "examination", "Гастроскопия", "Gastroscopy", "обследование", "examination", 30,
            *_FASTING_8, 7, True),
    Service("colonoscopy", "examination", "Колоноскопия", "Colonoscopy", "обследование", "examination", 40,
            "подготовка за 3 дня по памятке", "preparation 3 days ahead, by the leaflet", 7, True),
    Service("scintigraphy", "examination", "Остеосцинтиграфия", "Bone scan", "обследование", "examination",
            180, None, None, 3, True),
    Service("biopsy", "examination", "Биопсия", "Biopsy", "обследование", "examination", 30,
            "принести результаты крови", "bring the blood results", 10, True),
    Service("infusion", "treatment", "Курс лечения (дневной стационар)", "Course of treatment (day ward)",
            "дневной стационар", "day ward", 240, "свежие анализы крови", "fresh blood tests"),
    Service("radiotherapy", "treatment", "Лучевая терапия", "Radiotherapy", "процедура", "procedure", 30),
    Service("admission", "admission", "Госпитализация", "Admission", "госпитализация", "admission", 60,
            "документы и анализы по списку", "papers and tests by the list"),
    Service("operation", "treatment", "Операция", "Operation", "госпитализация", "admission", 240),
    Service("cbc", "test", "Общий анализ крови", "Full blood count", "анализ крови", "blood test", 10, *_FASTING, 1),
    Service("biochem", "test", "Биохимия крови", "Blood chemistry", "анализ крови", "blood test", 10, *_FASTING_8, 2),
    Service("coag", "test", "Коагулограмма", "Coagulation", "анализ крови", "blood test", 10, *_FASTING, 2),
    Service("urine", "test", "Общий анализ мочи", "Urine test", "анализ мочи", "urine test", 10, None, None, 1),
    Service("markers", "test", "Онкомаркеры", "Tumour markers", "анализ крови", "blood test", 10, *_FASTING, 5, True),
    Service("infections", "test", "RW, ВИЧ, гепатиты B и C", "Syphilis, HIV, hepatitis B and C",
            "анализ крови", "blood test", 10,
            *_FASTING, 5),
    Service("ecg", "test", "ЭКГ", "ECG", "ЭКГ", "ECG", 15, None, None, 1),
    Service("flg", "test", "Флюорография", "Chest X-ray", "флюорография", "chest X-ray", 10, None, None, 2),
    Service("helminths", "test", "Анализ на яйца глистов", "Stool test for helminths", "анализ", "test", 10,
            None, None, 3),
    Service("blood_group", "test", "Группа крови и резус-фактор", "Blood group and Rh factor",
            "анализ крови", "blood test", 10, None, None, 2),
    Service("measles", "test", "Справка о прививке или перенесённой кори", "Proof of measles vaccination or illness",
            "справка", "paper", 10),
    Service("histology", "test", "Гистология", "Histology", "результат обследования", "examination result", 10,
            None, None, 10, True),
)  # fmt: skip
