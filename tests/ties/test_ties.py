"""What an employee has privately to do with a child shuts her out, in both layers, whoever she is signed in as."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.queries import holes
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.glass import actions as glass
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child, Custody, Guardian, Persona, Relation, Tie, TieChild, TieKind
from sikkerhedsnet.people.queries import own_family_user_ids
from sikkerhedsnet.ties import actions, queries
from sikkerhedsnet.ties.commands import Declare, EndTie, Link, Named, TakeOver
from tests.access.world import concern_of
from tests.glass.test_breaking import asks
from tests.personas import LONG_AGO, NOW, TODAY, Town

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)


def sees(town: Town, who: str, child: Child, on: Any = NOW) -> tuple[bool, bool]:
    """What the application says, and what the database says to plain SQL."""
    with clock.fixed(on):
        actor = town.actor(who)
        application = Child.objects.visible_to(actor).filter(pk=child.pk).exists()
        with transaction.atomic(), context.asking(context.person(actor)):
            database = Child.objects.filter(pk=child.pk).exists()
    return application, database


def declares(town: Town, who: str, named: Named, *, about: str | None = None, **changes: Any) -> Declare:
    kind = TieKind.objects.filter(municipality=town.municipality).order_by("order")[1]
    fields = {"user_id": town.user(about or who).pk, "kind_id": kind.pk, "child": named, "key": uuid4(), **changes}
    return Declare(**fields)


def by_name(child: Child) -> Named:
    return Named(name=child.name.upper(), born_on=child.birth_date)


def wrong() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT net_conflicts_wrong()")
        return int(cursor.fetchone()[0])


def test_a_tie_told_of_shuts_the_child_and_no_other(town: Town) -> None:
    child, other = town.children[1], town.children[2]
    assert sees(town, "mette", child) == (True, True)
    actions.declare(town.actor("mette"), declares(town, "mette", by_name(child)), now=NOW)
    assert sees(town, "mette", child) == (False, False)
    assert sees(town, "mette", other) == sees(town, "maja", child) == (True, True)
    assert town.user("mette").pk in own_family_user_ids(child, TODAY)
    assert wrong() == 0


def test_the_answer_and_the_traces_are_the_same_whether_the_child_is_there_or_not(town: Town) -> None:
    client, kind = town.client("mette"), TieKind.objects.filter(municipality=town.municipality).first()
    assert kind is not None
    there = town.child("Fjern", "Ukendt", enrol=False, district=None, cpr_number="7104224455")
    answers = []
    for number in (there.cpr_number, "6505224466"):
        sent = {"kind": kind.pk, "cpr_number": number, "name": "", "born_on": "", "key": str(uuid4())}
        with_page = client.post("/baand/nyt/", sent, follow=True)
        page = with_page.content.decode().replace(number[:6], "######").split("<main")[1]
        answers.append((with_page.status_code, with_page.redirect_chain, page.split("Det står der nu")[0]))
    assert answers[0] == answers[1]
    lines = ChangeLine.objects.filter(action="tie.declared").order_by("id")
    assert len({(line.child_id, str(line.details), line.object_type) for line in lines}) == 1
    with context.asking(context.person(town.actor("mette"))):
        assert not TieChild.objects.exists(), "what was found is nobody's to read"
        assert Tie.objects.count() == 2


def test_a_child_that_comes_later_is_found_by_what_was_typed(town: Town) -> None:
    actions.declare(town.actor("mette"), declares(town, "mette", Named(name=" nora  Holm", born_on=TODAY)), now=NOW)
    child = town.child("Nora", "Holm", birth_date=TODAY)
    assert sees(town, "mette", child) == (True, True)
    assert actions.match_open(town.municipality.pk) == 1
    assert actions.match_open(town.municipality.pk) == 0
    assert sees(town, "mette", child) == (False, False)


def test_broken_glass_opens_nothing_over_a_tie(town: Town) -> None:
    child = town.child("Fjern", "Ukendt", district=town.other_district, cpr_number="7104224455")
    actions.declare(town.actor("sara"), declares(town, "sara", Named(cpr_number=child.cpr_number)), now=NOW)
    assert glass.break_glass(town.actor("sara"), asks(child), now=NOW) is None
    assert glass.break_glass(town.actor("hanne"), asks(child), now=NOW) is not None


def test_only_the_leader_ends_it_with_a_reason_and_from_the_next_day(town: Town) -> None:
    child = town.children[1]
    tie = actions.declare(town.actor("mette"), declares(town, "mette", by_name(child)), now=NOW)
    end = EndTie(tie.pk, tie.version, "De er flyttet fra hinanden.")
    for who in ("mette", "maja", "rikke", "bo"):
        with pytest.raises((Tie.DoesNotExist, Refused)):
            actions.end_tie(town.actor(who), end, now=NOW)
    with pytest.raises(Invalid):
        actions.end_tie(town.actor("dorte"), EndTie(tie.pk, tie.version, " "), now=NOW)
    actions.end_tie(town.actor("dorte"), end, now=NOW)
    actions.end_tie(town.actor("dorte"), end, now=NOW)
    assert ChangeLine.objects.filter(action="tie.ended").count() == 1
    with pytest.raises(Stale):
        actions.end_tie(town.actor("dorte"), EndTie(tie.pk, tie.version, "Noget andet"), now=NOW)
    assert sees(town, "mette", child) == (False, False)
    assert sees(town, "mette", child, TOMORROW) == (True, True)
    assert Message.objects.filter(to=town.user("mette"), kind="tie.ended").exists()


def test_a_leader_tells_of_her_staffs_ties_and_of_nobody_elses(town: Town) -> None:
    child = town.children[1]
    actions.declare(town.actor("dorte"), declares(town, "dorte", by_name(child), about="mette"), now=NOW)
    assert sees(town, "mette", child) == (False, False)
    assert sees(town, "dorte", child) == (True, True)
    assert Message.objects.filter(to=town.user("mette"), kind="tie.declared").exists()
    for leader, about in (("dorte", "anders"), ("mette", "maja"), ("bo", "mette"), ("lars", "mette")):
        with pytest.raises(Refused):
            actions.declare(town.actor(leader), declares(town, leader, by_name(child), about=about), now=NOW)
    assert set(queries.led_by(town.actor("bo"), TODAY)) >= {town.user(key).pk for key in ("jonas", "dorte", "hanne")}


def test_who_lives_with_the_child_is_shut_out_and_follows_the_register(town: Town) -> None:
    """Maja's own child lives with a father who has another child at home, and a third lives at the same address."""
    own, half, near = town.child("Egen"), town.child("Halv"), town.child("Nær")
    mother, father = (custody.guardian for custody in own.custodies.order_by("id"))
    mother.user = town.user("maja")
    mother.save()
    tie = Custody.objects.create(child=half, guardian=father, has_custody=True, same_address=True, start_on=LONG_AGO)
    Child.objects.filter(pk=near.pk).update(address=own.address.upper() + " ", postcode=own.postcode)
    for child in (own, half, near):
        assert sees(town, "maja", child) == (False, False), child.name
        assert town.user("maja").pk in own_family_user_ids(Child.objects.get(pk=child.pk), TODAY)
    assert wrong() == 0
    Custody.objects.filter(pk=tie.pk).update(end_on=TODAY)
    Child.objects.filter(pk=near.pk).update(address="Skovvej 1")
    assert sees(town, "maja", half) == (False, False)
    assert sees(town, "maja", half, TOMORROW) == (True, True)
    assert sees(town, "maja", near) == (True, True)
    assert sees(town, "maja", own) == (False, False)
    assert wrong() == 0


