"""Words of days and hours in Russian and English, as `when` reads them; all folded (ё as е)."""

from __future__ import annotations


def _stems(rows: tuple[str, ...], first: int) -> dict[str, int]:
    """Give all forms of a row its number."""
    return {form: number for number, row in enumerate(rows, start=first) for form in row.split()}


WEEKDAYS = _stems(
    (
        "понедельник понедельника понедельнику пн пон monday mon",
        "вторник вторника вторнику вт втор tuesday tue tues",
        "среда среду среды среде ср wednesday wed",
        "четверг четверга четвергу чт чтв четв thursday thu thur thurs",
        "пятница пятницу пятницы пятнице пт пятн friday fri",
        "суббота субботу субботы субботе сб суб saturday sat",
        "воскресенье воскресенья воскресенью воскресение вс воск sunday sun",
    ),
    0,
)

MONTHS = _stems(
    (
        "января янв январь january jan",
        "февраля фев февр февраль february feb",
        "марта мар март march mar",
        "апреля апр апрель april apr",
        "мая май may",
        "июня июн июнь june jun",
        "июля июл июль july jul",
        "августа авг август august aug",
        "сентября сен сент сентябрь september sep sept",
        "октября окт октябрь october oct",
        "ноября ноя нояб ноябрь november nov",
        "декабря дек декабрь december dec",
    ),
    1,
)

COUNTS = _stems(
    (
        "один одну one a an",
        "два две two",
        "три three",
        "четыре four",
        "пять five",
        "шесть six",
        "семь seven",
        "восемь eight",
        "девять nine",
        "десять ten",
    ),
    1,
)

# Days from today that a word names.
NEAR_DAYS = {
    "позавчера": -2,
    "day before yesterday": -2,
    "вчера": -1,
    "yesterday": -1,
    "сегодня": 0,
    "today": 0,
    "завтра": 1,
    "tomorrow": 1,
    "tmr": 1,
    "послезавтра": 2,
    "day after tomorrow": 2,
    "the day after tomorrow": 2,
}

DAY_UNITS = frozenset("д дн день дня дней сутки суток d day days".split())
WEEK_UNITS = frozenset("н нед неделя неделю недели недель w wk week weeks".split())
MONTH_UNITS = frozenset("м мес месяц месяца месяцев m mo month months".split())
YEAR_UNITS = frozenset("г год года лет y year years".split())
WORKING_UNITS = frozenset(
    ["рд", "р д", "раб день", "раб дня", "раб дней", "рабочий день", "рабочих дня", "рабочих дней", "рабочие дни"]
    + ["wd", "bd", "working day", "working days", "business day", "business days", "workday", "workdays"]
)
HOUR_UNITS = frozenset("ч час часа часов h hr hrs hour hours".split())
MINUTE_UNITS = frozenset("мин минута минуту минуты минут min mins minute minutes".split())

# Lengths of time that a phrase names, in minutes.
SPANS = {
    "полчаса": 30,
    "пол часа": 30,
    "half an hour": 30,
    "half hour": 30,
    "полтора часа": 90,
    "час": 60,
    "минуту": 1,
    "четверть часа": 15,
    "quarter of an hour": 15,
}

# Hours that a word of the day stands for where no clock time is given.
HOURS_OF_DAY = {
    "утром": (9, 0),
    "с утра": (9, 0),
    "in the morning": (9, 0),
    "morning": (9, 0),
    "в полдень": (12, 0),
    "полдень": (12, 0),
    "noon": (12, 0),
    "at noon": (12, 0),
    "днем": (13, 0),
    "в обед": (13, 0),
    "обеду": (13, 0),
    "в час": (13, 0),
    "в час дня": (13, 0),
    "at lunch": (13, 0),
    "после обеда": (14, 0),
    "in the afternoon": (14, 0),
    "afternoon": (14, 0),
    "вечером": (18, 0),
    "in the evening": (18, 0),
    "evening": (18, 0),
    "this evening": (18, 0),
}

# Halves of the day said beside an hour: hours added to an hour of the clock's face (1–11).
HALVES = {
    "утра": 0,
    "am": 0,
    "a m": 0,
    "дня": 12,
    "вечера": 12,
    "pm": 12,
    "p m": 12,
    "in the morning": 0,
    "in the afternoon": 12,
    "in the evening": 12,
}

# What «утром в 9» says the other way round.
SAME_HALF = {"утром": "утра", "днем": "дня", "вечером": "вечера"}
