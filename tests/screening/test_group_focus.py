"""What adults change around a group: agreed, owed, looked at again, and seen by those who work there alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.organisation.models import Employment, GroupAssignment
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.screening import queries
from sikkerhedsnet.screening.group_focus import LookAtFocus, MakeFocus, look_at_focus, make_focus
from sikkerhedsnet.screening.models import GroupFocus, GroupFocusLook
from sikkerhedsnet.screening.states import Around
from sikkerhedsnet.worklists.actions import tick
from tests.personas import NOW, TODAY, Town

from .forms_sent import UGLY, text

WORDS = "Der er larm i garderoben, når alle går ud på én gang."


def command(town: Town, **changes: object) -> MakeFocus:
    made = MakeFocus(
        institution_id=town.day_care.pk,
        group_id=town.group.pk,
        attention=WORDS,
        adults_change="Vi deler os i to hold, og en af os bliver inde.",
        around=(Around.RHYTHM, Around.TASKS),
        begins_on=TODAY,
        look_on=TODAY + timedelta(days=42),
        owner_id=town.user("maja").pk,
        key=uuid4(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_colleagues_agree_and_a_second_submit_makes_no_other(town: Town) -> None:
    asked = command(town)
    made = make_focus(town.actor("mette"), asked, now=NOW)
    assert make_focus(town.actor("mette"), asked, now=NOW) == made
    assert (made.owner, made.due_on, made.around) == (
        town.user("maja"), TODAY + timedelta(days=42), ["rhythm", "tasks"],
    )  # fmt: skip
    assert ChangeLine.objects.filter(action="group_focus.made").count() == 1
    task = next(t for t in queries.tasks(town.actor("maja"), TODAY) if t.kind == "screening.group_focus")
    assert (task.due_on, task.child_id) == (TODAY + timedelta(days=42), None)
    assert not [t for t in queries.tasks(town.actor("mette"), TODAY) if t.kind == "screening.group_focus"]


@pytest.mark.parametrize("field", ["attention", "adults_change"])
def test_it_names_no_child(town: Town, field: str) -> None:
    for words in ("Freja og vi andre.", "Vi tager YUSUF med.", "Det er Idas tur."):
        with pytest.raises(Invalid) as caught:
            make_focus(town.actor("mette"), command(town, **{field: words}), now=NOW)
        assert caught.value.errors == {field: "names_a_child"}


def test_it_says_what_the_adults_change_who_and_when(town: Town) -> None:
    bare = command(town, attention=" ", adults_change="", look_on=None, owner_id=town.user("jonas").pk)
    with pytest.raises(Invalid) as caught:
        make_focus(town.actor("mette"), bare, now=NOW)
    assert set(caught.value.errors) == {"attention", "adults_change", "look_on", "owner_id"}
    assert not GroupFocus.objects.exists()


def test_it_is_seen_by_those_who_work_with_the_group_in_both_layers(town: Town) -> None:
    make_focus(town.actor("mette"), command(town), now=NOW)
    other = town.day_care.groups.create(name="Guldsmedene")
    town.hire("anden", "Asta Anden", Function.PEDAGOGUE, institution=town.day_care, groups=(other,))
    inside = {"mette", "maja", "dorte"}
    for key in ("mette", "maja", "dorte", "anden", "stranger", "jonas", "hanne", "bo", "lars", "rikke", "nabo"):
        actor = town.actor(key)
        assert GroupFocus.objects.visible_to(actor).exists() == (key in inside), key
        with context.asking(context.person(actor)):
            assert GroupFocus._base_manager.exists() == (key in inside), key
        answer = town.client(key).get(reverse("screening:focus", args=[town.group.pk]))
        assert (answer.status_code == 200) == (key in inside), key
        assert (WORDS in text(answer)) == (key in inside), key


def test_what_changed_is_written_and_the_date_moves_or_it_ends(town: Town) -> None:
    made = make_focus(town.actor("mette"), command(town), now=NOW)
    asked = LookAtFocus(made.pk, made.version, "Der er roligt nu.", TODAY + timedelta(days=20), key=uuid4())
    look = look_at_focus(town.actor("maja"), asked, now=NOW)
    assert look_at_focus(town.actor("maja"), asked, now=NOW) == look
    with pytest.raises(Stale):
        look_at_focus(town.actor("mette"), replace(asked, key=uuid4()), now=NOW)
    made.refresh_from_db()
    assert made.due_on == TODAY + timedelta(days=20)
    look_at_focus(town.actor("mette"), LookAtFocus(made.pk, made.version, "En vane nu.", ends=True), now=NOW)
    made.refresh_from_db()
    assert (made.state, made.due_on) == ("ended", None)
    assert [row.changed for row in GroupFocusLook.objects.all()] == ["Der er roligt nu.", "En vane nu."]
    with pytest.raises(Stale):
        look_at_focus(town.actor("mette"), LookAtFocus(made.pk, made.version, "Igen.", ends=True), now=NOW)


def focus_holes(town: Town, at: datetime = NOW) -> list[str]:
    words = "Et fokuspunkt for en stue eller klasse"
    return [h.kind for h in queries.holes(town.municipality.pk, at) if h.what == words]


def leave(town: Town, key: str) -> None:
    Employment.objects.filter(user=town.user(key)).update(end_on=TODAY - timedelta(days=1))


def test_one_that_is_late_or_whose_owner_left_is_a_hole_and_the_leaders_task(town: Town) -> None:
    make_focus(town.actor("mette"), command(town), now=NOW)
    later = NOW + timedelta(days=60)
    assert focus_holes(town) == []
    assert focus_holes(town, later) == ["overdue_not_escalated"]
    assert [t for t in queries.tasks(town.actor("dorte"), later.date()) if t.kind == "screening.group_focus"]
    leave(town, "maja")
    assert focus_holes(town) == ["focus_owner_gone"]
    assert [t for t in queries.tasks(town.actor("dorte"), TODAY) if t.kind == "screening.group_focus"]


def test_when_the_owner_has_left_the_leader_answers_for_it_by_itself(town: Town) -> None:
    made = make_focus(town.actor("mette"), command(town), now=NOW)
    assert tick(NOW)["rehomed"] == 0
    leave(town, "maja")
    assert tick(NOW)["rehomed"] == 1
    assert tick(NOW)["rehomed"] == 0
    made.refresh_from_db()
    assert (made.owner, made.due_on) == (town.user("dorte"), TODAY + timedelta(days=42))
    assert focus_holes(town) == []
    assert ChangeLine.objects.filter(action="owner.changed", object_id=made.pk).count() == 1
    message = Message.objects.get(to=town.user("dorte"), kind="owner_gone")
    assert "Mariehønsene (Børnehuset Regnbuen)" in message.about
    assert town.client("dorte").get(reverse(message.url_name, args=[message.url_arg])).status_code == 200


def test_who_goes_to_another_group_gives_it_on_and_without_a_leader_a_colleague_has_it(town: Town) -> None:
    made = make_focus(town.actor("mette"), command(town), now=NOW)
    leave(town, "dorte")
    other = town.day_care.groups.create(name="Guldsmedene")
    GroupAssignment.objects.filter(employment__user=town.user("maja")).update(group=other)
    assert focus_holes(town) == ["focus_owner_gone"]
    assert tick(NOW)["rehomed"] == 1
    made.refresh_from_db()
    assert made.owner == town.user("mette")
    leave(town, "mette")
    assert tick(NOW)["rehomed"] == 0
    assert focus_holes(town) == ["focus_owner_gone"]


def test_when_its_day_has_passed_the_leader_is_told_once_and_the_owner_stays(town: Town) -> None:
    made = make_focus(town.actor("mette"), command(town), now=NOW)
    later = NOW + timedelta(days=43)
    assert tick(later - timedelta(days=1))["escalated"] == 0
    with clock.fixed(later):
        assert tick(later)["escalated"] == 1
        assert tick(later)["escalated"] == 0
    made.refresh_from_db()
    assert (made.owner, made.escalated_to) == (town.user("maja"), town.user("dorte"))
    assert focus_holes(town, later) == []
    assert "Maja Krogh" in Message.objects.get(to=town.user("dorte"), kind="overdue").about
    next_on = later.date() + timedelta(days=20)
    asked = LookAtFocus(made.pk, made.version, "Der er roligt nu.", next_on, key=uuid4())
    look_at_focus(town.actor("mette"), asked, now=later)
    made.refresh_from_db()
    assert (made.escalated_at, made.escalated_to) == (None, None)


def test_a_chief_who_is_told_cannot_see_it_so_the_net_goes_on_saying_so(town: Town) -> None:
    make_focus(town.actor("mette"), command(town), now=NOW)
    leave(town, "dorte")
    later = NOW + timedelta(days=43)
    assert tick(later)["escalated"] == 1
    message = Message.objects.get(to=town.user("bo"), kind="overdue")
    assert (message.url_name, message.url_arg) == ("", None)
    assert focus_holes(town, later) == ["overdue_out_of_sight"]


def test_a_leader_sees_all_of_her_place_whatever_group_she_lends_a_hand_in(town: Town) -> None:
    make_focus(town.actor("mette"), command(town), now=NOW)
    other = town.day_care.groups.create(name="Guldsmedene")
    GroupAssignment.objects.create(
        employment=town.user("dorte").employments.get(), group=other, start_on=TODAY - timedelta(days=9)
    )
    actor = town.actor("dorte")
    assert GroupFocus.objects.visible_to(actor).exists()
    with context.asking(context.person(actor)):
        assert GroupFocus._base_manager.exists()


def test_the_page_takes_ugly_words_and_keeps_them_when_something_is_missing(town: Town) -> None:
    url = reverse("screening:focus", args=[town.group.pk])
    data = {
        "key": str(uuid4()), "attention": UGLY, "adults_change": "", "begins_on": TODAY.isoformat(),
        "look_on": (TODAY + timedelta(days=30)).isoformat(), "owner_id": town.user("mette").pk, "around": ["room"],
    }  # fmt: skip
    answer = town.client("mette").post(url, data)
    assert answer.status_code == 422 and "&lt;script&gt;" in text(answer)
    page = text(town.client("mette").post(url, {**data, "adults_change": UGLY}, follow=True))
    assert "I ser på det igen" in page and "&lt;script&gt;" in page and "Rummet, ude og inde" in page
    made = GroupFocus.objects.get()
    point = reverse("screening:focus_point", args=[made.pk])
    look = {"key": str(uuid4()), "changed": "", "ends": "", "next_on": "", "owner_id": "", "version": made.version}
    assert town.client("maja").post(point, look).status_code == 422
    done = town.client("maja").post(point, {**look, "changed": UGLY, "ends": "end"}, follow=True)
    assert "Kollegerne på stuen" in text(done) and "Før" in text(done)
