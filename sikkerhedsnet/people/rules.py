"""How long a reason to see a child lasts; pure."""

from __future__ import annotations

from datetime import date, timedelta

RELATION_LASTS = timedelta(days=183)  # assumption: six months without a new reason; local setting later


def relation_ends(today: date) -> date:
    """The last day of a relation made or renewed today."""
    return today + RELATION_LASTS
