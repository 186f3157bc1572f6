"""Rows of the register as the checks want them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sikkerhedsnet.training.models import Certificate, Course, CourseDate
from tests.personas import NOW, TODAY, Town

STAMP: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}


def course(town: Town, key: str) -> Course:
    found: Course = Course.objects.get(municipality=town.municipality, key=key)
    return found


def certificate(town: Town, who: str, key: str, *, on: date = TODAY, **fields: Any) -> Certificate:
    user = town.user(who)
    row: Certificate = Certificate.objects.create(
        municipality=user.municipality,
        user=user,
        course=Course.objects.get(municipality=user.municipality, key=key),
        completed_on=on,
        source="by_hand",
        **{**STAMP, **fields},
    )
    return row


def course_date(town: Town, key: str, *, on: date = TODAY, **fields: Any) -> CourseDate:
    row: CourseDate = CourseDate.objects.create(course=course(town, key), on=on, **{**STAMP, **fields})
    return row
