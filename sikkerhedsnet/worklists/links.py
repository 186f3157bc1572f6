"""Where an owed row is seen and what happens to it."""

from __future__ import annotations

from sikkerhedsnet.organisation.models import Owed

PAGES = {
    "screening.wellbeingassessment": "screening:assessment",
    "concerns.concern": "concerns:concern",
    "meetings.meeting": "meetings:meeting",
    "plans.plan": "plans:plan",
    "plans.step": "plans:step",
    "rights.accessrequest": "rights:request",
}


def page_of(row: Owed) -> tuple[str, int]:
    """URL name and key of the page that shows the row."""
    return PAGES[row._meta.label_lower], row.pk
