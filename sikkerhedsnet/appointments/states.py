"""Where an offer of times is; pure."""

from __future__ import annotations

from enum import StrEnum


class OfferState(StrEnum):
    """Da: tilbudte tider. Open until the parents have answered, or others were offered instead."""

    OPEN = "open"
    CHOSEN = "chosen"
    NONE_FITS = "none_fits"
    REPLACED = "replaced"


class Booking(StrEnum):
    """Da: tolk. How far the interpreter is; nobody is asked for when none is needed."""

    NOT_NEEDED = "not_needed"
    NOT_ORDERED = "not_ordered"
    ORDERED = "ordered"
    CONFIRMED = "confirmed"
    CAME = "came"
    STAYED_AWAY = "stayed_away"
