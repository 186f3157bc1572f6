"""Where an owed row is seen and what happens to it."""

from __future__ import annotations

from sikkerhedsnet.organisation.models import Owed

PAGES = {
    "instruments.followup": "instruments:response",
    "screening.wellbeingassessment": "screening:assessment",
    "visits.plannedvisit": "visits:planned",
    "visits.visit": "visits:visit",
    "visits.dentalrecall": "visits:recall",
    "screening.notassessed": "screening:not_assessed",
    "concerns.concern": "concerns:concern",
    "concerns.notification": "concerns:notification",
    "meetings.meeting": "meetings:meeting",
    "plans.plan": "plans:plan",
    "plans.step": "plans:step",
    "plans.planrole": "plans:role",
    "plans.lookagain": "plans:watch",
    "measures.measure": "measures:measure",
    "handover.handover": "handover:handover",
    "rights.accessrequest": "rights:request",
    "guide.sparring": "guide:sparring",
}


def page_of(row: Owed) -> tuple[str, int]:
    """URL name and key of the page that shows the row."""
    label = row._meta.label_lower
    return PAGES[label], row.response_id if label == "instruments.followup" else row.pk  # type: ignore[attr-defined]
