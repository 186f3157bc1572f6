"""Addresses of the pages of a round, and their forms as they are sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from sikkerhedsnet.people.models import Child
from sikkerhedsnet.screening.models import (
    AssessmentRound,
    WellbeingAssessment,
)
from tests.personas import TODAY, Town

UGLY = "Ærø Åse 😀 \u202eomvendt\u202c =1+1 <script>alert('x')</script>"


def group_url(round_: AssessmentRound, town: Town) -> str:
    return reverse("screening:group", args=[round_.pk, town.group.pk])


def joint_url(round_: AssessmentRound, town: Town) -> str:
    return reverse("screening:joint", args=[round_.pk, town.group.pk])


def fields(child: Child, position: str = "", comment: str = "", works: str = "") -> dict[str, str]:
    prefix = f"child-{child.pk}"
    return {f"{prefix}-position": position, f"{prefix}-comment": comment, f"{prefix}-what_works": works}


def settle_fields(town: Town, assessment: WellbeingAssessment, **changes: Any) -> dict[str, Any]:
    return {
        "position": "yellow",
        "comment": "Står i kanten.",
        "what_works": "Højtlæsning.",
        "focus_point": "Vi tager imod om morgenen.",
        "adults_change": "Den samme voksne står i døren.",
        "next_on": (TODAY + timedelta(days=14)).isoformat(),
        "tell_parents_how": "talk",
        "owner_id": town.user("mette").pk,
        "version": assessment.version,
        **changes,
    }


def text(response: Any) -> str:
    return response.content.decode()
