"""What goes into a delivery, what waits and why, and what a correction does to it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.fbu import actions
from sikkerhedsnet.fbu.building import as_json
from sikkerhedsnet.fbu.models import DeliveryRun, HeldBack
from sikkerhedsnet.fbu.parsing import parse
from sikkerhedsnet.fbu.questionnaires import SCORE, questionnaires
from sikkerhedsnet.fbu.report import Indication, Intervention, Report
from sikkerhedsnet.fbu.rules import Period, next_period
from sikkerhedsnet.fbu.states import Held
from sikkerhedsnet.instruments.reading import read as read_form
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.visits.models import Intervention as Help
from sikkerhedsnet.visits.models import VisitHelp
from tests.fbu.rows import FORMS, STAMP, answered, baby, fact, may_deliver, visit
from tests.fbu.worlds import KIRSTEN, RIKKE, SOR
from tests.personas import NOW, TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def deliver(town, first: date = TODAY, last: date = TODAY, *, now: datetime | None = None, **options) -> actions.Made:
    system = System(municipality_id=town.municipality.pk)
    return actions.deliver(system, town.municipality, Period(first, last), now=now or NOW, **options)


def only(made: actions.Made) -> Report:
    assert len(made.delivery.reports) == 1, [(one.why, one.lacks) for _, one in made.held]
    [report] = made.delivery.reports
    return report


@pytest.fixture
def ready(town):
    may_deliver(town)
    return town


def test_a_whole_visit_goes_with_the_child_its_parent_and_everything_seen(ready):
    child = baby(ready)
    held = visit(ready, child)
    report = only(deliver(ready))
    citizen, mother = report.citizens
    assert (citizen.cpr, citizen.sender, mother.cpr) == (RIKKE, SOR, KIRSTEN)
    assert [parent.child for parent in report.parents] == [citizen.id] and mother.links == (report.parents[0].id,)
    [encounter] = report.encounters
    assert (encounter.id, encounter.type, encounter.setting, encounter.start) == (
        str(held.uid), "two_months", "home", NOW,
    )  # fmt: skip
    assert len(report.observations) == 10
    [state] = [one for one in report.observations if isinstance(one, Indication) and one.subject == mother.id]
    assert state.indicator == "parent_mental_state" and state.encounter == ""
    assert parse(as_json(deliver(ready).delivery).encode()).all_mistakes == ()


def test_no_name_address_or_professional_leaves_in_the_file(ready):
    child = baby(ready)
    visit(ready, child, notes="Moren hedder Berit", told_parents="Ring til Hanne")
    text = as_json(deliver(ready).delivery)
    for word in ("Rikke", "Prøve", "Havnegade", "Hanne", "Berit", "Mor til", "Fjordby", "2026-09-23"):
        assert word not in text


def test_the_ids_are_the_same_every_time_and_the_report_is_new(ready):
    visit(ready, baby(ready))
    once, again = only(deliver(ready)), only(deliver(ready, now=NOW + timedelta(hours=1)))
    assert [(one.KIND, one.id) for one in once.resources()] == [(one.KIND, one.id) for one in again.resources()]
    assert once.id != again.id and again.timestamp > once.timestamp


def test_what_lacks_waits_two_days_and_then_goes_without_value(ready):
    child = baby(ready)
    visit(ready, child, without=("weight", "parent_mental_state"))
    for days in (0, 1):
        made = deliver(ready, TODAY, TODAY + days * DAY, now=NOW + days * DAY)
        assert made.delivery.reports == ()
        [row] = HeldBack.objects.filter(run=made.run)
        assert (row.why, sorted(row.lacks)) == (Held.MISSING, ["parent_mental_state", "weight"])
    report = only(deliver(ready, TODAY + 2 * DAY, TODAY + 2 * DAY, now=NOW + 2 * DAY))
    absent = {getattr(one, "indicator", "") or getattr(one, "growth", ""): one for one in report.observations
              if getattr(one, "absent", "")}  # fmt: skip
    assert set(absent) == {"parent_mental_state", "weight"}
    assert {one.absent for one in absent.values()} == {"unknown"}
    assert absent["parent_mental_state"].subject == report.citizens[1].id


def test_what_is_documented_late_takes_over_the_id_of_what_was_lacking(ready):
    child = baby(ready)
    held = visit(ready, child, without=("weight",))
    late = only(deliver(ready, TODAY, TODAY + 2 * DAY, now=NOW + 2 * DAY))
    [empty] = [one for one in late.observations if getattr(one, "growth", "") == "weight"]
    fact(held, "weight", written=NOW + 3 * DAY)
    filled = only(deliver(ready, TODAY + 3 * DAY, TODAY + 3 * DAY, now=NOW + 3 * DAY))
    [weight] = [one for one in filled.observations if getattr(one, "growth", "") == "weight"]
    assert weight.id == empty.id and weight.number is not None and weight.absent == ""


def test_a_telephone_call_lacks_nothing_and_a_draft_is_never_sent(ready):
    child = baby(ready)
    visit(ready, child, without=("weight", "height"), where="phone")
    visit(ready, child, "preventive_small", state="draft", owner=ready.user("hanne"), due_on=TODAY)
    assert len(only(deliver(ready)).encounters) == 1


def test_what_was_wrong_is_taken_back_under_its_id_and_never_sent_if_it_never_was(ready):
    child = baby(ready)
    held = visit(ready, child)
    weight = held.growthmeasurements.get(kind="weight")
    never = fact(held, "finding", wrong_at=NOW, wrong_because="forkert barn")
    report = only(deliver(ready))
    assert str(never.uid) not in {one.id for one in report.observations}
    type(weight).objects.filter(pk=weight.pk).update(wrong_at=NOW + DAY, wrong_because="vægten var forkert")
    fact(held, "weight", written=NOW + DAY)
    after = only(deliver(ready, TODAY + DAY, TODAY + DAY, now=NOW + DAY))
    states = {one.id: one.status for one in after.observations if getattr(one, "growth", "") == "weight"}
    assert states[str(weight.uid)] == "entered-in-error" and sorted(states.values()) == ["entered-in-error", "final"]


def test_a_visit_taken_back_still_carries_its_observations(ready):
    held = visit(ready, baby(ready))
    deliver(ready)
    type(held).objects.filter(pk=held.pk).update(wrong_at=NOW + DAY, wrong_because="forkert barn")
    for model in (type(one) for one in [*held.indicatorobservations.all()[:1], *held.growthmeasurements.all()[:1],
                                        *held.feedingobservations.all()[:1]]):  # fmt: skip
        model.objects.filter(visit=held).update(wrong_at=NOW + DAY, wrong_because="forkert barn")
    report = only(deliver(ready, TODAY + DAY, TODAY + DAY, now=NOW + DAY))
    assert report.encounters[0].status == "entered-in-error" and len(report.observations) == 10
    assert {one.status for one in report.observations} == {"entered-in-error"}


@pytest.mark.parametrize(
    ("number", "why"), [("", Held.NO_NUMBER), ("6305209996", Held.REPLACEMENT), ("8309266666", Held.REPLACEMENT)]
)
def test_a_child_without_a_number_that_can_be_sent_waits_and_goes_when_it_has_one(ready, number, why):
    child = baby(ready, cpr=number)
    visit(ready, child)
    made = deliver(ready)
    assert made.delivery.reports == () and [one.why for _, one in made.held] == [why]
    earlier = deliver(ready, TODAY - 9 * DAY, TODAY - 5 * DAY)
    assert earlier.delivery.reports == () and [one.why for _, one in earlier.held] == [why]
    child.cpr_number = RIKKE
    child.save()
    later = deliver(ready, TODAY + 5 * DAY, TODAY + 5 * DAY, now=NOW + 5 * DAY)
    assert len(only(later).encounters) == 1 and later.held == ()


def test_replacement_numbers_go_only_in_a_demo_and_only_when_asked(ready):
    visit(ready, baby(ready, cpr="8309266666", mother="7102826666"))
    with pytest.raises(Invalid):
        deliver(ready, demo_numbers=True)
    ready.municipality.is_demo = True
    ready.municipality.save()
    assert deliver(ready).delivery.reports == ()
    made = deliver(ready, demo_numbers=True)
    assert only(made).citizens[0].cpr == "8309266666" and made.run.demo_numbers


def test_a_parent_without_a_number_holds_the_report_back(ready):
    visit(ready, baby(ready, mother=""))
    assert [one.why for _, one in deliver(ready).held] == [Held.PARENT_NUMBER]


def test_nothing_goes_before_the_sender_is_known(town):
    visit(town, baby(town))
    with pytest.raises(actions.NoSender):
        deliver(town)
    assert not DeliveryRun.objects.exists()


def test_a_file_that_cannot_be_written_is_no_delivery(ready):
    visit(ready, baby(ready))

    def full(text: str) -> None:
        raise OSError("disken er fuld")

    with pytest.raises(OSError, match="disken"):
        deliver(ready, write=full)
    assert not DeliveryRun.objects.exists()


def test_every_child_sent_is_a_line_in_the_log(ready):
    child = baby(ready)
    visit(ready, child)
    deliver(ready)
    assert ChangeLine.objects.get(action="fbu.sent").child_id == child.pk
    assert ChangeLine.objects.get(action="fbu.delivered").details == {"reports": 1, "held": 0}


def test_an_intervention_goes_with_its_visit_and_again_when_it_ends(ready):
    child = baby(ready)
    held = visit(ready, child, "need_small")
    code = "712ef286-161c-4b9d-b2b9-b43e3f432646"
    plan = Help.objects.create(child=child, code=code, start_on=TODAY - DAY, recorded_at=NOW - 30 * DAY,
                               reasons=["4813e65d-4d24-4c82-8f17-ce9f084bb970"])  # fmt: skip
    VisitHelp.objects.create(visit=held, help=plan)
    report = only(deliver(ready))
    assert report.interventions == (
        Intervention(str(plan.uid), report.citizens[0].id, code, TODAY - DAY, reasons=tuple(plan.reasons)),
    )
    assert report.encounters[0].interventions == (str(plan.uid),)
    assert deliver(ready, TODAY + DAY, TODAY + DAY, now=NOW + DAY).delivery.reports == ()
    Help.objects.filter(pk=plan.pk).update(state="completed", end_on=TODAY + DAY)
    [ended] = only(deliver(ready, TODAY + 2 * DAY, TODAY + 2 * DAY, now=NOW + 2 * DAY)).interventions
    assert (ended.id, ended.status, ended.end) == (str(plan.uid), "completed", TODAY + DAY)


def test_before_the_birth_only_the_parents_are_told_of(ready):
    child = baby(ready, cpr="")
    type(child).objects.filter(pk=child.pk).update(birth_date=None, expected_on=TODAY + 60 * DAY)
    child.refresh_from_db()
    visit(ready, child, "pregnancy")
    report = only(deliver(ready))
    assert [citizen.cpr for citizen in report.citizens] == [KIRSTEN] and report.parents == ()
    assert report.encounters[0].subject == report.citizens[0].id
    assert {one.encounter for one in report.observations} == {report.encounters[0].id}


def test_adbb_epds_puf_and_aims_go_as_they_were_answered(ready):
    child = baby(ready)
    guardian = child.custodies.get().guardian
    told = {}
    for form in ("adbb", "epds", "puf", "aims"):
        links = [link for link in questionnaires()[form].items if link != SCORE]
        told[form] = dict.fromkeys(links, True if form == "puf" else 1)
        about = {"guardian": guardian} if form == "epds" else {}
        answered(ready, child, form, told[form], score=17 if form == "puf" else len(links), **about)
    answers = {one.questionnaire: one for one in only(deliver(ready)).answers}
    assert dict(answers["adbb"].items) == {**told["adbb"], SCORE: 8}
    assert dict(answers["epds"].items)[SCORE] == 10
    assert dict(answers["puf"].items) == {**told["puf"], SCORE: 17}
    assert answers["adbb"].informant == "staff" and answers["epds"].subject != answers["adbb"].subject


def test_a_corrected_answer_is_taken_back_and_the_new_one_sent(ready):
    child = baby(ready)
    links = [link for link in questionnaires()["adbb"].items if link != SCORE]
    first = answered(ready, child, "adbb", dict.fromkeys(links, 1))
    [sent] = only(deliver(ready)).answers
    answered(ready, child, "adbb", dict.fromkeys(links, 0), at=NOW + DAY, corrects=first, why_corrected="talte forkert")
    after = only(deliver(ready, TODAY + DAY, TODAY + DAY, now=NOW + DAY)).answers
    assert {one.status: dict(one.items)[SCORE] for one in after} == {"entered-in-error": 8, "completed": 0}
    assert sent.id in {one.id for one in after if one.status == "entered-in-error"}


@pytest.mark.parametrize(("position", "word"), [("green", "Grøn"), ("yellow", "Gul"), ("red", "Rød")])
def test_a_health_visitors_own_position_goes_as_topi(ready, position, word):
    child = baby(ready)
    WellbeingAssessment.objects.create(
        child=child, institution=ready.health, state="done", raters_required=1, position=position, settled_on=TODAY,
        settled_by=ready.user("hanne"), **STAMP,
    )  # fmt: skip
    [topi] = only(deliver(ready)).answers
    assert (topi.questionnaire, topi.items) == ("topi", (("1vurdering", word),))


def test_a_delivery_made_of_rows_is_read_back_exactly(ready):
    child = baby(ready)
    held = visit(ready, child)
    fact(held, "finding")
    made = deliver(ready)
    assert parse(as_json(made.delivery).encode()).delivery == made.delivery


def test_every_national_form_of_ours_has_the_linkids_and_ranges_of_the_exchange():
    for path in sorted(FORMS.glob("*.yaml")):
        form = read_form(path.read_text(encoding="utf-8"))
        if not form.exchange or form.exchange.endswith("-topi"):
            continue
        wire = questionnaires()[form.exchange.removeprefix("klgateway-children-")]
        links = {link for link in wire.items if link != SCORE}
        assert {item.id for item in form.items} == links, path.name
        for item in form.items:
            asked = wire.items[item.id]
            if asked.most is not None and item.options:
                assert (item.lowest, item.highest) == (asked.least, asked.most), (path.name, item.id)
            if asked.choices:
                assert {option.sent or option.words for option in item.options} == set(asked.choices), item.id


def test_the_next_period_begins_with_the_last_days_delivery():
    assert next_period(None, TODAY) == Period(TODAY, TODAY)
    assert next_period(TODAY - 3 * DAY, TODAY) == Period(TODAY - 3 * DAY, TODAY)
