"""A request for access from the day it comes until the copy is handed over."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.redaction import Because
from sikkerhedsnet.rights import actions, queries
from sikkerhedsnet.rights.commands import Extend, Release, Weigh, Withdraw
from sikkerhedsnet.rights.gathering import copy_of
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.rights.states import Kind, State
from sikkerhedsnet.worklists.actions import tick
from sikkerhedsnet.worklists.queries import net
from tests.access.world import Case
from tests.personas import NOW, TODAY, Town
from tests.rights.conftest import asked, parent_of


@pytest.fixture
def child(cases: dict[str, Case]) -> Child:
    return cases["own group"].child


def lines(request: AccessRequest) -> list[str]:
    found = ChangeLine.objects.filter(object_type="rights.accessrequest", object_id=request.pk)
    return list(found.values_list("action", flat=True))


def test_it_lands_on_the_desk_of_the_one_who_took_it_with_the_laws_date(town: Town, child: Child) -> None:
    request = asked(town, child, kind=Kind.FILE_ACCESS)
    assert request.due_on == date(2026, 12, 2)  # seven working days after Monday 23 November
    task = next(task for task in queries.tasks(town.actor("jonas"), TODAY) if task.url_args == (request.pk,))
    assert (task.due_on, task.child_name) == (date(2026, 12, 2), child.name)
    assert "Svar på anmodning" in town.client("jonas").get(reverse("worklists:desk")).content.decode()
    assert lines(request) == ["request.registered"]


def test_the_form_sent_twice_makes_one_request(town: Town, child: Child) -> None:
    client, address = town.client("dorte"), reverse("rights:register", args=[child.pk])
    before = AccessRequest.objects.count()
    form = {
        "key": str(uuid4()), "kind": "data_access", "asker": str(parent_of(child)), "representative": "",
        "power_seen_on": "", "received_on": "23-11-2026",
    }  # fmt: skip
    first, second = client.post(address, form), client.post(address, form)
    assert (first.status_code, second.status_code) == (302, 302) and first.url == second.url
    assert AccessRequest.objects.count() == before + 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"received_on": "24-11-2026"}, "23. november"),
        ({"asker": ""}, "Vælg"),
        ({"representative": "Advokat Lis Holm"}, "fuldmagten"),
        ({"asker": "child"}, "Vælg"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(
    town: Town, child: Child, change: dict[str, str], told: str
) -> None:
    form = {
        "key": str(uuid4()), "kind": "data_access", "asker": str(parent_of(child)), "representative": "Advokat Lis",
        "power_seen_on": "20-11-2026", "received_on": "23-11-2026",
    }  # fmt: skip
    if "representative" in change:
        form["power_seen_on"] = ""
    answer = town.client("dorte").post(reverse("rights:register", args=[child.pk]), {**form, **change})
    assert answer.status_code == 400
    assert told in answer.content.decode() and "Advokat Lis" in answer.content.decode()


def test_only_a_custody_holder_or_the_child_itself_can_ask(town: Town, child: Child) -> None:
    child.custodies.filter(guardian_id=parent_of(child, 1)).update(has_custody=False)
    with pytest.raises(Invalid):
        asked(town, child, number=1)
    with pytest.raises(Invalid):
        asked(town, child, guardian_id=None)  # four years old
    teenager = town.child("Noah", "Lund", birth_date=date(2011, 3, 1))
    assert asked(town, teenager, key="dorte", guardian_id=None).guardian is None


def test_an_extension_needs_a_reason_a_day_it_was_told_and_stays_within_the_law(town: Town, child: Child) -> None:
    request, jonas = asked(town, child), town.actor("jonas")

    def extend(until: date, because: str = "Sagen er stor.", told: date = TODAY) -> AccessRequest:
        return actions.extend(jonas, Extend(request.pk, request.version, until, because, told), now=NOW)

    for bad in ({"until": date(2027, 2, 24)}, {"until": TODAY}, {"until": date(2027, 1, 4), "because": " "}):
        with pytest.raises(Invalid):
            extend(**bad)  # type: ignore[arg-type]
    made = extend(date(2027, 2, 23))
    assert (made.state, made.due_on, made.first_due_on) == (State.EXTENDED, date(2027, 2, 23), date(2026, 12, 23))
    assert extend(date(2027, 2, 23)).version == made.version, "sent again it is the same extension"


def test_an_answer_that_leaves_something_out_needs_its_reason(town: Town, child: Child) -> None:
    request, jonas = asked(town, child), town.actor("jonas")
    with pytest.raises(Invalid):
        actions.release(jonas, Release(request.pk, request.version), now=NOW)
    made = actions.release(jonas, Release(request.pk, request.version, "Den anden forælders oplysninger."), now=NOW)
    assert (made.state, made.due_on) == (State.PARTLY_REFUSED, None)
    line = ChangeLine.objects.get(action="request.released")
    assert line.details["left_out"] and len(line.details["sha256"]) == 64
    assert actions.release(jonas, Release(request.pk, 1, "Igen"), now=NOW).refused_because == made.refused_because


def test_a_copy_with_everything_in_it_is_an_answer(town: Town) -> None:
    child = town.child("Alene", parents=1)
    request = asked(town, child, key="dorte")
    made = actions.release(town.actor("dorte"), Release(request.pk, request.version), now=NOW)
    assert made.state == State.ANSWERED


def test_a_copy_is_read_and_fetched_with_a_line_each(town: Town, child: Child) -> None:
    request = asked(town, child)
    client = town.client("jonas")
    page = client.get(reverse("rights:copy", args=[request.pk])).content.decode()
    assert "Hører til den anden forælder alene" in page and "Udlevér kopien til" in page
    pdf = client.get(reverse("rights:copy_pdf", args=[request.pk]))
    data = client.get(reverse("rights:copy_json", args=[request.pk]))
    assert pdf.headers["Content-Disposition"].startswith("attachment") and pdf.content.startswith(b"%PDF")
    assert data.headers["Content-Disposition"].startswith("attachment") and data.json()["draft"] is True
    actions_read = list(ReadLine.objects.filter(child_id=child.pk).values_list("action", flat=True))
    assert actions_read.count("copy.read") == 1 and actions_read.count("copy.fetched") == 2


def test_what_is_kept_out_needs_a_reason_and_is_gone_from_the_copy(town: Town, child: Child) -> None:
    request, client = asked(town, child), town.client("jonas")
    concern = child.concerns.order_by("raised_at", "id")[0]
    address = reverse("rights:copy", args=[request.pk])
    form = {"key": str(uuid4()), "version": request.version, "keep_out": [f"concerns:{concern.pk}:observation"]}
    assert client.post(address, {**form, "because": ""}).status_code == 400
    assert client.post(address, {**form, "because": "Vil skade barnet."}).status_code == 302
    data = client.get(reverse("rights:copy_json", args=[request.pk])).json()
    assert data["parts"]["concerns"][0]["left_out"]["observation"] == "weighed"


def test_the_employee_is_told_of_a_suspicion_left_out_only_when_she_sees_it(town: Town, cases: dict[str, Case]) -> None:
    child = cases["suspicion"].child
    told = "Mistanken er holdt helt ude"
    for key, expected in (("jonas", True), ("dorte", False)):
        request = asked(town, child, key=key)
        page = town.client(key).get(reverse("rights:copy", args=[request.pk])).content.decode()
        assert (told in page) is expected
        assert "Det har jeg set." not in page


def test_a_late_request_is_told_upwards_and_is_a_hole_until_then(town: Town, child: Child) -> None:
    request = asked(town, child, kind=Kind.FILE_ACCESS)
    later = NOW + timedelta(days=20)
    with clock.fixed(later):
        assert [h.kind for h in queries.holes(town.municipality.pk, later)].count("overdue_not_escalated") == 1
        tick(later)
        request.refresh_from_db()
        assert request.escalated_to is not None
        holes = [h for h in net(town.municipality.pk, later).holes if h.mend_url_name == "rights:request"]
        assert holes == []
        told = request.escalated_to.username
        assert town.client(told).get(reverse("rights:request", args=[request.pk])).status_code == 200


def test_who_has_left_hands_the_request_on(town: Town, child: Child) -> None:
    request = asked(town, child)
    town.user("jonas").employments.update(end_on=TODAY - timedelta(days=1))
    tick(NOW)
    request.refresh_from_db()
    assert request.owner == town.user("signe")
    assert town.client("signe").get(reverse("rights:copy", args=[request.pk])).status_code == 200


def test_only_the_one_who_answers_does_anything(town: Town, child: Child) -> None:
    request = asked(town, child)
    for act in (
        lambda actor: actions.release(actor, Release(request.pk, 1, "Nej"), now=NOW),
        lambda actor: actions.withdraw(actor, Withdraw(request.pk, 1, "Nej"), now=NOW),
        lambda actor: actions.weigh(actor, Weigh(request.pk, 1, (), ()), now=NOW),
    ):
        with pytest.raises(Refused):
            act(town.actor("dorte"))
        with pytest.raises(AccessRequest.DoesNotExist):
            act(town.actor("signe"))


def test_what_has_ended_cannot_be_moved_again(town: Town, child: Child) -> None:
    request, jonas = asked(town, child), town.actor("jonas")
    actions.withdraw(jonas, Withdraw(request.pk, request.version, "Amira ringede."), now=NOW)
    with pytest.raises(Stale):
        actions.release(jonas, Release(request.pk, 2, "Fordi"), now=NOW)
    with pytest.raises(Stale):
        actions.extend(jonas, Extend(request.pk, 2, TODAY + timedelta(days=40), "Fordi", TODAY), now=NOW)
    assert queries.tasks(jonas, TODAY) == [t for t in queries.tasks(jonas, TODAY) if t.url_args != (request.pk,)]


def test_the_data_protection_officer_sees_every_clock_and_no_child(town: Town, cases: dict[str, Case]) -> None:
    request = asked(town, cases["own group"].child, kind=Kind.FILE_ACCESS)
    page = town.client("lars").get(reverse("rights:control")).content.decode()
    assert f"barn {cases['own group'].child.pk}" in page and "Jonas Holm" in page
    for case in cases.values():
        assert case.canary not in page
    assert f"nr. {AccessRequest.objects.filter(child=cases['neighbour municipality'].child)[0].pk}," not in page
    assert town.client("lars").get(reverse("rights:request", args=[request.pk])).status_code == 404
    assert reverse("rights:control") in town.client("lars").get(reverse("worklists:desk")).content.decode()


def test_lists_take_as_many_queries_for_twenty_requests_as_for_two(town: Town, child: Child) -> None:
    jonas, lars = town.client("jonas"), town.client("lars")

    def counted() -> tuple[int, int, int]:
        with CaptureQueriesContext(connection) as mine:
            assert jonas.get(reverse("rights:requests")).status_code == 200
        with CaptureQueriesContext(connection) as clocks:
            lars.get(reverse("rights:control"))
        with CaptureQueriesContext(connection) as tasks:
            queries.tasks(town.actor("jonas"), TODAY)
        return len(mine), len(clocks), len(tasks)

    asked(town, child)
    counted()  # the first look leaves what later ones find
    few = counted()
    for _number in range(18):
        asked(town, child)
    assert counted() == few


def test_the_municipality_chooses_what_is_given_where_the_law_leaves_a_choice(town: Town, child: Child) -> None:
    concern = child.concerns.order_by("raised_at", "id")[0]
    type(concern).objects.filter(pk=concern.pk).update(parents_know="not_yet", offered_note="Ring først til Hanne")
    request, lars = asked(town, child), town.client("lars")
    kept = {left.because for left in copy_of(request, now=NOW).left_out}
    assert {Because.SENDER, Because.INTERNAL} <= kept
    form = {"key": str(uuid4()), "internal_in_data_access": "on", "sender_named": "on"}
    assert lars.post(reverse("rights:practice"), form).status_code == 302
    assert lars.get(reverse("rights:practice")).content.decode().count("checked") == 2
    assert not {Because.SENDER, Because.INTERNAL} & {left.because for left in copy_of(request, now=NOW).left_out}
    assert ChangeLine.objects.get(action="practice.set").details["sender_named"] is True
    assert town.client("jonas").post(reverse("rights:practice"), form).status_code == 403
