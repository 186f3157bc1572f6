"""Forms as a browser sends them, and the certificate that opens ADBB."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sikkerhedsnet.instruments.models import Response
from sikkerhedsnet.instruments.reading import shipped
from sikkerhedsnet.instruments.versions import in_force
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.training.models import Certificate, Course
from tests.personas import NOW, TODAY, Town


def certify(town: Town, who: str, key: str = "adbb") -> None:
    """A certificate that stands today."""
    course, _new = Course.objects.get_or_create(
        municipality=town.municipality,
        key=key,
        defaults={"name": key, "certificate": key, "changed_at": NOW, "changed_by_name": "test"},
    )
    Certificate.objects.create(
        municipality=town.municipality, user=town.user(who), course=course, completed_on=TODAY, source="paper",
        changed_at=NOW, changed_by_name="test",
    )  # fmt: skip


def sent(town: Town, key: str, answers: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The fields of a form; `answers` are put over an answer of 0 (or the healthy one) to every item."""
    form = in_force(town.municipality.pk, TODAY)[key]
    fields: dict[str, Any] = {"key": str(uuid4()), "edition": form.edition, "answered_on": TODAY.isoformat()}
    for item in shipped()[key].items:
        given = (answers or {}).get(item.id, 0)
        if given is not None:
            fields[f"item_{item.id}"] = given
    return {**fields, **more}


SIX = {"1facialExpression": 2, "2eyeContact": 2, "8attraction": 2}


def adbb(town: Town, child: Child, who: str = "hanne", answers: dict[str, Any] | None = None, **more: Any) -> Any:
    """An ADBB sent from the page; six points unless told otherwise."""
    fields = sent(town, "adbb", SIX if answers is None else answers, **more)
    return town.client(who).post(f"/skemaer/barn/{child.pk}/adbb/", fields)


def newest(**wanted: Any) -> Response:
    found = Response.objects.filter(**wanted).order_by("-pk").first()
    assert found is not None
    return found
