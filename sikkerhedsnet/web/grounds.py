"""The fields that ask why something may be told to somebody in another service, for every form that tells."""

from __future__ import annotations

from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from .forms import ChoiceOf, DayField, LongText, ShortText, SnForm


class Grounds(Protocol):
    """What there is to choose between, as values and words, and what the one-off exchange asks for now."""

    @property
    def options(self) -> list[tuple[str, str]]: ...
    @property
    def asks_reason(self) -> bool: ...
    @property
    def asks_decision(self) -> bool: ...


class GroundFields(SnForm):
    """Which basis, what for, and what the basis asks for; what is missing is said when it is sent."""

    basis = ChoiceOf(_("Hvorfor må du dele det?"), required=False)
    purpose = ShortText(_("Hvad skal det bruges til?"), required=False, max_length=300)
    necessity = LongText(
        _("Hvorfor er det nødvendigt at dele?"),
        _("Skal skrives ved alt andet end samtykke og underretning. Et par linjer er nok."),
        required=False,
        rows=2,
        max_length=2000,
    )
    special_reason = LongText(
        _("Hvad er særligt, siden I må bruge engangsudvekslingen igen?"), required=False, rows=2, max_length=2000
    )
    decided_by = ShortText(
        _("Hvilken leder har afgjort det?"), _("Kun ved værdispring."), required=False, max_length=200
    )
    decided_on = DayField(_("Hvornår er det afgjort?"), _("Kun ved værdispring."), required=False)

    def __init__(self, *args: Any, grounds: Grounds, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = grounds.options  # type: ignore[attr-defined]
        for name in ("basis", "purpose", "necessity", "special_reason", "decided_by", "decided_on"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]
        if not grounds.asks_reason:
            del self.fields["special_reason"]
        if not grounds.asks_decision:
            del self.fields["decided_by"], self.fields["decided_on"]

    def ground_values(self) -> dict[str, Any] | None:
        """What was chosen and written, or None when nothing was chosen; the key of a consent's row is a number."""
        data = self.cleaned_data
        chosen = data.get("basis") or ""
        if not chosen:
            return None
        key, _colon, number = chosen.partition(":")
        return {
            "basis": key,
            "consent_id": int(number) if number else None,
            "purpose": data.get("purpose", ""),
            "note": data.get("necessity", ""),
            "special_reason": data.get("special_reason", ""),
            "decided_by": data.get("decided_by", ""),
            "decided_on": data.get("decided_on"),
        }
