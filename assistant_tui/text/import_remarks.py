"""What is said of a row or a column of an imported file, in words."""

from collections.abc import Iterable
from typing import Final

from assistant_tui.text.errors import filled
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.masks import HIDDEN, masked_diagnosis, masked_phone

# fmt: off
REMARKS: Final = {
    "assistant_unknown": N_("no such assistant: {name}; the patient waits unassigned"),
    "birth_differs": N_("patient number {patient_id} has this name and another date of birth"),
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
    "date_too_far": N_("the date is too far away"),
    "digits_in_name": N_("there are digits in the name"),
    "due_before_ordered": N_("it is due before it was ordered"),
    "duplicate_differs": N_("the same person as in row {other_row}; these differ: {fields}"),
    "duplicate_row": N_("the same person as in row {other_row}"),
    "formula_for_name": N_("a formula stands in place of the name"),
    "formula_ignored": N_("a formula is not read"),
    "found_by_phone": N_("found by phone and date of birth: patient number {patient_id}"),
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
    "namesakes_only": N_("only the name fits, and that is not enough; on record under it: {count}"),
    "no_day_of_order": N_("neither when it was ordered nor when it is due"),
    "no_phone": N_("no phone number"),
    "no_way_to_tell": N_("neither birth date, phone, SNILS nor policy: it is not clear who this is"),
    "not_in_newer_file": N_("not in the newer file “{name}”, which was taken before: left out"),
    "number_of_another_patient": N_("this SNILS or policy is another patient's (number {patient_id})"),
    "number_of_another_row": N_("this SNILS or policy stands in row {other_row} with another person"),
    "number_shortened": N_("the spreadsheet has lost digits of this number"),
    "numbers_of_two_patients": N_("SNILS and policy belong to two different patients"),
    "older_than_last_file": N_("this file is older than the one that was taken last: nothing is changed"),
    "organisation_unknown": N_("no such organisation on record, kept in the note: {name}"),
    "other_name_same_number": N_("another name with the same SNILS or policy: patient number {patient_id}"),
    "patient_closed": N_("the service for this patient has ended"),
    "patient_elsewhere": N_("a patient of another centre, number {patient_id}: nothing is shown, nothing is taken"),
    "patient_suggested": N_(
        "only the phone and the date of birth fit patient number {patient_id}: look whether it is the same person"
    ),
    "patient_unknown": N_("nobody on record is meant; enter the patient first"),
    "patients_found": N_("several patients could be meant: {count}"),
    "phone_doubtful": N_("a doubtful number, kept: {number}"),
    "phone_unread": N_("no phone number could be read"),
    "policy_check": N_("the check digit of the policy is wrong, kept"),
    "policy_length": N_("the policy has {digits} digits, kept"),
    "profile_service_unknown": N_("the profile names a service that is not on record: {name}"),
    "right_number_kept": N_("the number on record has right check digits and is kept ({field})"),
    "row_again": N_("the same as in row {other_row}"),
    "row_hidden": N_("the row is hidden in the spreadsheet"),
    "row_is_heading": N_("a heading, passed over"),
    "row_is_moved": N_("moved, passed over: its new time has a row of its own"),
    "row_is_total": N_("a total, passed over"),
    "service_missing": N_("it is not said what for"),
    "service_read_as": N_("“{name}” is read as: {service}"),
    "service_unknown": N_("no such service: {name}. Perhaps: {nearest}"),
    "service_unlike": N_("no such service: {name}"),
    "several_patients": N_("several patients could be meant, number {patient_id} among them"),
    "sex_unknown": N_("the sex is not understood"),
    "sheet_hidden": N_("this sheet is hidden in the workbook, and read"),
    "sheet_not_read": N_("there is another table on the sheet “{sheet}”; it is not read"),
    "snils_check": N_("the check digits of the SNILS are wrong, kept"),
    "snils_length": N_("the SNILS has {digits} digits, kept"),
    "spreadsheet_error": N_("an error of the spreadsheet instead of a value"),
    "stage_unknown": N_("not understood as a stage, kept as written"),
    "status_in_future": N_("it has not been yet, so this status is left out"),
    "status_unknown": N_("the status is not understood: {name}"),
    "text_cut": N_("too long: cut to {most} characters"),
    "time_missing": N_("no time of day"),
    "unreadable_date": N_("not understood as a date"),
    "unreadable_time": N_("not understood as a time of day"),
    "visit_date_missing": N_("no date"),
    "visit_is_over": N_("it is over on record, its time stays"),
}
# fmt: on


FIELDS: Final = {
    "full_name": N_("name"), "birth_on": N_("birth date"), "birth_year": N_("year of birth"), "sex": N_("sex"),
    "snils": N_("SNILS"), "policy": N_("policy"), "address": N_("address"), "diagnosis": N_("diagnosis"),
    "stage": N_("stage"), "clinical_group": N_("clinical group"), "phone": N_("phone"), "phones": N_("phones"),
    "assistant_id": N_("assistant"), "phase": N_("phase"), "region": N_("region"), "zone": N_("time zone"),
    "residence": N_("residence"), "milestone": N_("date"),
    "starts_at": N_("time"), "organisation_id": N_("place"), "clinician": N_("doctor"), "room": N_("room"),
    "booking_number": N_("booking number"), "booked_in": N_("booking"), "status": N_("status"), "note": N_("note"),
    "ordered_on": N_("ordered on"), "due_on": N_("due on"), "taken_on": N_("taken on"), "result_on": N_("result on"),
    "valid_until": N_("valid until"),
}  # fmt: skip
"""What a file can change, by field."""


_VALUES: Final = frozenset({"name", "date", "number", "taken", "nearest", "service"})
"""What a remark repeats from a cell."""
_OF_THE_FILE: Final = frozenset({"not_in_newer_file", "profile_service_unknown"})
"""Remarks whose name is that of a file or of a code, not what a cell says of somebody."""


def remark_words(code: str, params: Iterable[tuple[str, str | int]] = (), *, values: bool = True) -> str:
    """Return a remark on a row in words: «контрольные цифры СНИЛС неверны, оставлен».

    Numbers and diagnoses are masked; ``values`` False: nothing is repeated that a cell says of somebody.
    """
    if code not in REMARKS:
        return code.replace("_", " ")
    given = dict(params)
    if not values and code not in _OF_THE_FILE:
        given |= dict.fromkeys(given.keys() & _VALUES, HIDDEN)
    if "number" in given:
        given["number"] = masked_phone(str(given["number"]))
    if "taken" in given:
        given["taken"] = masked_diagnosis(str(given["taken"]))
    for name in ("field", "fields"):
        if name in given:
            given[name] = ", ".join(field_words(str(given[name]).split(",")))
    return filled(REMARKS[code], given)


def field_words(names: Iterable[str]) -> list[str]:
    """Return fields in words, each once."""
    return list(dict.fromkeys(_(FIELDS.get(name.split(":")[0], name.split(":")[0])) for name in names))
