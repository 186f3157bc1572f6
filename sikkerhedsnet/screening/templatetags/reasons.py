"""Why children are not assessed, in words and numbers."""

from __future__ import annotations

from django import template

from ..round_labels import COUNTED, REASON
from ..rules import Coverage
from ..states import Reason

register = template.Library()


@register.simple_tag
def reasons(coverage: Coverage, objections: bool) -> str:
    """`2 fraværende, 1 anden grund`; `objections`: this reader is told how many parents have said no."""
    return ", ".join(f"{n} {COUNTED[name]}" for name, n in coverage.reasons_told(objections=objections).items())


@register.simple_tag
def reason_word(reason: str) -> str:
    """Why one child is not assessed, for whoever works with the child."""
    return str(REASON[Reason(reason)])
