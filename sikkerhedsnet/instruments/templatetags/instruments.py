"""Words a form's pages need."""

from __future__ import annotations

from typing import Any

from django import template

from sikkerhedsnet.instruments.labels import MARK
from sikkerhedsnet.instruments.states import Mark

register = template.Library()


@register.filter
def mark_word(mark: Mark) -> Any:
    """How sure a fact is, in words."""
    return MARK[mark]
