"""A round is opened, and everybody rates alone."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.people.models import Enrolment
from sikkerhedsnet.screening import actions, reach
from sikkerhedsnet.screening.commands import OpenRound, Place, TakeUp
from sikkerhedsnet.screening.group_page import group_page
from sikkerhedsnet.screening.models import AssessmentRound, OwnAssessment, WellbeingAssessment
from sikkerhedsnet.screening.states import State
from tests.personas import NOW, TODAY, Town

from . import walk


def test_a_round_gives_every_enrolled_child_an_assessment_owned_by_the_leader(town: Town) -> None:
    elsewhere = town.child("Alma", institution=town.school, group=town.class_group)
    round_ = walk.open_round(town)
    made = WellbeingAssessment.objects.filter(round=round_)
    assert {a.child_id for a in made} == {c.pk for c in town.children}
    assert elsewhere.pk not in {a.child_id for a in made}
    assert {(a.owner_id, a.due_on, a.raters_required, a.group_id) for a in made} == {
        (town.user("dorte").pk, walk.CLOSES, 2, town.group.pk)
    }
    assert ChangeLine.objects.filter(action="round.opened", object_id=round_.pk).count() == 1


def test_the_same_form_sent_twice_opens_one_round(town: Town) -> None:
    key = uuid4()
    command = OpenRound("Efterår", TODAY, walk.CLOSES, frozenset({town.day_care.pk}), key)
    first = actions.open_round(town.actor("dorte"), command, now=NOW)
    assert actions.open_round(town.actor("dorte"), command, now=NOW) == first
    assert AssessmentRound.objects.count() == 1


@pytest.mark.parametrize(("opens", "closes"), [(0, 3), (5, 5), (11, 30), (-20, 0)])
def test_an_institution_has_one_round_at_a_time(town: Town, opens: int, closes: int) -> None:
    walk.open_round(town)
    with pytest.raises(Invalid) as caught:
        walk.open_round(town, opens_on=TODAY + timedelta(days=opens), closes_on=TODAY + timedelta(days=closes))
    assert caught.value.errors == {"institutions": "round_overlaps"}


def test_the_next_round_begins_the_day_after(town: Town) -> None:
    walk.open_round(town)
    walk.open_round(town, opens_on=walk.CLOSES + timedelta(days=1), closes_on=walk.CLOSES + timedelta(days=30))
    assert AssessmentRound.objects.count() == 2


@pytest.mark.parametrize("who", ["dorte", "rikke", "mette"])
def test_a_leader_opens_no_round_in_another_institution(town: Town, who: str) -> None:
    with pytest.raises(Refused):
        walk.open_round(town, who, town.other_day_care)


def test_a_chief_opens_a_round_in_every_institution(town: Town) -> None:
    town.child("Alma", institution=town.school, group=town.class_group)
    round_ = walk.open_round(town, "bo", town.day_care, town.school)
    owners = {a.institution_id: a.owner_id for a in WellbeingAssessment.objects.filter(round=round_)}
    assert owners == {town.day_care.pk: town.user("dorte").pk, town.school.pk: town.user("rikke").pk}


def test_an_institution_without_children_or_of_a_neighbour_is_no_place_for_a_round(town: Town) -> None:
    with pytest.raises(Invalid):
        walk.open_round(town, "bo", town.health)


def test_a_child_who_comes_later_is_in_the_round_from_the_first_save(town: Town) -> None:
    round_ = walk.open_round(town)
    late = town.child("Nova")
    walk.rate(town, "mette", walk.place(town, round_), {late: "green"}, hand_in=False)
    found = WellbeingAssessment.objects.get(child=late, round=round_)
    assert (found.state, found.owner_id, found.due_on) == (State.OWN, town.user("dorte").pk, walk.CLOSES)


def test_a_child_who_left_is_neither_rated_nor_missing(town: Town) -> None:
    round_ = walk.open_round(town)
    left = town.children[0]
    Enrolment.objects.filter(child=left).update(end_on=TODAY - timedelta(days=1))
    page = group_page(town.actor("mette"), walk.place(town, round_), TODAY)
    assert left.pk not in {row.child.pk for row in page.rows}
    saved = walk.rate(town, "mette", walk.place(town, round_), walk.everyone(town))
    assert len(saved.handed_in) == 3


def test_a_child_who_was_ended_by_mistake_is_rated_after_all(town: Town) -> None:
    round_ = walk.open_round(town)
    child = town.children[0]
    actions.leave(town.actor("dorte"), child, now=NOW)
    assert walk.assessment_of(child).state == State.DONE
    walk.rate(town, "mette", walk.place(town, round_), {child: "green"})
    again = walk.assessment_of(child)
    assert (again.state, again.due_on) == (State.OWN, walk.CLOSES)


def test_what_is_handed_in_has_a_position_and_the_rest_is_named_and_kept(town: Town) -> None:
    round_ = walk.open_round(town)
    freja, ida, yusuf, ojvind = town.children
    saved = walk.rate(
        town, "mette", walk.place(town, round_), {freja: "green", ida: "yellow", yusuf: ""}, comment="Ærø 😀 <script>"
    )
    assert saved.handed_in == (freja.name, ida.name)
    assert saved.missing == (yusuf.name, ojvind.name)
    kept = OwnAssessment.objects.get(assessment__child=yusuf)
    assert (kept.position, kept.comment, kept.handed_in_at) == ("", "Ærø 😀 <script>", None)


def test_a_draft_is_overwritten_by_the_next_draft_and_is_one_row(town: Town) -> None:
    where = walk.place(town, walk.open_round(town))
    child = town.children[0]
    walk.rate(town, "mette", where, {child: "green"}, hand_in=False)
    walk.rate(town, "mette", where, {child: "red"}, hand_in=False, comment="Græder meget.")
    own = OwnAssessment.objects.get(assessment__child=child)
    assert (own.position, own.comment, own.handed_in_at) == ("red", "Græder meget.", None)


def test_saving_the_same_again_writes_nothing(town: Town) -> None:
    where = walk.place(town, walk.open_round(town))
    walk.rate(town, "mette", where, walk.everyone(town), hand_in=False)
    lines = ChangeLine.objects.count()
    saved = walk.rate(town, "mette", where, walk.everyone(town), hand_in=False, now=NOW + timedelta(minutes=5))
    assert saved.written == 0
    assert ChangeLine.objects.count() == lines


def test_a_handed_in_rating_is_changed_only_after_taking_it_up(town: Town) -> None:
    where = walk.place(town, walk.open_round(town))
    child = town.children[0]
    walk.rate(town, "mette", where, {child: "green"})
    saved = walk.rate(town, "mette", where, {child: "red"}, hand_in=False)
    assert saved.kept == (child.name,)
    assert OwnAssessment.objects.get(assessment__child=child).position == "green"
    actions.take_up(town.actor("mette"), TakeUp(where, child.pk), now=NOW)
    walk.rate(town, "mette", where, {child: "red"})
    assert OwnAssessment.objects.get(assessment__child=child).position == "red"


def test_a_rating_is_locked_when_the_colleague_has_handed_in_too(town: Town) -> None:
    where = walk.place(town, walk.open_round(town))
    child = town.children[0]
    for who in ("mette", "maja"):
        walk.rate(town, who, where, {child: "green"})
    with pytest.raises(Refused) as caught:
        actions.take_up(town.actor("mette"), TakeUp(where, child.pk), now=NOW)
    assert caught.value.reason == "locked"


def test_nobody_rates_before_the_round_opens(town: Town) -> None:
    round_ = walk.open_round(town, opens_on=TODAY + timedelta(days=1))
    with pytest.raises(Refused) as caught:
        walk.rate(town, "mette", walk.place(town, round_), walk.everyone(town))
    assert caught.value.reason == "round_not_open"


@pytest.mark.parametrize("who", ["stranger", "anders", "jonas", "inge"])
def test_a_group_of_another_institution_is_out_of_reach(town: Town, who: str) -> None:
    where = walk.place(
        town, walk.open_round(town, "bo", town.day_care, town.other_day_care, town.school, town.childminding)
    )
    with pytest.raises((AssessmentRound.DoesNotExist, town.day_care.DoesNotExist)):
        walk.rate(town, who, where, walk.everyone(town))


def test_a_childminder_settles_a_green_child_at_once_and_keeps_the_yellow_one(town: Town) -> None:
    ada = town.child("Ada", institution=town.childminding)
    bo = town.child("Bo", institution=town.childminding)
    round_ = walk.open_round(town, "bo", town.childminding)
    where = Place(round_.pk, town.childminding.pk, None)
    saved = walk.rate(town, "inge", where, {ada: "green", bo: "yellow"}, comment="Griner meget.")
    assert saved.settled == (ada.name,)
    done, waits = walk.assessment_of(ada), walk.assessment_of(bo)
    assert (done.state, done.position, done.comment, done.settled_on, done.due_on) == (
        State.DONE, "green", "Griner meget.", TODAY, None,
    )  # fmt: skip
    assert (waits.state, waits.settled_on) == (State.OWN, None)
    settled = walk.settle(town, "inge", bo, walk.yellow(town, "inge"))
    assert settled.state == State.WATCHED


def statements(town: Town, hand_in: bool) -> int:
    where = walk.place(town, AssessmentRound.objects.get())
    with CaptureQueriesContext(connection) as captured:
        walk.rate(town, "mette", where, walk.everyone(town), hand_in=hand_in)
    return len(captured)


@pytest.mark.parametrize("hand_in", [False, True])
def test_saving_a_group_takes_the_same_number_of_statements_however_large_it_is(town: Town, hand_in: bool) -> None:
    walk.open_round(town)
    few = statements(town, hand_in)
    OwnAssessment.objects.all().delete()
    town.children += [town.child(f"Barn {n}") for n in range(28)]
    walk.rate(town, "maja", walk.place(town, AssessmentRound.objects.get()), walk.everyone(town), hand_in=False)
    assert statements(town, hand_in) <= few
    assert few <= 22


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["mette", "maja", "third"]),
        st.integers(0, 1),
        st.sampled_from(["save", "hand_in", "take_up", "later"]),
        st.sampled_from(["green", "yellow", "red"]),
    ),
    max_size=14,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_nobody_ever_sees_a_colleagues_rating_before_both_have_handed_in(
    town: Town, acts: list[tuple[str, int, str, str]]
) -> None:
    with transaction.atomic():
        from sikkerhedsnet.access.roles import Function

        town.hire("third", "Thea Tredje", Function.PEDAGOGUE, institution=town.day_care, groups=(town.group,))
        where = walk.place(town, walk.open_round(town))
        names = {town.user(key).pk: key for key in ("mette", "maja", "third")}
        for who, number, act, position in acts:
            child = town.children[number]
            try:
                if act == "take_up":
                    actions.take_up(town.actor(who), TakeUp(where, child.pk), now=NOW)
                else:
                    walk.rate(town, who, where, {child: position}, hand_in=act == "hand_in", comment=f"set af {who}")
            except Refused:
                pass
            handed_in = {
                (own.assessment.child_id, own.rater_id)
                for own in OwnAssessment.objects.filter(handed_in_at__isnull=False).select_related("assessment")
            }
            for reader_id, reader in names.items():
                actor = town.actor(reader)
                rows = list(WellbeingAssessment.objects.filter(child__in=town.children[:2]))
                shown = reach.open_ratings(actor, rows)
                for row in rows:
                    there = {rater for c, rater in handed_in if c == row.child_id}
                    others = [own for own in shown.get(row.pk, []) if own.rater_id != reader_id]
                    assert not others or (reader_id in there and len(there) >= 2)
                page = group_page(actor, where, TODAY)
                assert not any(row.own and row.own.rater_id != reader_id for row in page.rows)
        transaction.set_rollback(True)


def test_the_date_may_be_long_ago_when_children_were_rated_late(town: Town) -> None:
    round_ = walk.open_round(
        town, opens_on=date(2026, 10, 1), closes_on=date(2026, 10, 30), now=NOW - timedelta(days=50)
    )
    saved = walk.rate(town, "mette", walk.place(town, round_), walk.everyone(town))
    assert len(saved.handed_in) == 4