def test_the_person_is_shut_out_under_every_user(town: Town) -> None:
    """Mette has two users and is known as a mother by her number alone."""
    child = town.children[1]
    other = town.hire("mette2", "Mette Lund", town.user("mette").employments.get().function, institution=town.day_care)
    mother = child.custodies.order_by("id").first().guardian
    Guardian.objects.filter(pk=mother.pk).update(cpr_number="7104224455")
    assert sees(town, "mette2", child) == (True, True)
    admin = town.actor("admin")
    actions.say_who(admin, Link(town.user("mette").pk, cpr_number="7104224455"), now=NOW)
    assert sees(town, "mette", child) == (False, False)
    assert sees(town, "mette2", child) == (True, True)
    actions.say_who(admin, Link(other.pk, same_as="METTE"), now=NOW)
    actions.say_who(admin, Link(other.pk, same_as="mette"), now=NOW)
    assert Persona.objects.count() == 2
    assert sees(town, "mette2", child) == (False, False)
    assert {town.user("mette").pk, other.pk} <= own_family_user_ids(child, TODAY)
    assert wrong() == 0
    actions.part_users(admin, other.pk, "Det var en anden Mette.", now=NOW)
    assert sees(town, "mette2", child) == (True, True)
    assert sees(town, "mette", child) == (False, False)
    Guardian.objects.filter(pk=mother.pk).update(cpr_number="")
    assert sees(town, "mette", child) == (True, True)
    assert wrong() == 0


def test_nobody_says_who_she_is_herself_and_two_numbers_are_two_people(town: Town) -> None:
    admin = town.actor("admin")
    with pytest.raises(Refused):
        actions.say_who(admin, Link(admin.id, cpr_number="7104224455"), now=NOW)
    actions.say_who(admin, Link(town.user("mette").pk, cpr_number="7104224455"), now=NOW)
    actions.say_who(admin, Link(town.user("maja").pk, cpr_number="6505224466"), now=NOW)
    for link in (
        Link(town.user("maja").pk, same_as="mette"),
        Link(town.user("dorte").pk, cpr_number="7104224455"),
        Link(town.user("dorte").pk, same_as="nabo"),
        Link(town.user("dorte").pk),
    ):
        with pytest.raises(Invalid):
            actions.say_who(admin, link, now=NOW)


