"""What is said of a row or a column of an imported file, in words."""

from collections.abc import Iterable
from typing import Final

from assistant_tui.text.errors import filled
from assistant_tui.text.i18n import N_

# fmt: off
REMARKS: Final = {
    "assistant_unknown": N_("no such assistant: {name}; the patient waits unassigned"),
    "birth_from_name": N_("the date of birth stood beside the name: {date}"),
    "birth_in_future": N_("the date of birth lies in the future"),
    "birth_missing": N_("no date of birth"),
    "birth_too_old": N_("the date of birth is too long ago"),
    "birth_year_only": N_("only the year of birth is known"),
    "century_guessed": N_("the century was guessed: {date}"),
    "clinical_group_unknown": N_("not understood as a clinical group, kept as written"),
    "column_hidden": N_("this column is hidden in the spreadsheet, and read"),
    "column_not_taken": N_("this column is understood but not imported"),
    "column_twice": N_("a second column of the same meaning is not read"),
    "column_unknown": N_("this column is not understood and is left out"),
    "damaged_letters": N_("some letters are damaged"),
    "date_in_future": N_("the date lies in the future and is left out"),
    "digits_in_name": N_("there are digits in the name"),
    "duplicate_differs": N_("the same person as in row {other_row}; these differ: {fields}"),
    "duplicate_row": N_("the same person as in row {other_row}"),
    "formula_for_name": N_("a formula stands in place of the name"),
    "formula_ignored": N_("a formula is not read"),
    "hand_edit_kept": N_("edited by hand before: kept ({field})"),
    "header_again": N_("the header once more, passed over"),
    "hidden_characters": N_("invisible characters were taken out"),
    "hidden_sheet_not_read": N_("the hidden sheet “{sheet}” is not read"),
    "icd_several": N_("several codes; {taken} is taken"),
    "icd_unread": N_("no code of ICD-10, kept as written"),
    "impossible_date": N_("there is no such date"),
    "leading_zeros_restored": N_("lost leading zeros were put back"),
    "look_alike_letters": N_("Latin and Cyrillic letters are mixed"),
    "maybe_same_person": N_("perhaps the same person as patient number {patient_id}"),
    "month_first": N_("read with the month first: {date}"),
    "name_incomplete": N_("the name is not complete"),
    "name_missing": N_("no name"),
    "namesake": N_("there is a namesake"),
    "no_phone": N_("no phone number"),
    "no_way_to_tell": N_("neither birth date, phone, SNILS nor policy: it is not clear who this is"),
    "number_of_another_patient": N_("this SNILS or policy is another patient's (number {patient_id})"),
    "number_of_another_row": N_("this SNILS or policy stands in row {other_row} with another person"),
    "number_shortened": N_("the spreadsheet has lost digits of this number"),
    "numbers_of_two_patients": N_("SNILS and policy belong to two different patients"),
    "other_name_same_number": N_("another name with the same SNILS or policy: patient number {patient_id}"),
    "patient_closed": N_("the service for this patient has ended"),
    "phone_doubtful": N_("a doubtful number, kept: {number}"),
    "phone_unread": N_("no phone number could be read"),
    "policy_check": N_("the check digit of the policy is wrong, kept"),
    "policy_length": N_("the policy has {digits} digits, kept"),
    "right_number_kept": N_("the number on record has right check digits and is kept ({field})"),
    "row_hidden": N_("the row is hidden in the spreadsheet"),
    "row_is_heading": N_("a heading, passed over"),
    "row_is_total": N_("a total, passed over"),
    "several_patients": N_("several patients could be meant, number {patient_id} among them"),
    "sex_unknown": N_("the sex is not understood"),
    "sheet_hidden": N_("this sheet is hidden in the workbook, and read"),
    "sheet_not_read": N_("there is another table on the sheet “{sheet}”; it is not read"),
    "snils_check": N_("the check digits of the SNILS are wrong, kept"),
    "snils_length": N_("the SNILS has {digits} digits, kept"),
    "spreadsheet_error": N_("an error of the spreadsheet instead of a value"),
    "stage_unknown": N_("not understood as a stage, kept as written"),
    "text_cut": N_("too long: cut to {most} characters"),
    "unreadable_date": N_("not understood as a date"),
}
# fmt: on


def remark_words(code: str, params: Iterable[tuple[str, str | int]] = ()) -> str:
    """Return a remark on a row in words: «контрольные цифры СНИЛС неверны, оставлен»."""
    return filled(REMARKS[code], dict(params)) if code in REMARKS else code.replace("_", " ")
