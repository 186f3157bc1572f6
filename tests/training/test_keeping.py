"""The register is kept: dates, places, who came, certificates given, moved and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import context
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.training import actions, queries
from sikkerhedsnet.training.commands import Give, Revoke, SetCourse, SetDate, Settle, SignUp
from sikkerhedsnet.training.models import Certificate, Course, CourseDate, Participation
from sikkerhedsnet.training.queries import certificates_of
from tests.personas import NOW, TODAY, Town
from tests.training.registered import certificate, course

DAY = timedelta(days=1)
UGLY = "æøå 👩‍👧 \u202eabc\u202c =1+1 <script>alert(1)</script> " + "x" * 40


def course_command(row: Course | None = None, **changes: Any) -> SetCourse:
    said: dict[str, Any] = {
        "course_id": row.pk if row else None, "version": row.version if row else 0, "short": "eget", "name": "Eget kursus",
        "certificate": "", "months": None, "warn_weeks": 8, "mark": "", "provider": "", "note": "", "functions": (),
        "is_offered": True, "key": uuid4(),
    }  # fmt: skip
    if row:
        said |= {"name": row.name, "certificate": row.certificate, "functions": tuple(row.functions)}
    return SetCourse(**{**said, **changes})


def planned(town: Town, key: str = "adbb", *, on: date = TODAY, seats: int | None = None) -> CourseDate:
    command = SetDate(course(town, key).pk, None, 0, on, None, "Rådhuset", "Ea", seats, uuid4())
    return actions.set_date(town.actor("karin"), command, now=NOW)


def ids(town: Town, *names: str) -> tuple[int, ...]:
    return tuple(town.user(name).pk for name in names)


def signed_up(town: Town, row: CourseDate, *names: str) -> int:
    return actions.sign_up(town.actor("karin"), SignUp(row.pk, ids(town, *names)), now=NOW)


def settled(town: Town, row: CourseDate, *came: str) -> CourseDate:
    row = CourseDate.objects.get(pk=row.pk)
    places = row.participants.filter(user__in=ids(town, *came)).values_list("pk", flat=True)
    return actions.settle(town.actor("karin"), Settle(row.pk, row.version, tuple(places)), now=NOW)


def opens(town: Town, who: str) -> frozenset[str]:
    return certificates_of(town.user(who).pk, town.municipality.pk, TODAY)


def test_from_a_place_on_a_course_to_an_open_form(town: Town) -> None:
    with context.asking(context.person(town.actor("karin"))):
        row = planned(town)
        assert signed_up(town, row, "hanne", "tove") == 2
        assert opens(town, "hanne") == frozenset()
        settled(town, row, "hanne")
    assert opens(town, "hanne") == {"adbb"} and opens(town, "tove") == frozenset()
    assert {p.user.username: p.state for p in Participation.objects.all()} == {"hanne": "came", "tove": "away"}
    lines = list(ChangeLine.objects.order_by("id").values_list("action", "child_id"))
    assert lines == [
        ("course_date.planned", None), ("course_place.given", None), ("course_place.given", None),
        ("certificate.given", None), ("course_date.held", None),
    ]  # fmt: skip
    told = Message.objects.filter(to=town.user("hanne")).get()
    assert told.about == "Du er tilmeldt ADBB-certificering mandag 23. november." and told.child_id is None


@pytest.mark.parametrize("who", ["hanne", "dorte", "bo", "admin", "nabo"])
def test_only_the_facilitator_keeps_the_register(town: Town, who: str) -> None:
    row, mine, actor = planned(town), certificate(town, "hanne", "adbb"), town.actor(who)
    tries: list[Any] = [
        lambda: actions.set_course(actor, course_command(), now=NOW),
        lambda: actions.set_date(actor, SetDate(row.course_id, None, 0, TODAY, None, "", "", None, uuid4()), now=NOW),
        lambda: actions.cancel_date(actor, row.pk, 1, now=NOW),
        lambda: actions.sign_up(actor, SignUp(row.pk, ids(town, "hanne")), now=NOW),
        lambda: actions.take_off(actor, 1, now=NOW),
        lambda: actions.settle(actor, Settle(row.pk, 1, ()), now=NOW),
        lambda: actions.give(actor, Give(town.user("hanne").pk, row.course_id, TODAY, None, uuid4()), now=NOW),
        lambda: actions.revoke(actor, Revoke(mine.pk, 1, "x"), now=NOW),
    ]
    for attempt in tries:
        with pytest.raises(Refused):
            attempt()


def test_nothing_of_another_municipality_is_within_reach(town: Town) -> None:
    town.hire("nabokarin", "Nora Eg", Function.DISTRICT_FACILITATOR, municipality=town.neighbour)
    row, mine, actor = planned(town), certificate(town, "hanne", "adbb"), town.actor("nabokarin")
    with pytest.raises(CourseDate.DoesNotExist):
        actions.sign_up(actor, SignUp(row.pk, ids(town, "nabo")), now=NOW)
    with pytest.raises(Certificate.DoesNotExist):
        actions.revoke(actor, Revoke(mine.pk, 1, "x"), now=NOW)
    with pytest.raises(Course.DoesNotExist):
        actions.set_course(actor, course_command(course(town, "adbb")), now=NOW)
    with pytest.raises(Course.DoesNotExist):
        actions.give(actor, Give(town.user("nabo").pk, row.course_id, TODAY, None, uuid4()), now=NOW)
    with pytest.raises(Invalid):
        signed_up(town, row, "nabo")


def test_the_same_form_twice_makes_one_row(town: Town) -> None:
    key: UUID = uuid4()
    karin, adbb = town.actor("karin"), course(town, "adbb")
    command = SetDate(adbb.pk, None, 0, TODAY, None, "", "", None, key)
    assert actions.set_date(karin, command, now=NOW) == actions.set_date(karin, command, now=NOW)
    given = Give(town.user("hanne").pk, adbb.pk, TODAY, None, uuid4())
    assert actions.give(karin, given, now=NOW) == actions.give(karin, given, now=NOW)
    added = course_command()
    assert actions.set_course(karin, added, now=NOW) == actions.set_course(karin, added, now=NOW)
    assert (CourseDate.objects.count(), Certificate.objects.count()) == (1, 1)
    row = CourseDate.objects.get()
    assert (signed_up(town, row, "hanne", "hanne"), signed_up(town, row, "hanne")) == (1, 0)


def test_there_is_no_room_for_more_than_there_are_seats(town: Town) -> None:
    row = planned(town, seats=2)
    signed_up(town, row, "hanne")
    with pytest.raises(Invalid) as full:
        signed_up(town, row, "mette", "maja")
    assert full.value.errors == {"users": "full"}
    place = Participation.objects.get()
    actions.take_off(town.actor("karin"), place.pk, now=NOW)
    assert signed_up(town, row, "mette", "maja") == 2
    with pytest.raises(Invalid):
        signed_up(town, row, "hanne")
    fresh = CourseDate.objects.get()
    command = SetDate(row.course_id, row.pk, fresh.version, TODAY, None, "", "", 1, uuid4())
    with pytest.raises(Invalid) as fewer:
        actions.set_date(town.actor("karin"), command, now=NOW)
    assert fewer.value.errors == {"seats": "seats_taken"}


def test_who_was_signed_up_meanwhile_is_not_written_as_absent(town: Town) -> None:
    row = planned(town)
    signed_up(town, row, "hanne")
    shown = CourseDate.objects.get()
    signed_up(town, row, "tove")
    with pytest.raises(Stale):
        actions.settle(town.actor("karin"), Settle(row.pk, shown.version, ()), now=NOW)


def test_who_came_can_be_mended_and_the_certificate_follows(town: Town) -> None:
    row = planned(town)
    signed_up(town, row, "hanne", "tove")
    settled(town, row, "hanne")
    settled(town, row, "tove")
    assert opens(town, "hanne") == frozenset() and opens(town, "tove") == {"adbb"}
    taken = Certificate.objects.get(user=town.user("hanne"))
    assert taken.revoked_on == TODAY and taken.revoked_why
    settled(town, row, "hanne", "tove")
    assert opens(town, "hanne") == {"adbb"}, "and a certificate taken back by mistake is given again"


def test_nobody_has_come_to_a_course_that_is_not_held_yet(town: Town) -> None:
    row = planned(town, on=TODAY + DAY)
    with pytest.raises(Invalid):
        settled(town, row)
    cancelled = planned(town)
    actions.cancel_date(town.actor("karin"), cancelled.pk, cancelled.version, now=NOW)
    with pytest.raises(Stale):
        settled(town, cancelled)
    with pytest.raises(Invalid):
        signed_up(town, cancelled, "hanne")


def test_those_with_a_place_hear_that_it_is_moved_or_cancelled(town: Town) -> None:
    row = planned(town, "loft", on=TODAY + DAY)
    signed_up(town, row, "mette")
    fresh = CourseDate.objects.get()
    command = SetDate(row.course_id, row.pk, fresh.version, TODAY + 2 * DAY, None, "Rådhuset", "Ea", None, uuid4())
    actions.set_date(town.actor("karin"), command, now=NOW)
    fresh.refresh_from_db()
    actions.cancel_date(town.actor("karin"), row.pk, fresh.version, now=NOW)
    actions.cancel_date(town.actor("karin"), row.pk, fresh.version, now=NOW)
    kinds = list(Message.objects.filter(to=town.user("mette")).order_by("id").values_list("kind", flat=True))
    assert kinds == ["course.signed_up", "course.moved", "course.cancelled"]


def test_a_new_interval_moves_the_days_that_follow_it_and_no_others(town: Town) -> None:
    by_rule = certificate(town, "hanne", "adbb", on=date(2025, 1, 31))
    on_paper = certificate(town, "tove", "adbb", on=date(2025, 1, 31), expires_on=date(2030, 1, 1), by_rule=False)
    adbb = course(town, "adbb")
    actions.set_course(town.actor("karin"), course_command(adbb, months=13), now=NOW)
    by_rule.refresh_from_db()
    on_paper.refresh_from_db()
    assert by_rule.expires_on == date(2026, 2, 27) and on_paper.expires_on == date(2030, 1, 1)
    assert opens(town, "hanne") == frozenset()
    actions.set_course(town.actor("karin"), course_command(course(town, "adbb"), months=None), now=NOW)
    assert opens(town, "hanne") == {"adbb"}
    with pytest.raises(Stale):
        actions.set_course(town.actor("karin"), course_command(adbb, version=1), now=NOW)


@pytest.mark.parametrize("short", ["", "A", "æble", "=1+1", "a" * 31, "loft"])
def test_a_short_name_can_stand_in_a_file_and_is_taken_once(town: Town, short: str) -> None:
    with pytest.raises(Invalid):
        actions.set_course(town.actor("karin"), course_command(short=short), now=NOW)


def test_a_certificate_is_revoked_once_for_a_reason_and_she_is_told(town: Town) -> None:
    row, karin = certificate(town, "hanne", "adbb"), town.actor("karin")
    with pytest.raises(Invalid):
        actions.revoke(karin, Revoke(row.pk, 1, " "), now=NOW)
    actions.revoke(karin, Revoke(row.pk, 1, UGLY), now=NOW)
    assert opens(town, "hanne") == frozenset()
    assert Message.objects.filter(to=town.user("hanne"), kind="certificate.revoked").count() == 1
    with pytest.raises(Stale):
        actions.revoke(karin, Revoke(row.pk, 2, "igen"), now=NOW)
    actions.give(karin, Give(row.user_id, row.course_id, TODAY, None, uuid4()), now=NOW)
    assert opens(town, "hanne") == {"adbb"}, "the same day may be given again by hand"


def test_what_she_has_learned_stays_when_she_moves_post(town: Town) -> None:
    certificate(town, "mette", "topi")
    town.user("mette").employments.update(end_on=TODAY - 2 * DAY)
    Employment.objects.create(
        user=town.user("mette"), municipality=town.municipality, function="teacher", institution=town.school,
        start_on=TODAY - DAY,
    )  # fmt: skip
    assert [c.course.key for c in queries.person(town.actor("rikke"), town.user("mette").pk, TODAY).certificates] == [
        "topi"
    ]
    with pytest.raises(type(town.user("mette")).DoesNotExist):
        queries.person(town.actor("dorte"), town.user("mette").pk, TODAY)
    town.user("mette").employments.update(end_on=TODAY - DAY)
    gone = queries.person(town.actor("karin"), town.user("mette").pk, TODAY)
    assert gone.posts == "" and len(gone.certificates) == 1


def renewals(town: Town, who: str) -> list[tuple[str, date]]:
    return [(task.kind, task.due_on) for task in queries.tasks(town.actor(who), TODAY)]


def test_what_expires_is_on_the_desk_in_time_of_her_her_leader_and_the_facilitator(town: Town) -> None:
    ends = TODAY + timedelta(weeks=8)
    certificate(town, "mette", "loft", expires_on=ends + DAY)
    assert [renewals(town, who) for who in ("mette", "dorte", "karin")] == [[], [], []]
    Certificate.objects.update(expires_on=ends)
    assert renewals(town, "mette") == [("training.own", ends)]
    assert renewals(town, "dorte") == renewals(town, "karin") == [("training.expiring", ends)]
    for who in ("rikke", "bo", "maja", "hanne", "amira"):
        assert renewals(town, who) == [], who
    signed_up(town, planned(town, "loft", on=TODAY + DAY), "mette")
    for who in ("mette", "dorte", "karin"):
        assert renewals(town, who) == [], "she has a place"


def test_an_expired_certificate_stays_on_the_desk_until_it_is_renewed(town: Town) -> None:
    certificate(town, "hanne", "adbb", on=TODAY - 800 * DAY, expires_on=TODAY - DAY)
    assert renewals(town, "karin") == [("training.expiring", TODAY - DAY)]
    assert renewals(town, "hanne") == [("training.own", TODAY - DAY)]
    certificate(town, "hanne", "adbb", on=TODAY)
    assert renewals(town, "karin") == renewals(town, "hanne") == []
    certificate(town, "mette", "adbb", on=TODAY - 800 * DAY, expires_on=TODAY - DAY)
    assert renewals(town, "karin") == [], "the course is not for pedagogues"


def test_the_facilitator_is_reminded_to_write_who_came(town: Town) -> None:
    row = planned(town, "loft", on=TODAY - DAY)
    assert renewals(town, "karin") == [], "nobody had a place"
    signed_up(town, row, "mette", "maja")
    assert renewals(town, "karin") == [("training.attendance", TODAY - DAY)]
    assert renewals(town, "dorte") == []
    settled(town, row, "mette")
    assert renewals(town, "karin") == []
