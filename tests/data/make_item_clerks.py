"""Make the files of invented clinics: a list of visits as XLSX, a list of tests as CSV, with every mess of real ones.

Run: python tests/data/make_item_clerks.py.
"""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl

if __package__:
    from tests.data.make_clerks import settled
else:
    from make_clerks import settled

FOLDER = Path(__file__).parent

TESTS = """\
Направления на исследования, кабинет ранней диагностики;;;;;;;;
за 01.11.2026 – 20.11.2026;;;;;;;;
№;Пациент, дата рождения;СНИЛС;Наименование\u00a0анализа;Дата направления;Сдать до;Дата забора;Отметка;ЛПУ
1;Ромашкина Ольга Юрьевна 05.06.1962;;ОАК;10.11.2026;27.11.2026;;назначено;ЦАОП № 3
2;"Ромашкина
Ольга Юрьевна, 05.06.1962";;Биохимический анализ крови (АЛТ, АСТ);10.11.26;;12.11.2026;сдан;ЦАОП №3
3;;112-233-445 95;РЭА;2026-11-16;30.11.2026;;;лаборатория «Гемотест»
4;Лютиков Яков Ильич 01.01.1950;;ЭКГ;12.11.2026;10.11.2026;;;
5;Лютиков Яков Ильич;;ЭКГ;12.11.2026;;;;
6;Лютикoв Яков Ильич 01.01.1950;;ЭКГ;46338;;;;
7;Мимозина Вера Ивановна 02.03.1970;;ОАК;10.11.2026;;;;
;Отделение № 2;;;;;;;
8;Ирисова Анна Львовна 03.04.1955;;Гистологическое исследование;05.11.2026;;06.11.2026;готово;
9;Ирисова Анна Львовна 03.04.1955;;Кровь на витамин D;05.11.2026;;;;
10;Ирисова Анна Львовна 03.04.1955;;=HYPERLINK("http://evil.example";"ОАМ");05.11.2026;;;;
11;Ирисова Анна Львовна 03.04.1955;;ОАМ;31.11.2026;;;;
12;Ирисова Анна Львовна 03.04.1955;;ОАМ;;;;;
13;Ирисова Анна Львовна 03.04.1955;;ОАМ;;25.11.2026;;отменено врачом;
14;Ромашкина Ольга Юрьевна 05.06.1962;;Общий анализ крови;10.11.2026;27.11.2026;;;
15;Ирисова Анна Львовна 03.04.1955;;ФЛГ;05.11.2026;;25.12.2026;в архиве;
16;Тёзкина Инна Олеговна 07.07.1960;;ОАК;05.11.2026;;;;
Итого: 16;;;;;;;;
"""


def make_tests(path: Path) -> None:
    """Write the CSV as a spreadsheet of Russia does: cp1251, semicolons, CRLF."""
    path.write_bytes(TESTS.replace("\n", "\r\n").encode("cp1251"))


def make_visits(path: Path) -> None:
    """Write the workbook: a title, merged cells, days and times in cells of their own and together, texts and dates."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Расписание"
    at = dt.datetime
    rows: list[list[object]] = [
        ["Запись пациентов на 23.11–04.12.2026"],
        ["Выгрузка от 19.11.2026 18:00, Кротова Л. С."],
        ["№", "Ф.И.О.", "Д.р.", "Полис", "Телефон", "Дата приёма", "Время", "Вид приёма", "Специалист", "Каб.", "МО", "Талон", "Статус записи"],
        [1, "Ромашкина Ольга Юрьевна", dt.date(1962, 6, 5), None, None, dt.date(2026, 11, 25), dt.time(10, 30), "КТ органов грудной клетки", "Снегирёв П. П.", 12, "ЦАОП № 3", "A-1001", "записан"],
        [None, None, None, None, None, dt.date(2026, 11, 30), dt.time(9, 0), "приём онколога", "Дятлова А. А.", "5а", "ЦАОП № 3", "A-1002", None],
        [2, "Лютиков Я.И.", "01.01.1950", None, "8 916 111-00-03", "26.11.2026 в 9-15", None, "УЗИ", None, None, None, None, "ожидается"],
        [3, "Лютиков Яков Ильич", "01.01.1950", None, None, "27.11.26", "12.00", "колоноскопия", None, None, "Частная клиника «Мед+»", 17, None],
        [4, "Ирисова Анна Львовна", "03.04.1955", None, None, at(2026, 12, 1, 14, 20), None, "Биопсия", None, None, None, "A-1003", "отменена клиникой"],
        [5, "Ирисова Анна Львовна", "03.04.1955", None, None, dt.date(2026, 12, 2), None, "МРТ", None, None, None, None, None],
        [6, "Тёзкина Инна Олеговна", "07.07.1960", None, None, dt.date(2026, 12, 2), "10:00", "МРТ", None, None, None, None, None],
        [7, None, None, "4000000000000002", None, dt.date(2026, 12, 2), "10:00-10:40", "МРТ", None, None, None, None, None],
        [8, "Мимозина Вера Ивановна", "02.03.1970", None, None, dt.date(2026, 12, 2), "10:00", "МРТ", None, None, None, None, None],
        [9, "Ирисова Анна Львовна", "04.03.1955", None, None, dt.date(2026, 12, 3), "10:00", "МРТ", None, None, None, None, None],
        [10, "Ирисова Анна Львовна", "03.04.1955", None, None, "31.11.2026", "10:00", "МРТ", None, None, None, None, None],
        [11, "Ирисова Анна Львовна", "03.04.1955", None, None, dt.date(2026, 12, 3), "25:00", "МРТ", None, None, None, None, None],
        [12, "Ирисова Анна Львовна", "03.04.1955", None, None, dt.date(2026, 12, 3), "11:00", "ПЭТ КТ", None, None, None, None, None],
        [13, "Ирисова Анна Львовна", "03.04.1955", None, None, dt.date(2026, 12, 3), "11:00", "УЗИ", None, None, None, None, "перенесена"],
        [14, "Ирисова Анна Львовна", "03.04.1955", None, None, dt.date(2026, 12, 4), "11:00", "УЗИ", None, None, None, None, "состоялась"],
        [15, "Ирисова Анна Львовна", "03.04.1955", None, None, dt.date(2026, 12, 4), "11:00", "УЗИ", None, None, None, None, None],
        [16, "Ромашкина Ольга Юрьевна", "05.06.1962", None, None, dt.date(2026, 11, 18), "8:30", "гастроскопия", None, None, None, None, "явилась"],
        ["Всего записей: 16"],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    for area in ("A1:M1", "B4:B5", "C4:C5"):
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.properties.created = book.properties.modified = dt.datetime(2026, 11, 19, 15, 0)
    book.save(out)
    settled(_stamped(out.getvalue()), path)


def _stamped(content: bytes) -> bytes:
    """Return a workbook whose properties say when it was exported; saving writes the present time there."""
    import re
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-11-19T15:00:00Z", part)
            target.writestr(name, part)
    return made.getvalue()


if __name__ == "__main__":
    make_tests(FOLDER / "clinic_tests_cp1251.csv")
    make_visits(FOLDER / "clinic_visits.xlsx")
