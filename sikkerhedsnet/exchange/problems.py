"""What can be wrong with a register file or one of its rows, as values; pure. The words stand in `labels`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LONGEST_VALUE = 200


class Reason(StrEnum):
    """Why a row is left out, or what somebody should look at although it was taken."""

    # the row's shape
    CELLS_MISSING = "cells_missing"
    CELLS_OVER = "cells_over"
    QUOTE_OPEN = "quote_open"
    # one field
    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_A_DATE = "not_a_date"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_TOO_EARLY = "date_too_early"
    DATE_AHEAD = "date_ahead"
    NOT_A_CHILD = "not_a_child"
    ENDS_BEFORE_START = "ends_before_start"
    NOT_YES_OR_NO = "not_yes_or_no"
    CPR_LENGTH = "cpr_length"
    CPR_CHARACTERS = "cpr_characters"
    CPR_DATE = "cpr_date"
    CPR_DISAGREES = "cpr_disagrees"
    CPR_HINT_DISAGREES = "cpr_hint_disagrees"
    CPR_MISSING = "cpr_missing"
    GUARDIAN_CPR_UNREADABLE = "guardian_cpr_unreadable"
    GUARDIAN_IS_CHILD = "guardian_is_child"
    GUARDIAN_TWICE = "guardian_twice"
    GUARDIAN_OTHER_NAME = "guardian_other_name"
    NO_GUARDIAN = "no_guardian"
    CHARACTER_LOST = "character_lost"
    EMAIL_UNREADABLE = "email_unreadable"
    # against the other rows and files
    UNKNOWN_DISTRICT = "unknown_district"
    UNKNOWN_INSTITUTION = "unknown_institution"
    UNKNOWN_FUNCTION = "unknown_function"
    UNKNOWN_KIND = "unknown_kind"
    NOT_FOR_CHILDREN = "not_for_children"
    NO_DISTRICT = "no_district"
    NO_PLACE = "no_place"
    ROW_TWICE = "row_twice"
    SAME_KEY_TWICE = "same_key_twice"
    SAME_CHILD_TWICE = "same_child_twice"
    # against what is known already
    PROTECTION_STAYS = "protection_stays"
    MISSING_IN_FILE = "missing_in_file"
    MORE_MISSING = "more_missing"
    TOO_MANY_LEAVE = "too_many_leave"
    LEAVERS_UNCERTAIN = "leavers_uncertain"
    LEFT_WITH_OPEN = "left_with_open"
    EMPLOYEE_MISSING = "employee_missing"
    EMPLOYEE_LEFT_WITH_OPEN = "employee_left_with_open"
    # the file
    SEPARATOR = "separator"
    COLUMN_IGNORED = "column_ignored"
    NO_ROWS = "no_rows"


@dataclass(frozen=True)
class Problem:
    """One remark about one field of one row; `line` is the physical line where the row begins, 0 for none."""

    line: int
    field: str
    value: str
    reason: Reason
    args: tuple[tuple[str, str], ...] = ()

    @property
    def details(self) -> dict[str, str]:
        return dict(self.args)


def problem(line: int, field: str, value: str, reason: Reason, /, **args: object) -> Problem:
    """A Problem with its value cut to what fits in a report."""
    shown = value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
    return Problem(line, field, shown, reason, tuple((key, str(told)) for key, told in sorted(args.items())))


class Fault(StrEnum):
    """Why a whole file cannot be used."""

    MISSING_FILE = "missing_file"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    SPREADSHEET = "spreadsheet"
    BINARY = "binary"
    NOT_TEXT = "not_text"
    NO_COLUMNS = "no_columns"
    MISSING_COLUMNS = "missing_columns"
    MISSING_COLUMNS_ONLY = "missing_columns_only"
    COLUMN_TWICE = "column_twice"
    OTHER_FILE = "other_file"
    TOO_WIDE = "too_wide"


class Unusable(Exception):
    """The file cannot be used at all, and nothing of it is taken; `fault` is a key with words in `labels`."""

    def __init__(self, file: str, fault: Fault, **details: object) -> None:
        super().__init__(f"{file}: {fault}")
        self.file = file
        self.fault = fault
        self.details = {key: str(told) for key, told in details.items()}


class UnusableFiles(Exception):
    """At least one of the files cannot be used; `faults` says which and why."""

    def __init__(self, faults: list[Unusable]) -> None:
        super().__init__(", ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)
