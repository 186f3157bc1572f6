"""What crosses with a meeting, or is passed on by hand, is recorded on its basis in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import CancelMeeting, Guests, MoveDate
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.sharing import actions, queries
from sikkerhedsnet.sharing.commands import ChangeBasis, Ground, PassOn, WithdrawConsent
from sikkerhedsnet.sharing.models import Consent, ConsentVoice, Disclosure, DisclosureTurn, LegalBasis
from sikkerhedsnet.sharing.states import Service, Told, What
from tests.meetings.conftest import a_call, taken_concern
from tests.personas import NOW, TODAY, Town
from tests.sharing.conftest import a_consent
from tests.sharing.grounds import DUTY, LEADER, ONCE, WITHIN

NEXT_WEEK = NOW + timedelta(days=7)


@pytest.fixture
def concern(town: Town, child: Child) -> Concern:
    return taken_concern(town, child)


def call(town: Town, concern: Concern, ground: Ground | None, *staff: str, now: Any = NOW, **changes: Any) -> Meeting:
    day = clock.day_of(now)
    changes = {"starts_at": clock.at(day, 13), "ends_at": clock.at(day, 14), **changes}
    told = {} if not concern.suspicion else {"guardian_ids": (), "asked_on": None}
    guests = {"staff_ids": tuple(town.user(key).pk for key in staff or ("mette",)), "ground": ground, **told}
    concern.refresh_from_db()
    return meetings.call_meeting(
        town.actor("jonas"), concern.pk, a_call(town, concern.child, guests=guests, **changes), now=now
    )


def call_off(town: Town, meeting: Meeting) -> None:
    command = CancelMeeting(meeting.version, "Syg", TODAY + timedelta(days=3))
    meetings.cancel(town.actor("jonas"), meeting.pk, command, now=NOW)


def consented(town: Town, child: Child, **changes: Any) -> Ground:
    consent = actions.give_consent(town.actor("jonas"), a_consent(child, **changes), now=NOW)
    return Ground("consent", consent.pk, purpose="Finde ud af, hvad der hjælper.")


def live(disclosure: Disclosure) -> date:
    return Disclosure.objects.exclude(what="concern").told().get(pk=disclosure.pk).ends_on


# The meeting


def test_everybody_of_another_service_is_recorded_with_basis_purpose_and_end(town: Town, concern: Concern) -> None:
    town.hire("sine", "Sine Ny", town.user("sara").employments.get().function, district=town.district)
    meeting = call(town, concern, ONCE, "mette", "lone", "sine")
    rows = {row.to_user.username: row for row in Disclosure.objects.exclude(what="concern").all()}
    assert set(rows) == {"mette", "lone"}, "Sine is in the adviser's own service"
    mette = rows["mette"]
    assert (mette.to_service, rows["lone"].to_service) == (Service.DAY_CARE, Service.PPR)
    assert mette.to_name == "Mette Lund, pædagog"
    assert (mette.about_label, mette.about_id, mette.concern_id) == ("meetings.meeting", meeting.pk, concern.pk)
    assert (mette.basis.key, mette.note, mette.purpose) == ("one_off", ONCE.note, ONCE.purpose)
    assert (mette.on, mette.until) == (TODAY, TODAY + timedelta(days=14))
    assert (mette.told, mette.told_on) == (Told.TOLD, TODAY)
    assert ChangeLine.objects.filter(action="disclosure.made", child_id=concern.child_id).count() == 3


def test_without_a_basis_nobody_of_another_service_is_invited_and_nothing_is_kept(town: Town, concern: Concern) -> None:
    with pytest.raises(Invalid, match="basis_required"), transaction.atomic():
        call(town, concern, None)
    assert not Meeting.objects.exists()
    assert not Disclosure.objects.exclude(what="concern").exists()


def test_the_family_and_colleagues_of_ones_own_service_need_no_basis(town: Town, concern: Concern) -> None:
    call(town, concern, None, "sara")
    assert not Disclosure.objects.exclude(what="concern").exists()


def test_whoever_is_invited_later_is_recorded_too_and_once(town: Town, concern: Concern) -> None:
    meeting = call(town, concern, ONCE)
    with pytest.raises(Invalid, match="basis_required"), transaction.atomic():
        meetings.add_participant(town.actor("jonas"), meeting.pk, Guests(staff_ids=(town.user("lone").pk,)), now=NOW)
    more = Guests(staff_ids=(town.user("lone").pk, town.user("mette").pk), ground=ONCE)
    for _ in range(2):
        meetings.add_participant(town.actor("jonas"), meeting.pk, more, now=NOW)
    assert sorted(Disclosure.objects.exclude(what="concern").values_list("to_name", flat=True)) == [
        "Lone Bech, audiologopæd",
        "Mette Lund, pædagog",
    ]


@pytest.mark.parametrize(("ground", "field", "key"), [
    (replace(ONCE, basis="gone"), "basis", "basis_gone"),
    (replace(ONCE, note=" "), "necessity", "necessity"),
    (replace(ONCE, purpose=""), "purpose", "purpose"),
    (replace(LEADER, decided_by=""), "decided_by", "decided_by"),
    (Ground("consent", 0, purpose="x"), "basis", "consent_missing"),
])  # fmt: skip
def test_what_the_basis_asks_for_is_asked_for(
    town: Town, concern: Concern, ground: Ground, field: str, key: str
) -> None:
    with pytest.raises(Invalid) as found, transaction.atomic():
        call(town, concern, ground)
    assert found.value.errors == {field: key}


def test_within_one_administration_carries_day_care_but_not_ppr(town: Town, concern: Concern) -> None:
    with pytest.raises(Invalid, match="not_within"), transaction.atomic():
        call(town, concern, WITHIN, "mette", "lone")
    call(town, concern, WITHIN, "mette", "hanne")
    assert Disclosure.objects.exclude(what="concern").count() == 2


# Consent


def test_a_consent_carries_the_services_it_names(town: Town, concern: Concern) -> None:
    ground = consented(town, concern.child)
    with pytest.raises(Invalid, match="consent_not_covering"), transaction.atomic():
        call(town, concern, ground, "mette", "anders")
    call(town, concern, ground, "mette", "lone")
    assert {row.consent_id for row in Disclosure.objects.exclude(what="concern").all()} == {ground.consent_id}


@pytest.mark.parametrize(
    ("told", "chosen", "uncovered"),
    [
        (("mette", "lone"), "consent:", False),
        (("anders",), "", True),
        (("signe",), "consent:", False),
        ((), "consent:", False),
    ],
)
def test_a_consent_is_suggested_only_to_tell_those_it_names(
    town: Town, concern: Concern, told: tuple[str, ...], chosen: str, uncovered: bool
) -> None:
    """Signe is an adviser like Jonas: between the two nothing crosses, and any consent will do."""
    consented(town, concern.child)
    users = [town.user(key).pk for key in told]
    found = queries.choices(town.actor("jonas"), concern.child, TODAY, what=What.MEASURE, told=users)
    assert (found.chosen.startswith("consent:"), found.uncovered) == (bool(chosen), uncovered)
    assert any(":" in key for key, _words in found.options), "it can still be chosen, for those it names"


def test_a_consent_has_to_hold_on_the_day_of_the_meeting(town: Town, concern: Concern) -> None:
    ground = consented(town, concern.child, expires_on=TODAY + timedelta(days=3))
    later = {"starts_at": clock.at(TODAY + timedelta(days=4), 13), "ends_at": clock.at(TODAY + timedelta(days=4), 14)}
    with pytest.raises(Invalid, match="consent_not_valid"), transaction.atomic():
        call(town, concern, ground, **later)
    meeting = call(town, concern, ground)
    move = MoveDate(meeting.version, **later, place="Stuen", asked_on=TODAY)
    with pytest.raises(Invalid, match="consent_ends"), transaction.atomic():
        meetings.move_date(town.actor("jonas"), meeting.pk, move, now=NOW)


def test_a_consent_about_another_child_carries_nothing(town: Town, concern: Concern) -> None:
    other = taken_concern(town, town.children[1]).child
    ground = consented(town, other)
    with pytest.raises(Invalid, match="consent_missing"), transaction.atomic():
        call(town, concern, ground)


def test_taken_back_it_ends_what_rests_on_it_and_stops_the_meeting(town: Town, concern: Concern) -> None:
    ground = consented(town, concern.child)
    meeting = call(town, concern, ground)
    taken_back = WithdrawConsent(ground.consent_id or 0, 1, "Peter Bæk")
    actions.withdraw_consent(town.actor("dorte"), taken_back, now=NOW)
    assert live(Disclosure.objects.exclude(what="concern").get()) == TODAY
    assert Message.objects.filter(to=town.user("jonas"), kind="consent.withdrawn").count() == 1
    with pytest.raises(Invalid, match="basis_gone"):
        meetings.begin(town.actor("jonas"), meeting.pk, now=NOW)
    tomorrow = NOW + timedelta(days=1)
    with pytest.raises(Invalid, match="basis_gone"), clock.fixed(tomorrow):
        meetings.begin(town.actor("jonas"), meeting.pk, now=tomorrow)
    with clock.fixed(tomorrow):
        meetings.rest_on(town.actor("jonas"), meeting.pk, ONCE, now=tomorrow)
        assert meetings.begin(town.actor("jonas"), meeting.pk, now=tomorrow).state == "running"
    assert [row.basis.key for row in Disclosure.objects.exclude(what="concern").order_by("pk")] == [
        "consent",
        "one_off",
    ]


# The one-off exchange


def test_the_second_meeting_in_a_matter_asks_for_a_reason_and_the_third_is_refused(
    town: Town, concern: Concern
) -> None:
    def held(ground: Ground, now: Any) -> None:
        with clock.fixed(now):
            meeting = call(town, concern, ground, now=now)
            meetings.begin(town.actor("jonas"), meeting.pk, now=now)
            Meeting.objects.filter(pk=meeting.pk).update(state="concluded", due_on=None)
            Concern.objects.update(state="taken", due_on=TODAY + timedelta(days=60), owner=town.user("jonas"))

    bare = replace(ONCE, special_reason="")
    held(bare, NOW)
    with pytest.raises(Invalid, match="special_reason"), transaction.atomic():
        held(bare, NEXT_WEEK)
    held(ONCE, NEXT_WEEK)
    with pytest.raises(Invalid, match="third_time"), transaction.atomic():
        held(ONCE, NEXT_WEEK + timedelta(days=7))
    held(LEADER, NEXT_WEEK + timedelta(days=7))
    assert Disclosure.objects.exclude(what="concern").filter(basis__key="one_off").count() == 2


def test_a_meeting_that_was_called_off_does_not_count_and_shared_nothing(town: Town, concern: Concern) -> None:
    meeting = call(town, concern, ONCE)
    assert queries.meetings_on_one_off(concern.pk) == 1
    call_off(town, meeting)
    assert queries.meetings_on_one_off(concern.pk) == 0
    assert Disclosure.objects.exclude(what="concern").told().get().is_off


def test_another_matter_about_the_same_child_is_counted_by_itself(town: Town, concern: Concern) -> None:
    call(town, concern, ONCE)
    other = taken_concern(town, concern.child)
    assert queries.meetings_on_one_off(other.pk) == 0


# Dates


def test_a_moved_meeting_moves_the_end_and_the_first_row_stands(town: Town, concern: Concern) -> None:
    meeting = call(town, concern, ONCE)
    later = clock.at(TODAY + timedelta(days=3), 13)
    move = MoveDate(meeting.version, later, later + timedelta(hours=1), "Stuen", asked_on=TODAY)
    meetings.move_date(town.actor("jonas"), meeting.pk, move, now=NOW)
    row = Disclosure.objects.exclude(what="concern").get()
    assert row.until == TODAY + timedelta(days=14)
    assert live(row) == TODAY + timedelta(days=17)


@pytest.mark.parametrize("change", [
    lambda: Disclosure.objects.all().update(until=TODAY + timedelta(days=900)),
    lambda: Disclosure.objects.all().delete(),
    lambda: DisclosureTurn.objects.update(until=TODAY),
])  # fmt: skip
def test_what_was_recorded_is_never_changed(town: Town, concern: Concern, change: Callable[[], Any]) -> None:
    meeting = call(town, concern, ONCE)
    call_off(town, meeting)
    with pytest.raises(DatabaseError), transaction.atomic():
        change()


# A suspicion


def test_a_suspicions_rows_are_for_those_it_is_about_and_rest_on_no_consent(town: Town, child: Child) -> None:
    ground = consented(town, child)
    suspicion = taken_concern(town, child, suspicion=True)
    with pytest.raises(Invalid, match="basis_not_here"), transaction.atomic():
        call(town, suspicion, ground, "lone")
    call(town, suspicion, ONCE, "lone", "pia")
    assert {row.told for row in Disclosure.objects.exclude(what="concern").all()} == {Told.SUSPICION}
    seen = {
        key: Disclosure.objects.visible_to(town.actor(key)).count()
        for key in ("jonas", "lone", "pia", "mette", "maja", "dorte", "hanne", "lars", "nabo", "amira")
    }
    told = {"jonas": 3, "mette": 1, "lone": 1, "pia": 1}  # mette passed the worry on to jonas
    assert seen == told | dict.fromkeys(seen.keys() - told.keys(), 0)
    assert not queries.in_the_municipality(town.actor("lars"), queries.Sought()).exists()
    assert {key: in_the_database(town, key, Disclosure) for key in seen} == seen


def in_the_database(town: Town, key: str, model: type[Model]) -> int:
    """How many rows the database shows somebody, whatever the application forgets."""
    with transaction.atomic(), context.asking(context.person(town.actor(key))):
        return model._base_manager.count()


@pytest.mark.parametrize("model", [Consent, ConsentVoice, Disclosure, DisclosureTurn])
def test_the_database_shows_the_rows_to_those_who_work_with_the_child_and_nobody_else(
    town: Town, concern: Concern, model: type[Model]
) -> None:
    meeting = call(town, concern, consented(town, concern.child), "mette", "lone")
    call_off(town, meeting)
    assert model._base_manager.count() == {Consent: 1, Disclosure: 3}.get(model, 2)
    mother = concern.child.custodies.order_by("id").first().guardian
    mother.user = town.user("dorte")
    mother.save()
    seeing = {key for key in town.users if in_the_database(town, key, model)}
    assert seeing == {"mette", "maja", "hanne", "jonas"}, "neither her mother nor whoever was let go"


# By hand


def passed(child: Child, **changes: Any) -> PassOn:
    fields: dict[str, Any] = {
        "child_id": child.pk, "what": What.COPY, "content": "Sprogvurderingen fra maj", "ground": DUTY,
        "service": Service.EXTERNAL, "to_name": "Klinikken i Nord", "on": TODAY, "until": TODAY + timedelta(days=30),
        "told_on": TODAY, "key": uuid4(), **changes,
    }  # fmt: skip
    return PassOn(**fields)


def test_a_copy_is_written_down_once_however_often_it_is_sent(town: Town, child: Child) -> None:
    command = passed(child)
    first, again = (actions.pass_on(town.actor("mette"), command, now=NOW) for _ in range(2))
    assert first.pk == again.pk
    assert (first.to_name, first.until, first.by) == ("Klinikken i Nord", command.until, town.user("mette"))


@pytest.mark.parametrize(("changes", "field"), [
    ({"content": ""}, "content"),
    ({"to_name": " "}, "to_name"),
    ({"on": TODAY + timedelta(days=1)}, "on"),
    ({"until": TODAY - timedelta(days=1)}, "until"),
    ({"service": Service.DAY_CARE}, "service"),
    ({"told_on": None}, "told_on"),
    ({"told_on": TODAY + timedelta(days=1)}, "told_on"),
    ({"told": Told.LATER}, "not_told_because"),
    ({"ground": Ground("")}, "basis"),
    ({"ground": ONCE}, "basis"),
])  # fmt: skip
def test_what_is_missing_by_hand_is_said(town: Town, child: Child, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as found, transaction.atomic():
        actions.pass_on(town.actor("mette"), passed(child, **changes), now=NOW)
    assert list(found.value.errors) == [field]


def test_a_consent_to_one_clinic_is_none_to_another(town: Town, child: Child) -> None:
    ground = consented(town, child, receivers=(Service.EXTERNAL,), external_name="Klinikken i Nord")
    with pytest.raises(Invalid, match="consent_not_covering"), transaction.atomic():
        actions.pass_on(town.actor("jonas"), passed(child, ground=ground, to_name="Klinikken i Syd"), now=NOW)
    row = actions.pass_on(town.actor("jonas"), passed(child, ground=ground, to_name="klinikken i nord"), now=NOW)
    assert row.consent_id == ground.consent_id


def test_passed_on_in_a_suspicion_the_parents_are_never_said_to_know(town: Town, child: Child) -> None:
    suspicion = taken_concern(town, child, suspicion=True)
    row = actions.pass_on(town.actor("mette"), passed(child, concern_id=suspicion.pk), now=NOW)
    assert (row.suspicion, row.told, row.told_on) == (True, Told.SUSPICION, None)
    assert not Disclosure.objects.exclude(what="concern").visible_to(town.actor("maja")).exists()
    with pytest.raises(Concern.DoesNotExist):
        actions.pass_on(town.actor("maja"), passed(child, concern_id=suspicion.pk), now=NOW)


# The list of bases


def test_every_municipality_has_its_list_from_the_start(town: Town) -> None:
    for municipality in (town.municipality, town.neighbour):
        bases = queries.bases_on(municipality.pk, TODAY)
        assert {row.kind for row in bases.values()} == {
            "consent", "one_off", "within", "duty", "childrens_house", "without_consent", "value_balance", "reporting",
        }  # fmt: skip
        assert bases["one_off"].source_mark.startswith("bør kontrolleres")


def test_a_new_wording_holds_from_its_day_and_what_was_used_stands(town: Town, concern: Concern) -> None:
    lars, first = town.actor("lars"), queries.bases_on(town.municipality.pk, TODAY)["one_off"]
    command = ChangeBasis(first.pk, "Engangsudveksling", "ny paragraf", "", True, False, TODAY)
    today = actions.change_basis(lars, command, now=NOW)
    call(town, concern, ONCE)
    assert Disclosure.objects.exclude(what="concern").get().basis_id == today.pk
    again = replace(command, basis_id=today.pk, paragraph="endnu en")
    with pytest.raises(Invalid, match="used"), transaction.atomic():
        actions.change_basis(lars, again, now=NOW)
    new = actions.change_basis(lars, replace(again, valid_from=TODAY + timedelta(days=1)), now=NOW)
    in_force = [queries.bases_on(town.municipality.pk, TODAY + timedelta(days=n))["one_off"].pk for n in (-1, 0, 1)]
    assert in_force == [first.pk, today.pk, new.pk]
    assert Disclosure.objects.exclude(what="concern").get().basis.paragraph == "ny paragraf"
    assert LegalBasis.objects.filter(municipality=town.neighbour, key="one_off").count() == 1


@pytest.mark.parametrize("key", ["jonas", "bo", "admin", "dorte", "mette"])
def test_only_the_data_protection_officer_looks_after_the_list(town: Town, key: str) -> None:
    basis = queries.bases_on(town.municipality.pk, TODAY)["duty"]
    with pytest.raises(Refused):
        actions.change_basis(town.actor(key), ChangeBasis(basis.pk, "x", "", "", False, False, TODAY), now=NOW)


def test_the_database_lets_nobody_else_write_in_the_list(town: Town) -> None:
    basis = queries.bases_on(town.municipality.pk, TODAY)["duty"]
    for key, changed in (("jonas", 0), ("lars", 1)):
        with context.asking(context.person(town.actor(key))):
            assert LegalBasis.objects.filter(pk=basis.pk).update(name="Pligt") == changed
    elsewhere = queries.bases_on(town.neighbour.pk, TODAY)["duty"]
    with context.asking(context.person(town.actor("lars"))):
        assert not LegalBasis.objects.filter(pk=elsewhere.pk).exists()


def test_a_consent_row_is_there_for_the_two_who_ask_at_once(town: Town, child: Child) -> None:
    command = a_consent(child)
    made = {actions.give_consent(town.actor(key), command, now=NOW).pk for key in ("jonas", "dorte")}
    assert len(made) == Consent.objects.count() == 1
