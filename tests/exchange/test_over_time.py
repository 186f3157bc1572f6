"""What a later file changes: addresses, places, custody, numbers, people who leave; history is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.access.models import User
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.exchange.actions import look_through, take_files
from sikkerhedsnet.exchange.problems import Reason
from sikkerhedsnet.exchange.report import FileReport
from sikkerhedsnet.organisation.models import DistrictTeamMember, Employment, Institution
from sikkerhedsnet.organisation.queries import actor_for
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child, Custody, Guardian
from sikkerhedsnet.screening.models import WellbeingAssessment
from tests.exchange.files import ALMA, BODIL, CHILDREN, INSTITUTIONS, KAJ, STAFF, table
from tests.personas import NOW, TODAY, Town

LATER = NOW + timedelta(days=30)
YESTERDAY_LATER = (LATER - timedelta(days=1)).date()


def take(town: Town, file, *rows, now=NOW, complete=False) -> FileReport:
    """Looks through and takes the rows; both must say the same."""
    tables = {file: table(file, *rows)}
    seen = look_through(town.municipality.pk, tables, clock.local(now).date(), complete=complete)[file]
    told: list[FileReport] = []
    take_files(
        System(town.municipality.pk),
        town.municipality,
        tables,
        now=now,
        complete=complete,
        tell=lambda _, found: told.append(found),
    )
    assert told == [seen]
    return seen


def counts(found: FileReport) -> tuple[int, int, int]:
    return found.new, found.changed, found.unchanged


def reasons(found: FileReport, about: str | None = None) -> list[Reason]:
    return [w.reason for w in found.warnings if w.reason is not Reason.MISSING_IN_FILE and about in (None, w.field)]


def alma() -> Child:
    return Child.objects.get(cpr_number=ALMA["cpr"])


def places(child: Child) -> list[tuple]:
    found = child.enrolments.order_by("start_on", "pk")
    return [(e.institution.code, e.group.name if e.group else "", e.start_on, e.end_on) for e in found]


def test_a_changed_address_is_one_change_with_one_line_that_names_the_field_only(town):
    take(town, CHILDREN, ALMA)
    assert counts(take(town, CHILDREN, {**ALMA, "adresse": "Ny Vej 7"}, now=LATER)) == (0, 1, 0)
    child = alma()
    assert (child.address, child.version, child.changed_by_name) == ("Ny Vej 7", 2, "Sikkerhedsnet")
    [line] = ChangeLine.objects.filter(action="child.changed_by_register")
    assert (line.child_id, line.details) == (child.pk, {"fields": ["address"]})


def test_a_child_who_moves_institution_keeps_the_history(town):
    take(town, CHILDREN, ALMA)
    take(town, CHILDREN, {**ALMA, "institution": "HAV-S", "gruppe": "0.A"}, now=LATER)
    assert places(alma()) == [
        ("HAV-D", "Mariehønsene", TODAY, YESTERDAY_LATER),
        ("HAV-S", "0.A", LATER.date(), None),
    ]
    assert counts(take(town, CHILDREN, {**ALMA, "institution": "HAV-S", "gruppe": "0.A"}, now=LATER)) == (0, 0, 1)


def test_a_new_group_is_made_once_and_its_name_is_recognised_in_any_case(town):
    take(town, CHILDREN, {**ALMA, "gruppe": "Solstrålerne"}, {**KAJ, "gruppe": "solstrålerne"})
    assert list(town.day_care.groups.order_by("pk").values_list("name", flat=True)) == ["Mariehønsene", "Solstrålerne"]
    take(town, CHILDREN, {**ALMA, "gruppe": "MARIEHØNSENE"}, now=LATER)
    assert places(alma())[-1] == ("HAV-D", "Mariehønsene", LATER.date(), None)


def test_a_wrong_place_put_right_the_same_day_leaves_no_trace_of_a_move(town):
    take(town, CHILDREN, {**ALMA, "institution": "SKO-D", "gruppe": ""})
    take(town, CHILDREN, ALMA)
    assert places(alma()) == [("HAV-D", "Mariehønsene", TODAY, None)]


@pytest.mark.parametrize("institution", ["", "SUND"])
def test_a_child_at_home_has_no_place(town, institution):
    take(town, CHILDREN, ALMA)
    row = {**ALMA, "institution": institution, "gruppe": ""}
    take(town, CHILDREN, row, now=LATER)
    assert places(alma()) == [("HAV-D", "Mariehønsene", TODAY, YESTERDAY_LATER)]
    assert counts(take(town, CHILDREN, row, now=LATER)) == (0, 0, 1)


def test_a_child_who_goes_and_comes_back_within_a_day_does_not_stop_the_file(town):
    rows = [{**ALMA, "institution": code, "gruppe": ""} for code in ("HAV-D", "SKO-D", "HAV-D", "", "HAV-D", "HAV-S")]
    take(town, CHILDREN, rows[0], now=NOW - timedelta(days=9))
    for row in rows[1:]:
        take(town, CHILDREN, row)
        assert counts(take(town, CHILDREN, row)) == (0, 0, 1)
    assert [place[0] for place in places(alma()) if place[3] is None] == ["HAV-S"]


def test_changed_custody_ends_the_old_row_and_starts_a_new_one(town):
    take(town, CHILDREN, ALMA)
    take(town, CHILDREN, {**ALMA, "vaerge1_samme_adresse": "0"}, now=LATER)
    old, new = alma().custodies.order_by("pk")
    assert (old.same_address, old.end_on) == (True, YESTERDAY_LATER)
    assert (new.same_address, new.has_custody, new.start_on, new.end_on) == (False, True, LATER.date(), None)
    assert Guardian.objects.filter(cpr_number=ALMA["vaerge1_cpr"]).count() == 1


def test_who_is_no_longer_a_custody_holder_loses_custody_and_stays_in_the_history(town):
    take(town, CHILDREN, ALMA)
    take(town, CHILDREN, {**ALMA, "vaerge1_cpr": "6503880725", "vaerge1_navn": "Bo Dam"}, now=LATER)
    assert [c.guardian.name for c in Custody.objects.on(LATER.date()).filter(child=alma())] == ["Bo Dam"]
    assert alma().custodies.count() == 2


def test_siblings_share_their_custody_holder(town):
    sibling = {**KAJ, **{name: value for name, value in ALMA.items() if name.startswith("vaerge")}}
    take(town, CHILDREN, ALMA, sibling)
    assert Guardian.objects.filter(cpr_number=ALMA["vaerge1_cpr"]).get().custodies.count() == 2


def test_a_parent_without_a_number_is_found_again_within_the_family_and_gets_it_later(town):
    take(town, CHILDREN, {**ALMA, "vaerge1_cpr": ""})
    assert counts(take(town, CHILDREN, {**ALMA, "vaerge1_cpr": ""})) == (0, 0, 1)
    assert counts(take(town, CHILDREN, ALMA, now=LATER)) == (0, 1, 0)
    assert alma().custodies.get().guardian.cpr_number == ALMA["vaerge1_cpr"]


def test_a_child_without_a_number_is_recognised_and_gets_its_number_later(town):
    bare = {**ALMA, "cpr": ""}
    assert Reason.CPR_MISSING in reasons(take(town, CHILDREN, bare))
    assert counts(take(town, CHILDREN, bare)) == (0, 0, 1)
    assert counts(take(town, CHILDREN, ALMA, now=LATER)) == (0, 1, 0)
    assert Child.objects.filter(first_name="Alma").get().cpr_number == ALMA["cpr"]


def test_a_real_number_takes_the_place_of_a_replacement_without_a_second_child(town):
    take(town, CHILDREN, ALMA)
    assert counts(take(town, CHILDREN, {**ALMA, "cpr": "0104215782"}, now=LATER)) == (0, 1, 0)
    assert Child.objects.filter(first_name="Alma").get().cpr_number == "0104215782"


def test_twins_with_a_number_each_are_two_children(town):
    found = take(town, CHILDREN, ALMA, {**ALMA, "cpr": "6104215798", "fornavn": "Asta"})
    assert counts(found) == (2, 0, 0)


def test_an_import_never_takes_protection_away(town):
    take(town, CHILDREN, {**ALMA, "adressebeskyttet": "1"})
    found = take(town, CHILDREN, ALMA, now=LATER)
    assert counts(found) == (0, 0, 1)
    assert reasons(found) == [Reason.PROTECTION_STAYS]
    assert alma().protected_address and alma().custodies.get().guardian.protected_address


def test_protection_told_by_the_row_that_is_turned_away_still_counts(town):
    found = take(town, CHILDREN, ALMA, {**ALMA, "adresse": "Ny Vej 7", "adressebeskyttet": "1"})
    assert [p.reason for p in found.rejected] == [Reason.SAME_CHILD_TWICE]
    assert (alma().address, alma().protected_address) == ("Havnegade 4", True)


def test_a_name_mended_by_hand_is_not_damaged_again_by_a_file_that_lost_its_letters(town):
    take(town, CHILDREN, {**ALMA, "efternavn": "Nguy?n"})
    Child.objects.filter(pk=alma().pk).update(last_name="Nguyễn")
    assert counts(take(town, CHILDREN, {**ALMA, "efternavn": "Nguy?n"}, now=LATER)) == (0, 0, 1)
    assert alma().last_name == "Nguyễn"


def test_an_empty_cell_erases_nothing(town):
    take(town, CHILDREN, ALMA)
    found = take(town, CHILDREN, {**ALMA, "adresse": "", "postnr": "", "by": "", "sprog": "", "gruppe": ""}, now=LATER)
    assert counts(found) == (0, 0, 1)
    assert (alma().address, alma().postcode, alma().language) == ("Havnegade 4", "3999", "dansk")


def test_a_child_missing_in_the_file_is_told_of_and_stays(town):
    take(town, CHILDREN, ALMA, KAJ)
    found = take(town, CHILDREN, ALMA, now=LATER)
    missing = [w.value for w in found.warnings if w.reason is Reason.MISSING_IN_FILE]
    assert KAJ["cpr"] in missing and len(missing) == 1 + len(town.children)
    assert Child.objects.get(cpr_number=KAJ["cpr"]).left_on is None


def settle_in(town: Town) -> list[dict[str, str]]:
    """Rows for everybody who lives in the town, so that a file can be complete."""
    Child.objects.update(left_on=TODAY)
    take(town, CHILDREN, ALMA, KAJ)
    return [ALMA, KAJ]


def test_a_complete_file_ends_the_missing_childs_place_and_everything_else_of_it(town):
    settle_in(town)
    found = take(town, CHILDREN, ALMA, now=LATER, complete=True)
    kaj = Child.objects.get(cpr_number=KAJ["cpr"])
    assert counts(found) == (0, 1, 1) and found.aspects == {"left": 1}
    assert kaj.left_on == LATER.date()
    assert kaj.enrolments.get().end_on == YESTERDAY_LATER
    assert ChangeLine.objects.filter(action="child.left", child_id=kaj.pk).count() == 1
    assert not Child.objects.visible_to(town.actor("hanne"), LATER.date()).filter(pk=kaj.pk).exists()


def worry(child: Child, owner: User) -> Concern:
    return Concern.objects.create(
        child=child, raised_by=owner, raised_at=NOW, observation="x", parents_know="yes", answer_due_on=TODAY,
        state="taken", owner=owner, due_on=TODAY, changed_at=NOW, changed_by_name="test",
    )  # fmt: skip


def watched(child: Child, institution: Institution, owner: User) -> WellbeingAssessment:
    return WellbeingAssessment.objects.create(
        child=child, institution=institution, state="watched", raters_required=2, position="yellow", focus_point="x",
        tell_parents_how="talk", settled_on=TODAY, settled_by=owner, owner=owner, due_on=TODAY, changed_at=NOW,
        changed_by_name="test",
    )  # fmt: skip


def test_open_help_never_closes_because_a_child_leaves_and_who_has_it_is_told(town):
    settle_in(town)
    kaj = Child.objects.get(cpr_number=KAJ["cpr"])
    concern = worry(kaj, town.user("jonas"))
    assessment = watched(kaj, town.day_care, town.user("dorte"))
    found = take(town, CHILDREN, ALMA, now=LATER, complete=True)
    assert [(w.reason, w.details) for w in found.warnings] == [(Reason.LEFT_WITH_OPEN, {"number": "1"})]
    concern.refresh_from_db()
    assert (concern.state, concern.owner) == ("taken", town.user("jonas"))
    message = Message.objects.get(kind="child.left")
    assert (message.to, message.child_id) == (town.user("jonas"), kaj.pk) and "Kaj" not in message.about
    assessment.refresh_from_db()
    assert (assessment.state, assessment.due_on) == ("done", None)


def test_a_yellow_position_follows_the_child_to_whoever_leads_the_new_place(town):
    take(town, CHILDREN, ALMA)
    assessment = watched(alma(), town.day_care, town.user("dorte"))
    take(town, CHILDREN, {**ALMA, "institution": "HAV-S", "gruppe": "0.A"}, now=LATER)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.owner) == ("watched", town.user("rikke"))


def test_a_new_group_in_the_same_place_leaves_the_assessments_alone(town):
    take(town, CHILDREN, ALMA)
    assessment = watched(alma(), town.day_care, town.user("dorte"))
    take(town, CHILDREN, {**ALMA, "gruppe": "Bjørnene"}, now=LATER)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.version) == ("watched", 1)


def test_a_child_who_comes_back_lives_here_again(town):
    settle_in(town)
    take(town, CHILDREN, ALMA, now=LATER, complete=True)
    assert counts(take(town, CHILDREN, ALMA, KAJ, now=LATER)) == (0, 1, 1)
    kaj = Child.objects.get(cpr_number=KAJ["cpr"])
    assert kaj.left_on is None and places(kaj)[-1][3] is None
    assert counts(take(town, CHILDREN, ALMA, KAJ, now=LATER)) == (0, 0, 2)


def test_nobody_leaves_when_too_many_would(town):
    Child.objects.update(left_on=TODAY)
    many = [{**ALMA, "cpr": "", "fornavn": f"Alma {n}"} for n in range(8)]
    take(town, CHILDREN, *many)
    found = take(town, CHILDREN, many[0], now=LATER, complete=True)
    assert Reason.TOO_MANY_LEAVE in reasons(found)
    assert Child.objects.living_here().count() == 8


def test_a_child_whose_row_was_turned_away_does_not_leave(town):
    settle_in(town)
    found = take(town, CHILDREN, ALMA, {**KAJ, "distrikt": "XXX"}, now=LATER, complete=True)
    assert [p.reason for p in found.rejected] == [Reason.UNKNOWN_DISTRICT]
    assert Child.objects.get(cpr_number=KAJ["cpr"]).left_on is None


def test_nobody_leaves_when_a_row_could_be_about_anybody(town):
    settle_in(town)
    found = take(town, CHILDREN, ALMA, {**KAJ, "cpr": "62052157"}, now=LATER, complete=True)
    assert Reason.LEAVERS_UNCERTAIN in reasons(found)
    assert Child.objects.get(cpr_number=KAJ["cpr"]).left_on is None


def test_a_child_in_a_school_keeps_the_club_beside_it_that_somebody_wrote_by_hand(town):
    club = {"kode": "HAV-F", "navn": "Havnens SFO", "type": "sfo", "distrikt": "HAV"}
    take(town, INSTITUTIONS, club)
    pupil = {**ALMA, "institution": "HAV-S", "gruppe": "0.A"}
    take(town, CHILDREN, pupil)
    alma().enrolments.create(institution=Institution.objects.get(code="HAV-F"), start_on=date(2026, 8, 1))
    assert counts(take(town, CHILDREN, pupil, now=LATER)) == (0, 0, 1)
    assert {place[0] for place in places(alma()) if place[3] is None} == {"HAV-S", "HAV-F"}


# employees


def bodil() -> User:
    return User.objects.get(username="bodil.juhl")


def test_an_employee_gets_a_user_nobody_can_sign_in_as_and_sees_the_institution(town):
    assert counts(take(town, STAFF, BODIL)) == (1, 0, 0)
    assert not bodil().has_usable_password()
    assert actor_for(bodil(), TODAY).whole_institution_ids == {town.day_care.pk}


def test_an_employee_who_stops_loses_access_and_what_is_left_open_is_told(town):
    take(town, STAFF, BODIL)
    worry(town.children[0], bodil())
    found = take(town, STAFF, {**BODIL, "til": "2026-12-01"}, now=LATER)
    assert counts(found) == (0, 1, 0)
    assert reasons(found) == [Reason.EMPLOYEE_LEFT_WITH_OPEN] and found.warnings[0].details["number"] == "1"
    assert not actor_for(bodil(), LATER.date()).posts


def test_an_employee_who_moves_keeps_the_history(town):
    take(town, STAFF, BODIL)
    row = {**BODIL, "institution": "SKO-D", "distrikt": "SKO"}
    assert counts(take(town, STAFF, row, now=LATER)) == (0, 1, 0)
    old, new = Employment.objects.filter(user=bodil()).order_by("start_on")
    assert (old.institution.code, old.start_on, old.end_on, old.external_id) == (
        "HAV-D", date(2021, 8, 1), YESTERDAY_LATER, "",
    )  # fmt: skip
    assert (new.institution.code, new.start_on, new.end_on) == ("SKO-D", LATER.date(), None)
    assert counts(take(town, STAFF, row, now=LATER)) == (0, 0, 1)


def test_a_new_role_ends_the_old_one(town):
    take(town, STAFF, BODIL)
    assert counts(take(town, STAFF, {**BODIL, "rolle": "leder"}, now=LATER)) == (0, 1, 0)
    assert [post.function for post in actor_for(bodil(), LATER.date()).posts] == ["leader"]


def test_two_roles_at_once_are_two_employments_of_one_user(town):
    take(town, STAFF, BODIL, {**BODIL, "rolle": "leder"})
    assert {post.function for post in actor_for(bodil(), TODAY).posts} == {"pedagogue", "leader"}


def test_an_employee_missing_in_the_file_is_told_of_and_stays(town):
    take(town, STAFF, BODIL)
    found = take(town, STAFF, {**BODIL, "id": "pae901", "email": "kim@fjordby.example"}, now=LATER)
    assert [(w.reason, w.value) for w in found.warnings] == [(Reason.EMPLOYEE_MISSING, "pae900")]
    assert actor_for(bodil(), LATER.date()).posts


def test_a_user_name_that_somebody_has_is_never_taken_over(town):
    take(town, STAFF, {**BODIL, "email": "admin@fjordby.example"}, {**BODIL, "id": "MAJA", "email": "mette@x.example"})
    names = {employment.user.username for employment in Employment.objects.exclude(external_id="")}
    assert names == {"pae900", f"maja-{town.municipality.pk}"}
    assert [post.function for post in town.actor("admin").posts] == ["system_admin"]


def test_a_district_professional_sits_in_the_districts_team_as_long_as_employed(town):
    row = {**BODIL, "rolle": "psykolog", "institution": "PPR", "til": "2027-06-30"}
    take(town, STAFF, row)
    seat = DistrictTeamMember.objects.get(employment__user=bodil())
    assert (seat.district, seat.end_on) == (town.district, date(2027, 6, 30))
    take(town, STAFF, {**row, "distrikt": "SKO", "til": ""}, now=LATER)
    seats = DistrictTeamMember.objects.on(LATER.date()).filter(employment__user=bodil())
    assert [seat.district for seat in seats] == [town.other_district]


def test_a_role_is_taken_over_from_nobody_in_another_municipality(town):
    take(town, STAFF, {**BODIL, "email": "nabo@nabo.example"})
    assert town.user("nabo").employments.count() == 1


# institutions


def test_an_institution_can_change_name_and_district(town):
    row = {"kode": "hav-d", "navn": "Regnbuehuset", "type": "dagtilbud", "distrikt": "SKO"}
    found = take(town, INSTITUTIONS, row)
    assert counts(found) == (0, 1, 0) and set(found.aspects) == {"name", "district"}
    town.day_care.refresh_from_db()
    assert (town.day_care.name, town.day_care.district, town.day_care.code) == (
        "Regnbuehuset",
        town.other_district,
        "HAV-D",
    )


def test_an_institution_in_an_unknown_district_and_a_code_used_twice_are_left_out(town):
    row = {"kode": "NY", "navn": "Ny", "type": "skole", "distrikt": "HAV"}
    found = take(town, INSTITUTIONS, row, {**row, "navn": "Nyere"}, {**row, "kode": "NY2", "distrikt": "XXX"}, row)
    assert [(p.line, p.field, p.reason) for p in found.rejected] == [
        (3, "navn", Reason.SAME_KEY_TWICE),
        (4, "distrikt", Reason.UNKNOWN_DISTRICT),
    ]
    assert reasons(found) == [Reason.ROW_TWICE]


def test_a_child_cannot_be_placed_with_the_psychologists(town):
    found = take(town, CHILDREN, {**ALMA, "institution": "PPR"})
    assert [(p.field, p.reason) for p in found.rejected] == [("institution", Reason.NOT_FOR_CHILDREN)]


def test_a_child_without_a_district_has_its_institutions(town):
    take(town, CHILDREN, {**ALMA, "distrikt": ""})
    assert alma().district == town.district
    found = take(town, CHILDREN, {**KAJ, "distrikt": "", "institution": ""})
    assert [p.reason for p in found.rejected] == [Reason.NO_DISTRICT]


def test_a_neighbours_codes_children_and_parents_are_nobodys_business(town):
    stranger = town.child(
        "Alma", "Holm", municipality=town.neighbour, district=None, cpr_number=ALMA["cpr"], enrol=False
    )
    assert counts(take(town, CHILDREN, ALMA)) == (1, 0, 0)
    stranger.refresh_from_db()
    assert stranger.version == 1
