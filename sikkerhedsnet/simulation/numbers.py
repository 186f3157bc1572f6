"""CPR numbers and telephone numbers that cannot belong to anybody; pure."""

from __future__ import annotations

from collections import Counter
from datetime import date


class Numbers:
    """Hands out numbers, never the same twice: CPR numbers as replacement numbers (day + 60), telephones that start
    with 01, which nobody in Denmark has."""

    def __init__(self) -> None:
        self._serials: Counter[tuple[date, str]] = Counter()
        self._phones = 0

    def cpr(self, birth_date: date, sex: str) -> str:
        """A replacement number with the right birth date, century and sex."""
        serial = self._serials[birth_date, sex]
        self._serials[birth_date, sex] += 1
        century = "4567"[serial % 4] if birth_date.year >= 2000 else "0123"[serial % 4]
        last = serial // 4 * 2 + (0 if sex == "f" else 1)
        return f"{birth_date.day + 60:02}{birth_date:%m%y}{century}{(last // 10) % 100:02}{last % 10}"

    def phone(self) -> str:
        """Eight digits in pairs."""
        self._phones += 1
        digits = f"01{self._phones * 37 % 1_000_000:06}"
        return " ".join(digits[i : i + 2] for i in range(0, 8, 2))
