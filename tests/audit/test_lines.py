"""Every line says in which function and unit somebody acted, why the child was within reach, and from where."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.audit.labels import BASIS
from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.audit.origin import HERE, Origin, Road, coming_from, current, network_of
from sikkerhedsnet.core import context
from sikkerhedsnet.organisation.models import Employment, GroupAssignment
from sikkerhedsnet.people.models import BrokenGlass, Relation
from tests.access.world import Case
from tests.personas import NOW, TODAY, Town

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


def line_of(town: Town, key: str, child: Any, *, action: str = "child.read", days_ago: int = 0) -> ReadLine:
    actor = town.actor(key)
    with context.asking(context.person(actor)):
        audit.read(actor, action, child, at=NOW - timedelta(days=days_ago), child_id=child.pk if child else None)
    return ReadLine.objects.latest("id")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "function", "unit", "basis"),
    [
        ("mette", "pedagogue", "day_care", "group"),
        ("dorte", "leader", "day_care", "leader"),
        ("hanne", "health_visitor", "health", "district"),
        ("jonas", "prevention_adviser", "district", "none"),
        ("stranger", "pedagogue", "other_day_care", "none"),
        ("lars", "data_protection_officer", "", "control"),
        ("bo", "chief", "", "duty"),
        ("admin", "system_admin", "", "duty"),
    ],
)
def test_a_line_says_function_unit_and_why(town: Town, key: str, function: str, unit: str, basis: str) -> None:
    place = getattr(town, unit) if unit else None
    line = line_of(town, key, town.children[0])
    assert (line.function, line.basis) == (function, basis)
    assert line.unit == (f"{place._meta.model_name}:{place.pk}" if place else "")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [*Relation.Kind.values, *Relation.Quiet.values])
def test_a_relation_is_named_by_its_kind_while_it_lasts(town: Town, kind: str) -> None:
    child, days = town.children[0], {"start_on": TODAY - timedelta(days=2), "end_on": TODAY}
    Relation.objects.create(child=child, user=town.user("lone"), kind=kind, source="test", **days)
    assert [line_of(town, "lone", child, days_ago=ago).basis for ago in (-1, 0, 2, 3)] == ["none", kind, kind, "none"]


@pytest.mark.django_db
def test_an_open_reason_goes_before_a_quiet_one(town: Town) -> None:
    child, days = town.children[0], {"start_on": TODAY, "end_on": TODAY, "source": "test"}
    for kind in ("quiet_adviser", "participant"):
        Relation.objects.create(child=child, user=town.user("lone"), kind=kind, **days)
    assert line_of(town, "lone", child).basis == "participant"
    Relation.objects.create(child=child, user=town.user("mette"), kind="quiet_owner", **days)
    assert line_of(town, "mette", child).basis == "group"


@pytest.mark.django_db
def test_broken_glass_is_the_reason_until_its_hour_has_passed(town: Town) -> None:
    child = town.children[0]
    glass = BrokenGlass.objects.create(
        child=child, user=town.user("sara"), function="family_adviser", reason="danger", why="Nogen ringede om natten.",
        broken_at=NOW, ends_at=NOW + timedelta(hours=1), idempotency_key=uuid4(),
    )  # fmt: skip
    assert line_of(town, "sara", child).basis == "glass"
    glass.ended_at = NOW + timedelta(minutes=5)
    glass.save()
    assert line_of(town, "sara", child).basis == "none"


@pytest.mark.django_db
def test_who_wrote_a_worry_and_has_no_other_reason_says_that(town: Town, cases: dict[str, Case]) -> None:
    child = cases["own group"].child
    Relation.objects.filter(child=child).delete()
    GroupAssignment.objects.filter(employment__user=town.user("mette")).update(end_on=TODAY - timedelta(days=1))
    Employment.objects.filter(user=town.user("mette")).update(institution=town.other_day_care)
    assert line_of(town, "mette", child).basis in {"concern", "seat", "step"}


@pytest.mark.django_db
def test_own_family_is_said_whatever_else_is_a_reason(town: Town) -> None:
    child = town.children[1]
    guardian = child.custodies.first().guardian
    guardian.user = town.user("mette")
    guardian.save()
    assert line_of(town, "mette", child).basis == "own_family"
    assert line_of(town, "amira", town.children[0]).basis == "family"
    assert line_of(town, "amira", town.children[0]).function == "parent"


@pytest.mark.django_db
def test_of_two_posts_the_one_that_opens_the_child_is_named(town: Town) -> None:
    child, mette = town.children[0], town.user("mette")
    for where, function in ((town.school, Function.TEACHER), (town.other_day_care, Function.LEADER)):
        Employment.objects.create(
            user=mette, municipality=town.municipality, function=function, institution=where, start_on=TODAY
        )
    line = line_of(town, "mette", child)
    assert (line.function, line.unit) == ("pedagogue", f"institution:{town.day_care.pk}")
    away = town.child("Anden", "Anden", institution=town.other_day_care)
    line = line_of(town, "mette", away)
    assert (line.function, line.unit, line.basis) == ("leader", f"institution:{town.other_day_care.pk}", "leader")


@pytest.mark.django_db
def test_the_reviewers_look_says_that_it_is_one(town: Town) -> None:
    assert line_of(town, "rikke", town.children[0], action="glass.read").basis == "review"


@pytest.mark.django_db
def test_what_is_not_about_a_child_has_function_and_unit_and_no_reason(town: Town) -> None:
    line = line_of(town, "mette", None, action="children.searched")
    assert (line.function, line.unit, line.basis) == ("pedagogue", f"institution:{town.day_care.pk}", "")


@pytest.mark.django_db
def test_the_system_says_by_which_road_it_came(town: Town) -> None:
    audit.record(System(), "child.left", None, at=NOW, child_id=town.children[0].pk)
    line = ChangeLine.objects.latest("id")
    assert (line.function, line.unit, line.basis, line.origin) == ("system", "", "system", "command")
    with coming_from(Origin(Road.TICK)):
        audit.record(System(), "net.read", None, at=NOW)
    line = ChangeLine.objects.latest("id")
    assert (line.origin, line.basis) == ("tick", "")


@pytest.mark.django_db
def test_the_tick_says_so(cases: dict[str, Case]) -> None:
    concern = cases["own group"].child.concerns.filter(state="taken").first()
    type(concern).objects.filter(pk=concern.pk).update(due_on=TODAY - timedelta(days=3))
    call_command("tick", stderr=StringIO())
    assert ChangeLine.objects.get(action="date.escalated", object_id=concern.pk).origin == "tick"
    assert current() == HERE


@pytest.mark.django_db
def test_nobody_says_her_own_reason_or_function(town: Town) -> None:
    line = ReadLine.objects.create(
        at=NOW, municipality_id=town.municipality.pk, actor_id=town.user("stranger").pk, actor_name="Stine", function="chief",
        action="child.read", object_type="", child_id=town.children[0].pk, basis="group", unit="institution:1",
    )  # fmt: skip
    line.refresh_from_db()
    assert (line.function, line.basis, line.unit) == ("pedagogue", "none", f"institution:{town.other_day_care.pk}")


@pytest.mark.django_db
def test_a_page_says_network_and_kind_of_device_and_believes_no_header(town: Town) -> None:
    client = Client(
        REMOTE_ADDR="10.20.30.40", HTTP_USER_AGENT=CHROME, HTTP_X_FORWARDED_FOR="6.6.6.6", HTTP_X_REAL_IP="6.6.6.6"
    )
    client.force_login(town.user("mette"), backend="django.contrib.auth.backends.ModelBackend")
    client.get(reverse("childfile:child", args=[town.children[0].pk]))
    line = ReadLine.objects.get(action="child.read")
    assert (line.origin, line.network, line.device) == ("web", "10.20.30.0/24", "Chrome, Windows")


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "kept"), [("whole", "10.20.30.40"), ("none", ""), ("network", "10.20.30.0/24")])
def test_how_much_of_the_address_is_kept_is_the_municipalitys_choice(
    town: Town, settings: Any, kind: str, kept: str
) -> None:
    settings.LOG_ADDRESS = kind
    client = Client(REMOTE_ADDR="10.20.30.40")
    client.force_login(town.user("mette"), backend="django.contrib.auth.backends.ModelBackend")
    client.get(reverse("childfile:child", args=[town.children[0].pk]))
    assert ReadLine.objects.get(action="child.read").network == kept


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.20.30.40", "10.20.30.0/24"), ("::1", "::/48"), ("2a01:4f8:abc:1::7", "2a01:4f8:abc::/48"), ("", ""),
        ("::ffff:10.20.30.40", "10.20.30.0/24"), ("unix:", ""), ("10.20.30.40, 1.2.3.4", ""), ("[::1]", "::/48"),
        ("fe80::1%eth0", "fe80::/48"), ("<script>", ""),
    ],
)  # fmt: skip
def test_an_address_is_told_as_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.django_db
def test_a_long_list_costs_one_statement_and_no_question(town: Town) -> None:
    actor = town.actor("mette")
    with context.asking(context.person(actor)), CaptureQueriesContext(connection) as queries:
        audit.read_children(actor, "children.listed", range(1, 200), at=NOW)
    assert len([q for q in queries if "audit_readline" in q["sql"]]) == len(queries) == 1


@pytest.mark.django_db
def test_every_reason_has_its_words(town: Town) -> None:
    whys = {*Relation.Kind.values, "group", "institution", "leader", "district", "glass", "concern", "meeting", "seat",
            "plan", "step", "notification", "request", "review", "control", "duty", "family", "own_family", "none", "system", ""}  # fmt: skip
    assert whys == set(BASIS)
