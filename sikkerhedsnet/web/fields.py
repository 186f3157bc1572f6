"""Form fields that take what people really type, and say what to do when they cannot."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.utils.translation import gettext_lazy as _

from . import lost_session, words

LONGEST_TEXT = 20_000


class ShapePick(forms.RadioSelect):
    """Three large choices side by side, each with its shape and word."""

    template_name = "web/forms/pick.html"
    use_fieldset = True


class Chips(forms.CheckboxSelectMultiple):
    """Tick boxes that look like chips, in named groups, with a search line where there is JavaScript."""

    template_name = "web/forms/chips.html"


class Scale(forms.RadioSelect):
    """0 to 10 in one line."""

    template_name = "web/forms/scale_pick.html"


class DayInput(forms.DateInput):
    """The browser's own date field; what could not be read is shown again as it was typed."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not re.fullmatch(r"\d{4}-\d\d-\d\d", shown):
            read = read_day(shown)
            if read:
                context["widget"]["value"] = read.isoformat()
            else:
                context["widget"]["type"] = "text"
        return context


class KeyInput(forms.HiddenInput):
    """The one-time key, and beside it the mark of whoever has the page open."""

    template_name = "web/forms/key.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "author_name": lost_session.FIELD, "author_mark": lost_session.current_mark()}


