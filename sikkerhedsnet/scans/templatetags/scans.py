"""The papers of a thing on its page."""

from __future__ import annotations

from typing import Any

from django import template

from sikkerhedsnet.scans.queries import scans_of
from sikkerhedsnet.scans.states import About

register = template.Library()


@register.inclusion_tag("scans/_papers.html")
def papers(about: str, pk: int, add: bool = True) -> dict[str, Any]:
    """What is laid with the thing, and a link to lay one more; for a page whose reader may see the thing."""
    return {"scans": list(scans_of(About(about), pk)), "about": about, "pk": pk, "add": add}
