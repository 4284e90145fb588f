"""Make the two files of invented clerks: every mess that real ones hand in. Run: python tests/data/make_clerks.py."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.styles import Font

FOLDER = Path(__file__).parent

CSV = """\
Список пациентов онкологического кабинета на 20.11.2026;;;;;;;;;;;
Исп. Кротова Л.С., тел. 8 (495) 123-45-67;;;;;;;;;;;
;;;;;;;;;;;
№ п/п;Ф.И.О. пациента;Дата\u00a0 рождения;Пол;СНИЛС;Полис ОМС;Контактный  телефон;Диагноз;Стадия;Кл. группа;Дата установления диагноза;Примечание
1;Берёзкина Анна Петровна;12.03.1958;ж;112-233-445 95;4000 0000 0000 0002;8 (916) 123-45-67;C50.9;IIА;2;01.10.2026;
2;Сосновский Пётр Ильич;1.7.49;м;;;89031112233, дочь Ольга 8-903-444-55-66;С34.1;3Б;II;15.09.2026;
3;ОСИНА МАРИЯ ФЁДОРОВНА;1961-05-09;жен;112-233-445 90;;+7 926 777 88 99 / 495 765-43-21;с18.7 рак сигмовидной кишки;П;IIа;;инвалид 2 гр.
4;Клeнов Олег Юрьевич;22255;муж.;;4000000000000003;="89267770001";C61;2;;10.10.2026;
5;Тополева Вера;1955;Ж;;;2-12-85;Z03.1;;Ia;;
;Отделение № 2;;;;;;;;;;
6;"Рябинина
Елена Викторовна";03.04.1970 г.р.;ж;;;"8 915 000 11 22
(муж Сергей)";рак желудка;TNM?;нет;05.11.2026;
7;Берёзкина Анна Петровна;12.03.1958;ж;112-233-445 95;;8 (916) 123-45-67;C50.9;IIА;2;01.10.2026;
8;Дубов Иван Сергеевич;31.02.1950;м;;;8 916 555 66 77;C16;;;;
9;;05.05.1965;ж;;;8 916 555 66 78;C50;;;;без имени
10;Грушин Семён Ильич;12.12.2030;м;;;89165556679;C16;;;;
11;Калинина Зоя Павловна;;;;;;;;;;
12;"=HYPERLINK(""http://evil.example"",""Иванов"")";01.01.1950;м;;;89165556680;;;;;
13;Липина Нина Ивановна;02.02.1944;ж;;;8,91656E+10;C20;#Н/Д;;=A1;
14;Грабова О.В.;17.08.1952;ж;;ЕА 123456;нет;C43.5;не установлена;4;18/08/2026;
15;Сосновский Петр Ильич;01.07.1949;м;;;8 903 111-22-33; C34.1;3Б;II;15.09.2026;
16;Вязова Инна Олеговна;04/25/1963;ж;;;89161230099;C50.1, C79.5;IV;4;25.12.2026;
№ п/п;Ф.И.О. пациента;Дата\u00a0 рождения;Пол;СНИЛС;Полис ОМС;Контактный  телефон;Диагноз;Стадия;Кл. группа;Дата установления диагноза;Примечание
17;Ивина\u200b Ия Ивановна;06.06.66;ж;;;+375 29 123-45-67;D05.1;0;;;
Итого: 17;;;;;;;;;;;
"""
CODES = str.maketrans({"\u200b": "\x1f"})  # cp1251 has no zero-width space; another hidden sign stands for it


def make_csv(path: Path) -> None:
    """Write the CSV as a spreadsheet of Russia does: cp1251, semicolons, CRLF."""
    lines = CSV.split("\n")
    path.write_bytes("\r\n".join(lines).translate(CODES).encode("cp1251"))


def make_xlsx(path: Path) -> None:
    """Write the workbook: a cover sheet, titles, a header of two rows, merged cells, serials, formulas."""
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "Титул"
    cover["A1"] = "Сведения о пациентах"
    sheet = book.create_sheet("Пациенты")
    book.create_sheet("Справочник")["A1"] = "C50"
    rows: list[list[object]] = [
        ["Пациенты на сопровождении, ноябрь 2026"],
        [],
        ["№", "Пациент", None, None, "ДР", "Телефон", "Телефон\nродственника", "МКБ-10", "Дата взятия\nна учёт", "Адрес", "Помощник", "Талон"],
        [None, "Фамилия", "Имя", "Отчество"],
        [1, "Ландышева", "Алла", "Игоревна", dt.date(1957, 2, 3), 89161110001, "сын Игорь 8 916 111-00-02", "С50.4", dt.date(2026, 10, 5), "г. Москва, ул. Мира, 1", "anna", "12-34"],
        [2, "Васильков", "Юрий", "Ильич", 20000, "8 916 111 00 03; доб. 12", None, "C61.", 46290, "Екатеринбург, ул. Ленина, 2", "Иванова А.П.", None],
        ["Филиал «Северный»"],
        [3, "Фиалкина", "Ева", None, "03.04.1960", "+7 (916) 111-00-04", "+7 916 111-00-05 соседка", "Z03.1", None, "Тверь", "Петрова", None],
        [4, "Маков", "Лев", "Львович", dt.datetime(1948, 6, 7, 0, 0), "8(4822)123456", None, "D37.1", None, "там же", None, None],
        [5, "Розина", "Ида", "Карловна", "11.11.1951", "89161110006", None, "C56", dt.date(2026, 11, 2), None, "Иванова", None],
        [None, None, None, None, None, "89161110007", None, None, None, None, None, None],
        [6, "Нарциссов-Оглы", "Али", "Гусейн оглы", "12.12.1959", "=1+1", None, "C73", None, "Казань", None, None],
        [7, "Лилина", None, None, None, None, None, None, None, None, None, None],
        [8, "Пионова", "Ольга", "Д.", "29.02.1957", "89161110008", None, "C50", None, None, None, None],
        ["Всего", None, None, None, 8],
    ]
    for row in rows:
        sheet.append(row)
    sheet["A1"].font = Font(bold=True)
    for area in ("A1:L1", "B3:D3", "A3:A4", "E3:E4", "F3:F4", "G3:G4", "H3:H4", "I3:I4", "J3:J4", "K3:K4", "L3:L4", "A7:L7",
                 "B10:B11", "C10:C11", "D10:D11", "E10:E11", "A10:A11", "H10:H11", "K10:K11"):  # fmt: skip
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.properties.created = book.properties.modified = dt.datetime(2026, 11, 20, 9, 0)
    book.save(out)
    settled(out.getvalue(), path)


def settled(content: bytes, path: Path) -> None:
    """Give every member one time, so that the same people make the same file."""
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(source.namelist()):
            made.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 9, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    make_csv(FOLDER / "clerk_cp1251.csv")
    make_xlsx(FOLDER / "clerk_messy.xlsx")
