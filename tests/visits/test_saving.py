"""A visit is written down, completed, corrected, and never lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.visits import actions
from sikkerhedsnet.visits.commands import (
    Fill,
    Found,
    MarkWrong,
    Measured,
    NewHelp,
    PlanNeed,
    SaveDraft,
    Seen,
)
from sikkerhedsnet.visits.models import (
    GrowthMeasurement,
    IndicatorObservation,
    Intervention,
    PlannedVisit,
    Visit,
)
from sikkerhedsnet.visits.saving import lacking_at
from sikkerhedsnet.visits.standard import Level, standard
from sikkerhedsnet.visits.states import NotHeld, PlannedState, VisitState
from tests.personas import NOW, TODAY, Town
from tests.visits.road import about, everything, held, infant, plan, value


def test_a_visit_with_everything_is_whole_and_the_planned_one_is_held(town: Town) -> None:
    child = infant(town)
    visit = held(town, child)
    assert visit.state == VisitState.WHOLE and visit.due_on is None
    planned = PlannedVisit.objects.get(child=child, visit_type="two_months")
    assert planned.state == PlannedState.HELD
    assert visit.planned == planned
    assert visit.indicatorobservations.count() == 6
    assert visit.growthmeasurements.get(kind="weight").unit == "g"
    assert visit.feedingobservations.count() == 1


def test_two_missing_indicators_keep_the_visit_open_for_two_days_and_are_then_unknown(town: Town) -> None:
    visit = held(town, infant(town), without=("sleep", "motor"))
    assert visit.state == VisitState.MISSING
    assert visit.due_on == TODAY + timedelta(days=2)
    assert lacking_at(visit) == ("sleep", "motor")
    assert actions.run_out(town.municipality.pk, now=NOW + timedelta(days=2)) == 0
    assert actions.run_out(town.municipality.pk, now=NOW + timedelta(days=3)) == 1
    visit.refresh_from_db()
    assert visit.state == VisitState.WHOLE
    unknown = visit.indicatorobservations.filter(absent="unknown").values_list("indicator", flat=True)
    assert set(unknown) == {"sleep", "motor"}


def test_what_lacked_can_be_given_and_the_visit_is_whole(town: Town) -> None:
    visit = held(town, infant(town), without=("sleep", "weight"))
    command = Fill(visit.pk, visit.version, (Seen("sleep", value=value("sleep", 1)),))
    visit = actions.fill(town.actor("hanne"), command, now=NOW)
    assert visit.state == VisitState.MISSING
    command = Fill(visit.pk, visit.version, measured=(Measured("weight", "g", Decimal(5100)),))
    visit = actions.fill(town.actor("hanne"), command, now=NOW)
    assert visit.state == VisitState.WHOLE
    assert visit.indicatorobservations.get(indicator="sleep").level is Level.SOME_SIGNS


def test_a_telephone_call_asks_for_nothing(town: Town) -> None:
    child = infant(town)
    command = everything(child, about=about(child, visit_class="phone"), seen=(), measured=(), fed=())
    assert actions.save_visit(town.actor("hanne"), command, now=NOW).state == VisitState.WHOLE


def test_an_observation_about_a_parent_is_asked_for_once_for_each_parent_present(town: Town) -> None:
    child = infant(town)
    both = frozenset(child.custodies.values_list("guardian_id", flat=True))
    visit = held(town, child, present=both)
    assert lacking_at(visit) == ("parent_mental_state",)
    actions.run_out(town.municipality.pk, now=NOW + timedelta(days=3))
    rows = visit.indicatorobservations.filter(indicator="parent_mental_state")
    assert {row.guardian_id for row in rows} == both
    assert [row.absent for row in rows.order_by("pk")] == ["", "unknown"]


def test_sent_twice_it_is_one_visit(town: Town) -> None:
    child = infant(town)
    key = uuid4()
    first = held(town, child, key=key)
    again = actions.save_visit(town.actor("hanne"), everything(child, key=key), now=NOW)
    assert first.pk == again.pk
    assert Visit.objects.count() == 1


def test_a_draft_keeps_ugly_text_as_it_was_typed_and_becomes_the_visit(town: Town) -> None:
    child = infant(town)
    typed = {"notes": "<script>æøå 😀 =1+1 \u202e" + "x" * 10_000, "g_weight": "fire kilo"}
    draft = actions.save_draft(town.actor("hanne"), SaveDraft(about(child), typed, key=uuid4()), now=NOW)
    assert (draft.state, draft.draft) == (VisitState.DRAFT, typed)
    assert not IndicatorObservation.objects.exists()
    visit = actions.save_visit(
        town.actor("hanne"), everything(child, visit_id=draft.pk, version=draft.version), now=NOW
    )
    assert visit.pk == draft.pk and visit.draft == {}


def test_a_stale_draft_overwrites_nothing(town: Town) -> None:
    child = infant(town)
    draft = actions.save_draft(town.actor("hanne"), SaveDraft(about(child), {"notes": "a"}), now=NOW)
    newer = SaveDraft(about(child), {"notes": "b"}, draft.pk, draft.version)
    before = draft.version
    actions.save_draft(town.actor("hanne"), newer, now=NOW)
    with pytest.raises(Stale):
        actions.save_draft(town.actor("hanne"), SaveDraft(about(child), {"notes": "c"}, draft.pk, before), now=NOW)
    draft.refresh_from_db()
    assert draft.draft == {"notes": "b"}


def test_a_colleagues_draft_is_the_colleagues(town: Town) -> None:
    town.hire("ingrid", "Ingrid Vester", Function.HEALTH_VISITOR, institution=town.health, district=town.district)
    child = infant(town)
    draft = actions.save_draft(town.actor("hanne"), SaveDraft(about(child), {"notes": "a"}), now=NOW)
    with pytest.raises(Refused):
        actions.save_draft(
            town.actor("ingrid"), SaveDraft(about(child), {"notes": "b"}, draft.pk, draft.version), now=NOW
        )


def test_an_unusual_weight_is_asked_about_and_taken_when_it_is_right(town: Town) -> None:
    child = infant(town)
    light = Measured("weight", "g", Decimal(520))
    with pytest.raises(Invalid) as problem:
        actions.save_visit(town.actor("hanne"), everything(child, measured=(light,)), now=NOW)
    assert problem.value.errors == {"g_weight": "unusual"}
    sure = Measured("weight", "g", Decimal(520), sure=True)
    visit = actions.save_visit(town.actor("hanne"), everything(child, measured=(sure,)), now=NOW)
    row = visit.growthmeasurements.get(kind="weight", absent="")
    assert (row.value, row.seen_as_unusual) == (Decimal(520), True)


def test_half_grams_are_refused_and_kilograms_never_guessed(town: Town) -> None:
    child = infant(town)
    with pytest.raises(Invalid) as problem:
        actions.save_visit(
            town.actor("hanne"), everything(child, measured=(Measured("weight", "g", Decimal("5.2")),)), now=NOW
        )
    assert problem.value.errors == {"g_weight": "whole_grams"}


def test_a_finding_a_need_and_an_intervention_are_written_with_the_visit(town: Town) -> None:
    child = infant(town)
    mother = child.custodies.order_by("id").first().guardian_id
    lists = standard()
    sad = next(c.code for c in lists.exam_results if c.name == "Nedtrykthed")
    support = next(c.code for c in lists.interventions if c.name == "Støtte ved psykisk reaktion eller sårbarhed")
    visit = held(
        town,
        child,
        found=(Found(sad, mother),),
        new_help=NewHelp(support, (sad,), TODAY, None, mother),
        next_need=PlanNeed(child.pk, "need_small", TODAY + timedelta(days=10), "Hvordan går det med mor?"),
    )
    assert visit.examfindings.get().guardian_id == mother
    assert Intervention.objects.get().guardian_id == mother
    need = PlannedVisit.objects.get(why="need")
    assert (need.owner, need.due_on) == (town.user("hanne"), TODAY + timedelta(days=10))


def test_a_stranger_is_no_parent_at_the_visit(town: Town) -> None:
    child, other = infant(town), infant(town, "Ida")
    stranger = other.custodies.first().guardian_id
    with pytest.raises(Invalid):
        actions.save_visit(town.actor("hanne"), everything(child, present=frozenset({stranger})), now=NOW)


def test_a_visit_in_the_future_or_before_the_birth_is_refused(town: Town) -> None:
    child = infant(town)
    for on in (TODAY + timedelta(days=1), TODAY - timedelta(days=100)):
        with pytest.raises(Invalid):
            actions.save_visit(town.actor("hanne"), everything(child, about=about(child, on=on)), now=NOW)


def test_a_later_visit_ends_an_earlier_one_that_nobody_held(town: Town) -> None:
    child = infant(town, days=10)
    row = plan(child)[0]
    visit = actions.save_visit(town.actor("hanne"), everything(child), now=NOW)
    row.refresh_from_db()
    assert (row.state, row.not_held) == (PlannedState.NOT_HELD, NotHeld.REPLACED)
    assert visit.planned is None


def test_what_was_observed_is_never_changed_and_never_deleted_by_hand(town: Town) -> None:
    visit = held(town, infant(town))
    row = visit.growthmeasurements.get(kind="weight")
    with pytest.raises(DatabaseError), transaction.atomic():
        GrowthMeasurement.objects.filter(pk=row.pk).update(value=Decimal(9999))
    with pytest.raises(DatabaseError), transaction.atomic():
        GrowthMeasurement.objects.filter(pk=row.pk).delete()


def test_a_wrong_row_stays_with_its_reason_and_the_right_one_is_asked_for(town: Town) -> None:
    visit = held(town, infant(town))
    row = visit.growthmeasurements.get(kind="weight")
    with pytest.raises(Invalid):
        actions.mark_wrong(town.actor("hanne"), MarkWrong("growth", row.pk, " "), now=NOW)
    actions.mark_wrong(town.actor("hanne"), MarkWrong("growth", row.pk, "Vægten var ikke nulstillet"), now=NOW)
    row.refresh_from_db()
    assert (row.wrong_at, row.wrong_because) == (NOW, "Vægten var ikke nulstillet")
    with pytest.raises(DatabaseError), transaction.atomic():
        GrowthMeasurement.objects.filter(pk=row.pk).update(wrong_at=None)
    visit.refresh_from_db()
    assert (visit.state, lacking_at(visit)) == (VisitState.MISSING, ("weight",))
    right = Fill(visit.pk, visit.version, measured=(Measured("weight", "g", Decimal(5300)),))
    assert actions.fill(town.actor("hanne"), right, now=NOW).state == VisitState.WHOLE
    assert visit.growthmeasurements.filter(kind="weight").count() == 2


def test_a_wrong_visit_takes_its_rows_along_and_is_owed_again(town: Town) -> None:
    child = infant(town)
    visit = held(town, child)
    actions.mark_wrong(town.actor("hanne"), MarkWrong("visit", visit.pk, "Det var søsterens"), now=NOW)
    visit.refresh_from_db()
    assert visit.wrong_at is not None
    assert not visit.indicatorobservations.filter(wrong_at=None).exists()
    planned = PlannedVisit.objects.get(child=child, visit_type="two_months")
    assert (planned.state, planned.owner) == (PlannedState.PLANNED, town.user("hanne"))


def test_a_pedagogue_writes_no_visit_and_a_child_out_of_reach_does_not_exist(town: Town) -> None:
    child = infant(town)
    with pytest.raises(Refused):
        actions.save_visit(town.actor("mette"), everything(child), now=NOW)
    away = infant(town, "Væk", district=town.other_district)
    with pytest.raises(Child.DoesNotExist):
        actions.save_visit(town.actor("hanne"), everything(away), now=NOW)