def test_the_net_says_it_and_the_leader_finds_somebody_else(town: Town) -> None:
    child, jonas = town.child("Storm", district=town.district), town.user("jonas")
    concern = concern_of(child, town.user("mette"), jonas, False, state="taken", due_on=TODAY, owner=jonas)
    Relation.objects.create(child=child, user=jonas, kind="adviser", source="t", start_on=TODAY, end_on=TODAY)
    assert [hole.kind for hole in holes(town.municipality.pk, NOW)] == []
    actions.declare(town.actor("jonas"), declares(town, "jonas", by_name(child)), now=NOW)
    assert not Concern.objects.visible_to(town.actor("jonas")).exists()
    assert [hole.kind for hole in holes(town.municipality.pk, NOW)] == ["owner_without_access"]
    bo = town.actor("bo")
    left = queries.left_behind(bo, TODAY)
    assert [(one.owner.name, one.child_name) for one in left] == [("Jonas Holm", "")]
    assert [user.name for user in left[0].free] == ["Signe Friis"]
    assert [task.kind for task in queries.tasks(bo, TODAY)] == ["ties.take_over"]
    take = TakeOver("concerns.concern", concern.pk, left[0].row.version, town.user("mette").pk)
    with pytest.raises(Invalid):
        actions.take_over(bo, take, now=NOW)
    take = TakeOver("concerns.concern", concern.pk, left[0].row.version, town.user("signe").pk)
    with pytest.raises(Tie.DoesNotExist):
        actions.take_over(town.actor("dorte"), take, now=NOW)
    actions.take_over(bo, take, now=NOW)
    assert Concern.objects.visible_to(town.actor("signe")).filter(pk=concern.pk, owner=town.user("signe")).exists()
    assert sees(town, "signe", child) == (True, True)
    assert [hole.kind for hole in holes(town.municipality.pk, NOW)] == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(-8, 8), lasts=st.none() | st.integers(0, 8), asked=st.integers(-18, 18))
def test_not_one_day_too_long_and_not_one_too_short(town: Town, start: int, lasts: int | None, asked: int) -> None:
    child, mette = town.children[1], town.user("mette")
    begins = TODAY + timedelta(days=start)
    ends = None if lasts is None else begins + timedelta(days=lasts)
    ended = {"ended_by": mette, "ended_because": "x"} if ends else {}
    with transaction.atomic():
        tie = Tie.objects.create(
            user=mette, kind=TieKind.objects.filter(municipality=town.municipality)[0], child_name="x",
            child_born_on=TODAY, start_on=begins, end_on=ends, declared_by=mette, declared_at=NOW, changed_at=NOW,
            changed_by_name="x", **ended,
        )  # fmt: skip
        TieChild.objects.create(tie=tie, child=child)
        day: date = TODAY + timedelta(days=asked)
        free = not (begins <= day and (ends is None or day <= ends))
        assert sees(town, "mette", child, NOW + timedelta(days=asked)) == (free, free)
        assert wrong() == 0
        transaction.set_rollback(True)


def test_the_pages(town: Town) -> None:
    mette, dorte, admin, lars = (town.client(who) for who in ("mette", "dorte", "admin", "lars"))
    kind = TieKind.objects.filter(municipality=town.municipality).first()
    assert kind is not None
    bad = mette.post("/baand/nyt/", {"kind": kind.pk, "name": "Kun Navn", "key": str(uuid4())})
    assert bad.status_code == 400 and "Kun Navn" in bad.content.decode()
    sent = {"kind": kind.pk, "name": "Ida Sørensen", "born_on": "2022-04-11", "key": str(uuid4())}
    for _twice in range(2):
        assert mette.post("/baand/nyt/", sent).status_code == 302
    assert Tie.objects.count() == 1
    tie = Tie.objects.get()
    assert "Ida Sørensen" in mette.get("/baand/").content.decode()
    assert "Ida Sørensen" in dorte.get("/baand/medarbejdere/").content.decode()
    answer = dorte.post(f"/baand/{tie.pk}/slut/", {"because": "Flyttet", "version": 1, "key": str(uuid4())})
    assert answer.status_code == 302
    who = f"/baand/person/{town.user('mette').pk}/"
    assert admin.post(who, {"cpr_number": "710422-4455", "key": str(uuid4())}).status_code == 302
    assert "7104224455" not in admin.get(who).content.decode()
    assert lars.post("/baand/slags/", {"name": "Min fætter", "key": str(uuid4())}).status_code == 302
    assert "Min fætter" in mette.get("/baand/nyt/").content.decode()
