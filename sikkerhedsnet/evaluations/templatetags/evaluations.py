"""A row of answers in numbers and as a bar; the bar says nothing that the numbers beside it do not."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ..queries import Row

register = template.Library()

FILLINGS = (
    '<svg class="ev-fillings" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="ev-slant" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="ev-pale" width="4" height="4"/><rect class="ev-ink" width="1" height="4"/></pattern>'
    '<pattern id="ev-dots" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect class="ev-pale" width="4" height="4"/><circle class="ev-ink" cx="2" cy="2" r="1"/></pattern>'
    "</defs></svg>"
)
FILL = {"neither": "url(#ev-dots)", "others": "url(#ev-dots)", "disagree": "url(#ev-slant)"}


@register.simple_tag
def bar_fillings() -> SafeString:
    """What the bars are filled with, so that nobody has to tell colours apart; once on a page."""
    return mark_safe(FILLINGS)  # noqa: S308  # constants only


@register.simple_tag
def answers(row: Row, number: int) -> SafeString:
    """`18 (72 %)`."""
    return format_html('{} <span class="sn-muted">({} %)</span>', number, row.percent(number))


@register.simple_tag
def answer_bar(row: Row) -> SafeString:
    """The row's parts as one bar, each with its own filling and a gap between."""
    parts: list[tuple[str, str, SafeString]] = []
    at = 0.0
    for name, number in row.shares:
        wide = 100 * number / (row.total or 1)
        filled = format_html('fill="{}"', FILL[name]) if name in FILL else mark_safe('class="ev-full"')
        parts.append((f"{at:.2f}", f"{max(wide - 0.8, 0):.2f}", filled))
        at += wide
    drawn = format_html_join("", '<rect x="{}" y="0" width="{}" height="10" {}/>', parts)
    return format_html(
        '<svg class="ev-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        "{}</svg>",
        drawn,
    )
