"""Words a form's pages need."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from sikkerhedsnet.instruments.definition import Definition
from sikkerhedsnet.instruments.labels import MARK
from sikkerhedsnet.instruments.states import Mark

register = template.Library()


@register.filter
def mark_word(mark: Mark) -> Any:
    """How sure a fact is, in words."""
    return MARK[mark]


@register.filter
def form_ages(form: Definition) -> str:
    """`fra 5 år, til barnet fylder 18`; in months where a whole year is not the limit."""
    low, high = form.first_month, form.last_month
    if low % 12 == 0 and high % 12 == 0:
        return _("fra %(low)s år, til barnet fylder %(high)s") % {"low": low // 12, "high": high // 12}
    return _("fra %(low)s måneder, til barnet er %(high)s måneder") % {"low": low, "high": high}
