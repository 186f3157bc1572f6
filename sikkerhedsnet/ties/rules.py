"""What a tie must say; pure."""

from __future__ import annotations

from sikkerhedsnet.core.errors import Invalid


def check_named(cpr_number: str, name: str, has_birth_date: bool) -> None:
    """Raises Invalid unless the child is named so that it can be found: a number, or whole name and birth date."""
    if not cpr_number and not (name.split() and has_birth_date):
        raise Invalid({"cpr_number": "who"})


def check_because(because: str) -> None:
    """Raises Invalid when nobody says why a tie is no more."""
    if not because.strip():
        raise Invalid({"because": "because"})


def name_key(first_name: str, last_name: str = "") -> str:
    """A whole name as it is compared: any case, any blanks."""
    return " ".join(f"{first_name} {last_name}".casefold().split())
