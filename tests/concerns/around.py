"""What is asked about the people around a worry, and what happens to them."""

from __future__ import annotations

from datetime import timedelta

from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child, Custody, Guardian
from tests.personas import LONG_AGO, NOW, TODAY, Town


def told(town: Town, key: str) -> list[str]:
    return list(Message.objects.filter(to=town.user(key)).order_by("id").values_list("kind", flat=True))


def reaches_child(town: Town, key: str, child: Child) -> bool:
    return Child.objects.visible_to(town.actor(key), TODAY).filter(pk=child.pk).exists()


def make_parent(town: Town, key: str, child: Child) -> None:
    guardian = Guardian.objects.create(
        municipality=town.municipality,
        name=town.user(key).name,
        user=town.user(key),
        changed_at=NOW,
        changed_by_name="t",
    )
    Custody.objects.create(child=child, guardian=guardian, has_custody=True, same_address=True, start_on=LONG_AGO)


def end_jobs(town: Town, *keys: str) -> None:
    Employment.objects.filter(user__in=[town.user(key) for key in keys]).update(end_on=TODAY - timedelta(days=1))