class Text(forms.CharField):
    """Text kept as typed: emoji, marks and code included; composed letters (NFC), plain line ends, no NUL."""

    default_error_messages = {
        "required": _("Her mangler en tekst. Skriv den i feltet."),
        "max_length": _(
            "Teksten er for lang: %(show_value)s tegn. Der er plads til %(limit_value)s. Del den i to, eller kort den af."
        ),
        "nul": _(
            "Teksten indeholder et tegn, der ikke kan gemmes (et nul-tegn). Skriv stedet igen i stedet for at sætte det ind."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = self.error_messages["max_length"]

    def to_python(self, value: Any) -> str | None:
        if value not in self.empty_values:
            value = str(value).replace("\r\n", "\n").replace("\r", "\n")
            if "\x00" in value:
                raise ValidationError(self.error_messages["nul"], code="nul")
            value = unicodedata.normalize("NFC", value)
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"dir": "auto"}


class LongText(Text):
    """A note of several lines."""

    def __init__(
        self,
        label: Any = "",
        help: Any = "",
        required: bool = True,
        *,
        rows: int = 5,
        max_length: int = LONGEST_TEXT,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(label=label, help_text=help, required=required, max_length=max_length, **kwargs)


class ShortText(Text):
    """One line."""

    def __init__(
        self, label: Any = "", help: Any = "", required: bool = True, *, max_length: int = 200, **kwargs: Any
    ) -> None:
        super().__init__(label=label, help_text=help, required=required, max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return " ".join(text.split("\n")) if text else text


def read_day(text: str) -> date | None:
    """The day in `2026-12-02`, `2/12-2026`, `2.12.2026`, `02-12-2026`, `2.12.26` or `02122026`, or nothing."""
    text = text.strip().rstrip(".")
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})", text) or re.fullmatch(
        r"(\d{2})(\d{2})(\d{4})", text
    ):
        day, month, year = (int(part) for part in found.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DayField(forms.DateField):
    """A day, picked or typed as Danes type it; optionally within bounds."""

    widget = DayInput
    default_error_messages = {
        "required": _("Her mangler en dato. Skriv den for eksempel som 2.12.2026."),
        "invalid": _("Datoen kan ikke læses. Skriv den som dag, måned og år, for eksempel 2.12.2026."),
        "too_early": _("Datoen er for tidlig. Vælg %(day)s eller senere."),
        "too_late": _("Datoen er for sen. Vælg %(day)s eller tidligere."),
    }

    def __init__(
        self,
        label: Any = "",
        help: Any = "",
        required: bool = True,
        *,
        earliest: date | None = None,
        latest: date | None = None,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(label=label, help_text=help, required=required, **kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        read = read_day(str(value))
        if read is None or read.year < 1880:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return read

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise ValidationError(
                self.error_messages["too_early"], code="too_early", params={"day": words.day_words(self.earliest)}
            )
        if value and self.latest and value > self.latest:
            raise ValidationError(
                self.error_messages["too_late"], code="too_late", params={"day": words.day_words(self.latest)}
            )


def read_clock(text: str) -> time | None:
    """The hour in `13`, `13.00`, `13:00`, `1300` or `kl. 9.30`, or nothing."""
    text = re.sub(r"^\s*kl\.?\s*", "", text.strip(), flags=re.IGNORECASE)
    found = re.fullmatch(r"(\d{1,2})(?:\s*[.: ]\s*(\d{2})(?::\d{2})?)?", text) or re.fullmatch(
        r"(\d{1,2})(\d{2})", text
    )
    if not found:
        return None
    hour, minute = int(found.group(1)), int(found.group(2) or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class ClockField(forms.TimeField):
    """An hour of the day, as typed."""

    widget = forms.TextInput
    default_error_messages = {
        "required": _("Her mangler et klokkeslæt. Skriv det for eksempel som 13.00."),
        "invalid": _("Klokkeslættet kan ikke læses. Skriv det for eksempel som 13.00."),
    }

    def __init__(self, label: Any = "", help: Any = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(label=label, help_text=help, required=required, **kwargs)

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return super().to_python(value)
        read = read_clock(str(value))
        if read is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return read

    def prepare_value(self, value: Any) -> Any:
        return words.clock_words(value) if isinstance(value, time) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "input-width-xs", "inputmode": "decimal", "autocomplete": "off"}


CHOICE_MESSAGES: dict[str, Any] = {
    "required": _("Vælg en af mulighederne."),
    "invalid_choice": _("Det valg findes ikke her længere. Vælg en af mulighederne."),
}


class ChoiceOf(forms.ChoiceField):
    """One of some; radio buttons, or a list with `radio=False`."""

    default_error_messages = CHOICE_MESSAGES

    def __init__(
        self,
        label: Any = "",
        choices: Any = (),
        help: Any = "",
        required: bool = True,
        *,
        radio: bool = True,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", forms.RadioSelect if radio else forms.Select)
        super().__init__(label=label, choices=choices, help_text=help, required=required, **kwargs)


class ScaleField(forms.TypedChoiceField):
    """0 to 10; gives an int, or None when it may be left open and was."""

    default_error_messages = {**CHOICE_MESSAGES, "required": _("Vælg et tal fra 0 til 10.")}

    def __init__(self, label: Any = "", help: Any = "", required: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Scale)
        super().__init__(
            label=label,
            help_text=help,
            required=required,
            coerce=int,
            empty_value=None,
            choices=[(str(n), str(n)) for n in range(11)],
            **kwargs,
        )


class PositionField(forms.ChoiceField):
    """How a child is doing here today: Trives, Opmærksomhed or Bekymring."""

    widget = ShapePick
    default_error_messages = {**CHOICE_MESSAGES, "required": _("Vælg Trives, Opmærksomhed eller Bekymring.")}

    def __init__(self, label: Any = None, help: Any = "", required: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [("green", _("Trives")), ("yellow", _("Opmærksomhed")), ("red", _("Bekymring"))])
        super().__init__(label=label or _("Position"), help_text=help, required=required, **kwargs)


class ChipsField(forms.MultipleChoiceField):
    """Any number of signs, in named groups: `[("Leg", [("alone", "Leger alene"), …]), …]`."""

    widget = Chips
    default_error_messages = {
        "required": _("Vælg mindst én."),
        "invalid_choice": _("Et af dine valg findes ikke her længere. Vælg igen."),
    }

    def __init__(
        self, label: Any = "", choices: Iterable[Any] = (), help: Any = "", required: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label=label, choices=choices, help_text=help, required=required, **kwargs)


class TickBox(forms.BooleanField):
    """One tick."""

    default_error_messages = {"required": _("Sæt kryds her for at gå videre.")}

    def __init__(self, label: Any = "", help: Any = "", required: bool = False, **kwargs: Any) -> None:
        super().__init__(label=label, help_text=help, required=required, **kwargs)


class NumberOf(forms.IntegerField):
    """A whole number within bounds."""

    default_error_messages = {
        "required": _("Her mangler et tal."),
        "invalid": _("Skriv et helt tal, for eksempel 12."),
    }

    def __init__(self, label: Any = "", help: Any = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(label=label, help_text=help, required=required, **kwargs)
        for validator in self.validators:
            if isinstance(validator, MinValueValidator):
                validator.message = _("Tallet er for lille. Det mindste er %(limit_value)s.")
            elif isinstance(validator, MaxValueValidator):
                validator.message = _("Tallet er for stort. Det største er %(limit_value)s.")


class FileOf(forms.FileField):
    """One file."""

    default_error_messages = {
        "required": _("Vælg en fil."),
        "missing": _("Vælg en fil."),
        "invalid": _("Filen kom ikke med. Vælg den igen, og send."),
        "empty": _("Filen er tom. Vælg en anden fil."),
    }

    def __init__(
        self, label: Any = "", help: Any = "", required: bool = True, *, accept: str = "", **kwargs: Any
    ) -> None:
        self.accept = accept
        super().__init__(label=label, help_text=help, required=required, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": self.accept} if self.accept else {}


class SheetField(FileOf):
    """A scanned sheet or a photograph of one; cleaned it is its bytes, and whoever keeps it asks `scans` what they are."""

    def __init__(self, label: Any = "", help: Any = "", required: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("accept", ".pdf,.jpg,.jpeg,.png")
        super().__init__(
            label, help or _("En PDF eller et billede (JPEG eller PNG) på højst 4 MB."), required, **kwargs
        )

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        uploaded = super().clean(data, initial)
        return uploaded.read() if uploaded else None


class KeyField(forms.UUIDField):
    """The one-time key of one rendered form; a key that cannot be read is replaced when the form is shown again."""

    widget = KeyInput
    default_error_messages = {
        "required": _("Siden var for gammel til at blive sendt. Se teksten igennem, og send igen."),
        "invalid": _("Siden var for gammel til at blive sendt. Se teksten igennem, og send igen."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(initial=uuid.uuid4, **kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return uuid.UUID(str(data))
        except ValueError:
            return initial
