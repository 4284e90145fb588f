"""Time zones of Russia and Kazakhstan by region of residence, never by a mobile number."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.rules.names import search_key

FALLBACK = "Europe/Moscow"

# Beginnings of words of an address, folded (ё as е). The first region named wins, of two at one word the longer.
_REGIONS: dict[str, tuple[str, ...]] = {
    "Europe/Moscow": (
        "москв", "московск", "санкт петербург", "спб", "ленинградск", "адыге", "архангельск", "белгород", "брянск",
        "владимирск", "вологод", "воронеж", "дагестан", "донецк", "запорожск", "иваново", "ивановск", "ингуш",
        "кабардин", "калмык", "калуж", "калуга", "карачаев", "карел", "коми", "костром", "краснодар", "курск", "липецк",
        "луганск", "марий", "мордов", "мурманск", "ненецк", "нижегород", "нижний новгород", "новгород", "орловск",
        "пенз", "псков", "ростов", "рязан", "северная осет", "смоленск", "ставропол", "тамбов", "татарстан", "казань",
        "тверск", "тверь", "тульск", "тула", "херсон", "чечен", "чечня", "чуваш", "ярослав",
    ),
    "Europe/Kaliningrad": ("калининград",),
    "Europe/Samara": ("самар", "удмурт", "ижевск"),
    "Europe/Astrakhan": ("астрахан",),
    "Europe/Saratov": ("саратов",),
    "Europe/Ulyanovsk": ("ульяновск",),
    "Europe/Volgograd": ("волгоград",),
    "Europe/Kirov": ("киров",),
    "Europe/Simferopol": ("крым", "республика крым", "симферопол", "севастопол"),
    "Asia/Yekaterinburg": (
        "башкорт", "уфа", "перм", "екатеринбург", "свердловск", "челябинск", "тюмен", "курган", "оренбург",
        "ханты", "югр", "ямал", "ямало ненецк", "салехард", "сургут", "магнитогорск", "каменск уральск",
    ),
    "Asia/Omsk": ("омск",),
    "Asia/Novosibirsk": ("новосибирск",),
    "Asia/Barnaul": ("алтай", "барнаул", "горно алтайск"),
    "Asia/Tomsk": ("томск",),
    "Asia/Novokuznetsk": ("кемеров", "кузбасс", "новокузнецк"),
    "Asia/Krasnoyarsk": ("красноярск", "хакас", "абакан", "тыва", "тува", "кызыл", "норильск"),
    "Asia/Irkutsk": ("иркутск", "бурят", "улан удэ"),
    "Asia/Chita": ("забайкал", "чита"),
    "Asia/Yakutsk": ("якут", "саха", "амурск", "благовещенск"),
    "Asia/Vladivostok": ("приморск", "владивосток", "хабаровск", "еврейск", "биробиджан"),
    "Asia/Magadan": ("магадан",),
    "Asia/Sakhalin": ("сахалин", "южно сахалинск"),
    "Asia/Kamchatka": ("камчат", "петропавловск камч"),
    "Asia/Anadyr": ("чукот", "анадыр"),
    # Kazakhstan has one time since 2024-03-01.
    "Asia/Almaty": ("казахстан", "алматы", "алма ата", "астана", "шымкент", "караганд", "павлодар"),
    "Asia/Qostanay": ("костанай", "кустанай"),
    "Asia/Qyzylorda": ("кызылорд",),
    "Asia/Aqtobe": ("актобе", "актюбинск"),
    "Asia/Aqtau": ("актау", "мангистау"),
    "Asia/Atyrau": ("атырау",),
    "Asia/Oral": ("уральск", "западно казахстан"),
}  # fmt: skip

# Parts of a region that live by another time than its centre; they win over the region.
_PLACES: dict[str, tuple[str, ...]] = {
    "Asia/Srednekolymsk": (
        "среднеколымск", "верхнеколымск", "нижнеколымск", "абыйск", "аллаиховск", "момск", "северо курильск",
    ),
    "Asia/Ust-Nera": ("усть нера", "оймякон", "верхоянск", "усть янск"),
    "Asia/Khandyga": ("хандыга", "томпонск"),
}  # fmt: skip

# Streets bear the names of other cities: these words say that the one beside them is a street's name.
_STREET = frozenset(
    "улица ул проспект пр пркт просп проезд пер переулок шоссе ш бульвар бул набережная наб площадь пл".split()
)

KAZAKHSTAN = frozenset(
    ["Asia/Almaty", "Asia/Qostanay", "Asia/Qyzylorda", "Asia/Aqtobe", "Asia/Aqtau", "Asia/Atyrau", "Asia/Oral"]
)
"""The zones of Kazakhstan, which has working days of its own."""
REGION_ZONES = frozenset(_REGIONS) | frozenset(_PLACES)
"""Every zone that an address can lead to."""


def is_zone(name: str) -> bool:
    """Tell whether a name is a zone of the IANA database."""
    if name in REGION_ZONES:
        return True
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return "/" in name


@lru_cache(maxsize=4096)
def zone_of(address: str, default: str = FALLBACK) -> str:
    """Return the zone of a region or of an address that names one; `default` where none is recognised.

    Names of streets are left out: «Новосибирск, Московская ул.» is in Novosibirsk.
    """
    words = _without_streets(search_key(address).split())
    for table in (_PLACES, _REGIONS):
        found = [
            (at, -len(stem), zone)
            for zone, stems in table.items()
            for stem in stems
            if (at := _find(stem.split(), words)) is not None
        ]
        if found:
            return min(found)[2]
    return default


def _find(stem: list[str], words: list[str]) -> int | None:
    """Return where a run of words begins with the parts of a stem."""
    for at in range(len(words) - len(stem) + 1):
        if all(words[at + offset].startswith(part) for offset, part in enumerate(stem)):
            return at
    return None


def _without_streets(words: list[str]) -> list[str]:
    """Leave out the words that name a street: one before its kind as an adjective, or one after its kind."""
    kept: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in _STREET:
            if kept and kept[-1].endswith(("ая", "ий", "ый", "ое")):
                kept.pop()
            else:
                skip = True
        else:
            kept.append(word)
    return kept
