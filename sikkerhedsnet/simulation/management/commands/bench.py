"""`bench [--json]`: the daily pages beside their floor, as ratios measured in one run."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.core import clock
from sikkerhedsnet.organisation.models import GroupAssignment
from sikkerhedsnet.organisation.queries import actor_for
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.screening.models import AssessmentRound, OwnAssessment
from sikkerhedsnet.simulation.benchmark import Job, measure, served

PASSWORD = "demo-sikkerhedsnet"


class Command(BaseCommand):
    help = "Måler de daglige sider op mod deres gulv: samme SQL gennem psycopg og en fast side gennem samme server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=int, default=5600, help="antal børn der bedømmes efter (kun demoen endnu)")
        parser.add_argument("--rounds", type=int, default=30)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not Municipality.objects.filter(is_demo=True).exists():
            self.stderr.write("Målingen logger ind som demopersonerne og kræver en demodatabase. Start ./run først.")
            sys.exit(2)
        with served() as port:
            figures = []
            for job in jobs():
                self.stderr.write(f"Måler {job.name} …")
                figures += [figure.as_dict() for figure in measure(job, port, PASSWORD, options["rounds"])]
        if options["json"]:
            self.stdout.write(json.dumps(figures, indent=2))
        else:
            for figure in figures:
                against = "siden uden" if ":" in figure["name"] else "gulvet"
                self.stdout.write(
                    f"{figure['name']:<46} {figure['ratio']:>6.2f} gange {against} "
                    f"({figure['ours'] * 1000:.1f} ms mod {figure['reference'] * 1000:.1f} ms)"
                )


def jobs() -> list[Job]:
    """The adviser's desk, a child file, the group page, and saving a group's ratings (as they already are)."""
    today = clock.today()
    jonas, mette = User.objects.get(username="jonas"), User.objects.get(username="mette")
    child = Child.objects.visible_to(actor_for(jonas, today), today).first()
    group = GroupAssignment.objects.on(today).filter(employment__user=mette).values_list("group_id", flat=True).first()
    current = AssessmentRound.objects.filter(
        institutions__groups=group, opens_on__lte=today, closes_on__gte=today
    ).first()
    if child is None or current is None or group is None:
        raise SystemExit("Demoen har ikke det, målingen skal bruge. Start med en ny database.")
    group_page = reverse("screening:group", args=[current.pk, group])
    return [
        Job("adviser's desk", "jonas", reverse("worklists:desk")),
        Job("child file", "jonas", reverse("childfile:child", args=[child.pk])),
        Job("group page", "mette", group_page),
        Job("saving a group's ratings", "mette", group_page, _as_saved(mette, current, group)),
    ]


def _as_saved(rater: User, current: AssessmentRound, group_id: int) -> dict[str, str]:
    """The fields of the group page as they stand, so that saving them again changes nothing."""
    own = OwnAssessment.objects.filter(
        rater=rater, assessment__round=current, assessment__group_id=group_id
    ).select_related("assessment")
    fields = {"save": "draft"}
    for one in own:
        prefix = f"child-{one.assessment.child_id}"
        fields |= {
            f"{prefix}-position": one.position,
            f"{prefix}-comment": one.comment,
            f"{prefix}-what_works": one.what_works,
        }
    return fields
