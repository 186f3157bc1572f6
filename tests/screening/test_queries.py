"""What the step owes, waits for, lacks and tells."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from sikkerhedsnet.core import clock
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.screening import actions, coverage, queries
from sikkerhedsnet.screening.commands import FollowUp, SettleAgreed
from sikkerhedsnet.screening.models import AssessmentRound, WellbeingAssessment
from tests.personas import NOW, TODAY, Town

from . import walk


def kinds(town: Town, who: str, today: date = TODAY) -> list[str]:
    return sorted(task.kind for task in queries.tasks(town.actor(who), today))


def hole_kinds(town: Town, now: datetime = NOW) -> list[str]:
    return sorted(hole.kind for hole in queries.holes(town.municipality.pk, now))


def settle_everyone(town: Town) -> None:
    where = walk.place(town, AssessmentRound.objects.get())
    for who in ("mette", "maja"):
        walk.rate(town, who, where, walk.everyone(town))
    versions = tuple(WellbeingAssessment.objects.values_list("pk", "version"))
    actions.settle_agreed(town.actor("mette"), SettleAgreed(where, versions), now=NOW)


def test_an_open_round_is_a_task_for_each_rater_and_the_leader(town: Town) -> None:
    walk.open_round(town)
    task = queries.tasks(town.actor("mette"), TODAY)[0]
    assert (task.kind, str(task.what), task.due_on, task.url_name) == (
        "screening.rate", "Vurder Mariehønsene: 0 af 4 vurderet", walk.CLOSES, "screening:group",
    )  # fmt: skip
    assert kinds(town, "dorte") == ["screening.round"]
    for who in ("anders", "stranger", "jonas", "karin", "bo", "nabo", "admin"):
        assert kinds(town, who) == []


def test_the_desk_counts_as_the_groups_page_does(town: Town) -> None:
    where = walk.place(town, walk.open_round(town))
    client = town.client("mette")
    page_url = reverse("screening:group", args=[where.round_id, where.group_id])

    def said() -> str:
        return str(queries.tasks(town.actor("mette"), TODAY)[0].what)

    first, *others = town.children
    walk.rate(town, "mette", where, {first: "green"})
    walk.rate(town, "mette", where, {others[0]: "yellow"}, hand_in=False)
    assert said() == "Vurder Mariehønsene: 2 af 4 vurderet"
    page = client.get(page_url).content.decode()
    assert "2 af 4 vurderet" in page and "1 ikke afleveret" in page
    walk.rate(town, "mette", where, dict.fromkeys(others, "green"), hand_in=False)
    assert said() == "Aflever Mariehønsene: 4 af 4 vurderet, 3 ikke afleveret"
    page = client.get(page_url).content.decode()
    assert "4 af 4 vurderet" in page and "3 ikke afleveret" in page


def test_the_talk_is_a_task_when_everybody_has_handed_in(town: Town) -> None:
    where = walk.place(town, walk.open_round(town))
    walk.rate(town, "mette", where, walk.everyone(town))
    assert kinds(town, "mette") == []
    assert [w.on_whom for w in queries.waiting(town.actor("mette"), TODAY)] == ["Maja Krogh"]
    walk.rate(town, "maja", where, walk.everyone(town))
    assert kinds(town, "mette") == kinds(town, "maja") == ["screening.settle"]
    assert queries.waiting(town.actor("mette"), TODAY) == []


def test_a_yellow_position_is_two_tasks_until_the_parents_know(town: Town) -> None:
    settled = walk.watched(town)
    mine = {t.kind: t for t in queries.tasks(town.actor("mette"), TODAY) if t.child_id == settled.child_id}
    assert set(mine) == {"screening.tell", "screening.follow_up"}
    assert mine["screening.tell"].due_on == date(2026, 11, 30)
    assert mine["screening.follow_up"].due_on == settled.due_on
    walk.tell(town, "mette", settled)
    assert "screening.tell" not in kinds(town, "mette")
    assert not {"screening.tell", "screening.follow_up"} & set(kinds(town, "maja"))


def test_a_date_that_passed_is_a_task_for_the_leader_once_she_was_told(town: Town) -> None:
    settled = walk.watched(town)
    WellbeingAssessment.objects.filter(pk=settled.pk).update(escalated_at=NOW, escalated_to=town.user("dorte"))
    assert "screening.escalated" in kinds(town, "dorte")


def test_nothing_is_a_task_after_everything_is_settled(town: Town) -> None:
    walk.open_round(town)
    settle_everyone(town)
    assert kinds(town, "mette") == kinds(town, "dorte") == []


def test_the_number_of_statements_for_tasks_does_not_grow_with_the_children(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    walk.watched(town, town.children[0])
    actor = town.actor("mette")
    with django_assert_max_num_queries(22):
        queries.tasks(actor, TODAY)
    for n in range(12):
        child = town.child(f"Barn {n}")
        town.children.append(child)
        walk.watched(town, child)
    with django_assert_max_num_queries(22):
        assert len(queries.tasks(actor, TODAY)) > 20


def test_a_round_that_is_running_is_no_hole(town: Town) -> None:
    walk.open_round(town)
    assert hole_kinds(town) == []


def test_a_child_nobody_rated_is_a_hole_when_the_round_is_over(town: Town) -> None:
    round_ = walk.open_round(town)
    settle_everyone(town)
    forgotten = town.child("Glemt")
    after = NOW + timedelta(days=14)
    found = queries.holes(town.municipality.pk, after)
    assert [(h.kind, h.child_id, h.who, h.place, h.since) for h in found] == [
        ("child_not_rated", forgotten.pk, "Dorte Skov", "Børnehuset Regnbuen, Mariehønsene", round_.closes_on)
    ]
    assert forgotten.first_name not in str(found[0].what)
    assert queries.holes(town.neighbour.pk, after) == []


def test_a_child_who_came_after_the_round_is_no_hole(town: Town) -> None:
    walk.open_round(town)
    settle_everyone(town)
    late = town.child("Ny")
    late.enrolments.update(start_on=walk.CLOSES + timedelta(days=1))
    assert hole_kinds(town, NOW + timedelta(days=20)) == []


def test_a_date_nobody_was_told_of_is_a_hole_until_somebody_is(town: Town) -> None:
    settled = walk.watched(town)
    AssessmentRound.objects.update(closes_on=walk.CLOSES + timedelta(days=300))
    WellbeingAssessment.objects.filter(state="own").update(due_on=walk.CLOSES + timedelta(days=300))
    later = NOW + timedelta(days=15)
    assert hole_kinds(town, later) == ["overdue_not_escalated"]
    WellbeingAssessment.objects.filter(pk=settled.pk).update(escalated_at=later, escalated_to=town.user("dorte"))
    assert hole_kinds(town, later) == []


def test_a_yellow_position_without_action_is_a_hole_after_the_local_promise(town: Town) -> None:
    settled = walk.watched(town)
    WellbeingAssessment.objects.update(due_on=TODAY + timedelta(days=300))
    AssessmentRound.objects.update(closes_on=TODAY + timedelta(days=300))
    later = NOW + timedelta(weeks=4, days=1)
    assert hole_kinds(town, later - timedelta(days=1)) == []
    assert hole_kinds(town, later) == ["position_without_action"]
    found = coverage.round_coverage(town.actor("karin"), AssessmentRound.objects.get().pk, later.date())
    assert found.without_action == 1
    with clock.fixed(later):
        settled.refresh_from_db()
        actions.follow_up(
            town.actor("mette"),
            FollowUp(settled.pk, settled.version, "Han er med.", later.date() + timedelta(days=7)),
            now=later,
        )
    assert hole_kinds(town, later) == []


def test_an_owner_who_no_longer_works_here_is_a_hole(town: Town) -> None:
    walk.watched(town, owner="maja")
    Employment.objects.filter(user=town.user("maja")).update(end_on=TODAY - timedelta(days=1))
    assert hole_kinds(town) == ["owner_gone"]


def test_what_is_owed_is_every_open_assessment_of_the_municipality(town: Town) -> None:
    settled = walk.watched(town)
    rows, objections = queries.owing(town.municipality.pk)
    assert (rows.count(), objections.count()) == (4, 0)
    actions.carry(town.actor("mette"), settled, now=NOW)
    assert rows.all().count() == 3
    assert [q.count() for q in queries.owing(town.neighbour.pk)] == [0, 0]


def test_the_child_file_tells_position_parents_and_follow_up_in_order(town: Town) -> None:
    settled = walk.watched(town)
    walk.tell(town, "mette", settled)
    actions.follow_up(
        town.actor("mette"),
        FollowUp(settled.pk, settled.version, "Han er med.", TODAY + timedelta(days=7)),
        now=NOW,
    )
    found = queries.events(town.actor("mette"), settled.child)
    assert [e.kind for e in found] == ["screening.settled", "screening.told", "screening.follow_up"]
    assert str(found[0].title) == "Opmærksomhed i Børnehuset Regnbuen" and found[0].position == "yellow"
    assert found[1].text == "Det ser vi også derhjemme."
    assert queries.events(town.actor("anders"), settled.child) == []
    assert queries.events(town.actor("lone"), settled.child) == []


def test_a_protected_childs_events_do_not_name_the_place(town: Town) -> None:
    settled = walk.watched(town)
    settled.child.protected_address = True
    settled.child.save()
    child = type(settled.child).objects.get(pk=settled.child_id)
    assert str(queries.events(town.actor("hanne"), child)[0].title) == "Opmærksomhed"
    assert "Børnehuset Regnbuen" in str(queries.events(town.actor("mette"), child)[0].title), "she works there"


@pytest.mark.parametrize(("who", "named"), [("dorte", True), ("karin", False), ("bo", False), ("mette", False)])
def test_only_the_leader_reads_who_is_missing_by_name(town: Town, who: str, named: bool) -> None:
    round_ = walk.open_round(town)
    found = coverage.round_coverage(town.actor(who), round_.pk, TODAY)
    place = found.districts[0].institutions[0].places[0]
    assert (place.coverage.enrolled, place.coverage.settled) == (4, 0)
    assert bool(place.missing) is named


def test_numbers_of_a_round_stop_at_what_one_follows(town: Town) -> None:
    town.child("Alma", institution=town.school, group=town.class_group)
    round_ = walk.open_round(town, "bo", town.day_care, town.school)
    assert coverage.round_coverage(town.actor("bo"), round_.pk, TODAY).coverage.enrolled == 5
    assert coverage.round_coverage(town.actor("rikke"), round_.pk, TODAY).coverage.enrolled == 1
    with pytest.raises(AssessmentRound.DoesNotExist):
        coverage.round_coverage(town.actor("stranger"), round_.pk, TODAY)


def test_the_figures_take_the_same_number_of_statements_however_many_children(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    round_ = walk.open_round(town)
    actor = town.actor("dorte")
    with django_assert_max_num_queries(24):
        coverage.round_coverage(actor, round_.pk, TODAY)
    for n in range(20):
        town.child(f"Barn {n}")
    with django_assert_max_num_queries(24):
        assert coverage.round_coverage(actor, round_.pk, TODAY).coverage.enrolled == 24


def test_an_owner_who_moved_to_another_group_is_a_hole_until_a_colleague_takes_over(town: Town) -> None:
    from sikkerhedsnet.organisation.models import Group, GroupAssignment

    settled = walk.watched(town, owner="maja")
    assert hole_kinds(town) == []
    other = Group.objects.create(institution=town.day_care, name="Sommerfuglene")
    GroupAssignment.objects.filter(employment__user=town.user("maja")).update(group=other)
    assert hole_kinds(town) == ["owner_without_access"]
    actions.follow_up(
        town.actor("dorte"),
        FollowUp(
            settled.pk, settled.version, "Maja er flyttet.", TODAY + timedelta(days=7), owner_id=town.user("mette").pk
        ),
        now=NOW,
    )
    assert hole_kinds(town) == []


def test_the_number_of_statements_for_holes_does_not_grow_with_the_children(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    walk.watched(town, town.children[0])
    later = NOW + timedelta(days=40)
    with django_assert_max_num_queries(30):
        queries.holes(town.municipality.pk, later)
    for n in range(8):
        walk.watched(town, town.child(f"Barn {n}"))
    with django_assert_max_num_queries(30):
        assert len(queries.holes(town.municipality.pk, later)) >= 18
