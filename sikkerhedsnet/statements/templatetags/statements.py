"""A party's statement under the text it is about."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from ..queries import Pins, Said

register = template.Library()


@register.simple_tag
def pinned(pins: Pins, row: str, row_id: int, name: str) -> SafeString:
    """The statements on one text; nothing when there are none, and no query."""
    return said(pins.of(row, row_id, name))


@register.simple_tag
def said(statements: Iterable[Said]) -> SafeString:
    """Each statement with who said it and when, set apart from the text it is about."""
    rows = list(statements)
    if not rows:
        return SafeString("")
    return mark_safe(render_to_string("statements/pinned.html", {"statements": rows}))  # noqa: S308  # escapes itself
