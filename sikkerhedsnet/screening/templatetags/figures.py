"""A row of an overview in numbers and as a bar; the bar says nothing that the numbers beside it do not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ..figures import Shown, Table
from ..models import AssessmentRound

register = template.Library()

PATTERNS = (
    '<svg class="sn-patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="sn-slant" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="sn-part--yellow" width="4" height="4"/><rect class="sn-ink" width="1" height="4"/></pattern>'
    '<pattern id="sn-dots" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect class="sn-part--red" width="4" height="4"/><circle class="sn-paper" cx="2" cy="2" r="1"/></pattern>'
    '<pattern id="sn-lines" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect class="sn-part--others" width="4" height="4"/><rect class="sn-ink" width="4" height="1"/></pattern>'
    "</defs></svg>"
)
FILL = {"yellow": "url(#sn-slant)", "red": "url(#sn-dots)", "others": "url(#sn-lines)"}


@register.simple_tag
def bar_patterns() -> SafeString:
    """What the bars are filled with, so that nobody has to tell colours apart; once on a page."""
    return mark_safe(PATTERNS)  # noqa: S308  # constants only


@register.simple_tag
def share(row: Shown, n: int) -> SafeString:
    """`87 (87 %)`."""
    return format_html('{} <span class="sn-muted">({} %)</span>', n, row.percent(n))


@register.simple_tag
def share_bar(row: Shown) -> SafeString:
    """The row's parts as one bar, each with its own filling and a gap between."""
    total = sum(n for _name, n in row.shares) or 1
    parts: list[tuple[str, str, SafeString]] = []
    at = 0.0
    for name, n in row.shares:
        wide = 100 * n / total
        filled = format_html('fill="{}"', FILL[name]) if name in FILL else mark_safe('class="sn-part--green"')
        parts.append((f"{at:.2f}", f"{max(wide - 0.8, 0):.2f}", filled))
        at += wide
    drawn = format_html_join("", '<rect x="{}" y="0" width="{}" height="10" {}/>', parts)
    return format_html(
        '<svg class="sn-share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        "{}</svg>",
        drawn,
    )


@register.simple_tag
def figure_table(table: Table, fewest: int) -> SafeString:
    """One way of cutting the round's children."""
    return _table(table.title, "" if table.key == "all" else table.title, table.rows, fewest)


@register.simple_tag
def over_time_table(rows: Iterable[tuple[AssessmentRound, Shown]], fewest: int) -> SafeString:
    """The rounds beside each other, newest first."""
    return _table(_("De seneste runder"), _("Runde"), [row for _round, row in rows], fewest)


def _table(title: object, first: object, rows: Iterable[Shown], fewest: int) -> SafeString:
    context: dict[str, Any] = {"title": title, "first": first, "rows": list(rows), "fewest": fewest}
    return mark_safe(render_to_string("screening/figure_table.html", context))  # noqa: S308  # a template of ours
