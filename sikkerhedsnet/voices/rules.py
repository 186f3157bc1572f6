"""What a preparation and a child's own words must hold; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sikkerhedsnet.core.errors import Invalid

from .states import FROM_PARENTS, Keep

OLDEST = date(2000, 1, 1)
FACES = (1, 2, 3, 4, 5)


def check_preparation(answers: Mapping[str, str], on: date | None, today: date) -> None:
    """Raises Invalid unless at least one question is answered, on a day that has been."""
    errors = {}
    if not any(text.strip() for text in answers.values()):
        errors["answers"] = "nothing_said"
    if on is None or on > today or on < OLDEST:
        errors["on"] = "day"
    if errors:
        raise Invalid(errors)


def check_voice(*, words: Mapping[str, str], face: int | None, drawing: bool, on: date | None, today: date) -> None:
    """Raises Invalid unless the child has said, shown or drawn something, on a day that has been.

    The child's view is got by talking with it, with or without its parents (barnets lov § 5).
    """
    errors = {}
    if not drawing and face is None and not any(text.strip() for text in words.values()):
        errors["houses"] = "nothing_said"
    if face is not None and face not in FACES:
        errors["face"] = "face"
    if on is None or on > today or on < OLDEST:
        errors["on"] = "day"
    if errors:
        raise Invalid(errors)


def check_questions(texts: Mapping[str, tuple[str, str]]) -> None:
    """Raises Invalid for a question without words."""
    if any(not text.strip() for text, _help in texts.values()):
        raise Invalid({"questions": "no_words"})


def kept_from_parents(keep: Keep) -> bool:
    """Whether no page, paper or copy for a parent may show it (barnets lov § 5; for the young see law.md 9.3)."""
    return keep in FROM_PARENTS


def check_decision(keep: Keep, because: str) -> None:
    """Raises Invalid unless it is decided one of two ways, with a reason the child can be told."""
    errors = {}
    if keep not in (Keep.KEPT, Keep.SHOWN):
        errors["keep"] = "decide"
    if not because.strip():
        errors["because"] = "because"
    if errors:
        raise Invalid(errors)
