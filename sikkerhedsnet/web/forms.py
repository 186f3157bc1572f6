"""Forms in the design system's markup: labels, hints, errors and a summary that leads to each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString

from sikkerhedsnet.core.errors import Invalid

from .fields import (
    ChipsField,
    ChoiceOf,
    ClockField,
    DayField,
    FileOf,
    KeyField,
    LongText,
    NumberOf,
    PositionField,
    ScaleField,
    SheetField,
    ShortText,
    Text,
    TickBox,
)

__all__ = [
    "ChipsField",
    "ChoiceOf",
    "ClockField",
    "DayField",
    "FileOf",
    "KeyField",
    "KeyedForm",
    "LongText",
    "NumberOf",
    "PositionField",
    "ScaleField",
    "SheetField",
    "ShortText",
    "SnForm",
    "Text",
    "TickBox",
    "dress",
    "saying",
    "whole_number",
]


def saying(words: Mapping[str, Any]) -> Callable[[forms.Form, Invalid], None]:
    """A step's way of showing what a rule found wrong, in its own words: beside the field it is about, or above them all."""

    def say_invalid(form: forms.Form, problem: Invalid) -> None:
        for field, key in problem.errors.items():
            form.add_error(field if field in form.fields else None, str(words.get(key, key)))

    return say_invalid


MOST_DIGITS = 18
"""As many digits as the database's numbers are sure to hold."""


def whole_number(text: str) -> int | None:
    """The number a text from an address or a hidden field stands for: plain digits and not too many, else None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


class SnRenderer(DjangoTemplates):
    """Finds the widgets' templates in the apps; made once, because a renderer keeps its compiled templates."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"


RENDERER = SnRenderer()

PLAIN_CLASSES = {
    forms.Select: "form-select",
    forms.CheckboxInput: "form-checkbox",
    forms.FileInput: "sn-file",
}


class SnBoundField(BoundField):
    """A field that knows which markup it wants."""

    @property
    def kind(self) -> str:
        """`checkbox`, `group` (several inputs under one legend) or `input`."""
        widget = self.field.widget
        if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
            return "group"
        return "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"

    @property
    def optional(self) -> bool:
        """Whether the label says that it may be left out; a lone tick box needs no such word."""
        return not self.field.required and self.kind != "checkbox" and getattr(self.field, "say_optional", True)

    @property
    def summary_label(self) -> str:
        """The label as the beginning of a sentence in the error summary, after what the field is `about` when several of
        the same label stand on the page."""
        about = getattr(self.field, "about", "")
        label = f"{about}: {self.label}" if about else str(self.label)
        return label if label.endswith(("?", "!", ".", ":")) else f"{label}:"

    @property
    def anchor(self) -> str:
        """Where the error summary leads: the first thing that can be typed in or chosen."""
        first = next(iter(self.subwidgets), None) if self.kind == "group" else None
        return str(first.id_for_label if first else self.auto_id)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if self.kind == "group":
            attrs.pop("aria-invalid", None)
            attrs.pop("required", None)
            return attrs
        if not widget.is_hidden:
            css = next((c for kind, c in PLAIN_CLASSES.items() if isinstance(widget, kind)), "form-input")
            attrs["class"] = " ".join(
                str(name) for name in (css, widget.attrs.get("class"), attrs.get("class")) if name
            )
        return attrs


def dress(widget: forms.Widget) -> None:
    """Give Django's own groups of choices the design system's markup; a form that makes fields later asks for it itself."""
    if type(widget) is forms.RadioSelect:
        widget.template_name = "web/forms/radios.html"
        widget.attrs["class"] = "form-radio"
    elif type(widget) is forms.CheckboxSelectMultiple:
        widget.template_name = "web/forms/checks.html"
        widget.attrs["class"] = "form-checkbox"


class SnForm(forms.Form):
    """A form whose `{{ form }}` is the summary, the fields and the hidden ones; `hidden` gives the last alone."""

    default_renderer = RENDERER
    bound_field_class = SnBoundField
    error_css_class = "form-error"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field.widget)

    def add(self, name: str, field: forms.Field) -> None:
        """One field more, in the design system's markup."""
        dress(field.widget)
        self.fields[name] = field

    def as_typed(self) -> dict[str, Any]:
        """What was sent, to be shown again in a form nobody has asked to check yet."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }

    def error_summary(self) -> SafeString:
        """Nothing, or a framed list with a link to every field that has to be mended."""
        fields = [field for field in self.visible_fields() if self.is_bound and field.errors]
        hidden = [error for field in self.hidden_fields() if self.is_bound for error in field.errors]
        own = [*(self.non_field_errors() if self.is_bound else ()), *hidden]
        return self.render("web/forms/error_summary.html", {"form": self, "fields": fields, "own_errors": own})

    def hidden(self) -> SafeString:
        """The hidden fields, for a page that places the others itself."""
        return SafeString("".join(str(field) for field in self.hidden_fields()))


class KeyedForm(SnForm):
    """A form that may be sent twice and makes one row: `cleaned_data["key"]` is new for every page that is shown."""

    key = KeyField()
