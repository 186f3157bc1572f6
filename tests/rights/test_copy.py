"""What an asker gets: everything that is theirs, nothing that is another's, and of a suspicion no trace at all."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from sikkerhedsnet.core import context
from sikkerhedsnet.core.db import DomainModel
from sikkerhedsnet.core.privacy import PrivacyClass
from sikkerhedsnet.people.models import Child, NetworkMember
from sikkerhedsnet.rights import actions, paper
from sikkerhedsnet.rights.commands import Weigh
from sikkerhedsnet.rights.gathering import copy_of
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.rights.tables import NOT_IN_THE_COPY, TABLES
from tests.access.world import Case
from tests.personas import NOW, Town
from tests.rights.conftest import asked, passed_on

PERSONAL = set(PrivacyClass) - {PrivacyClass.PUBLIC, PrivacyClass.TECHNICAL, PrivacyClass.STAFF}


def made(town: Town, request: AccessRequest, key: str = "jonas") -> dict[str, Any]:
    """The copy as its JSON says it, made while the employee asks."""
    with context.asking(context.person(town.actor(key))):
        return json.loads(paper.as_json(copy_of(request, now=NOW)))


def about_a_child(model: type[models.Model], seen: frozenset[Any] = frozenset()) -> bool:
    """Whether a chain of foreign keys, or a plain number, leads from the model to a child."""
    for field in model._meta.get_fields():
        if field.name == "child_id" or (field.name == "child_number"):
            return True
        target = getattr(field, "related_model", None)
        leads = isinstance(field, models.ForeignKey) and isinstance(target, type) and target not in seen
        if leads and (target is Child or about_a_child(target, seen | {model})):
            return True
    return False


def test_every_model_with_a_child_is_in_the_copy_or_left_out_with_a_reason() -> None:
    ours = [m for m in apps.get_models() if issubclass(m, DomainModel) and (m is Child or about_a_child(m))]
    assert len(ours) > 20
    told = {table.model for table in TABLES}
    missing = [m._meta.label_lower for m in ours if m not in told and m._meta.label_lower not in NOT_IN_THE_COPY]
    assert missing == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_every_personal_field_is_given_or_left_out_with_a_reason(table: Any) -> None:
    model = table.model
    personal = {name for kind in PERSONAL for name in model.privacy.get(kind, ())}
    given = {column.name for column in table.columns} | set(table.not_given)
    assert personal <= given, sorted(personal - given)
    assert set(table.not_given) <= {field.name for field in model._meta.get_fields()}


def test_a_parent_gets_what_every_step_has_written(town: Town, cases: dict[str, Case]) -> None:
    copy = made(town, asked(town, cases["own group"].child))
    parts = copy["parts"]
    assert copy["format"] == "sikkerhedsnet.child-copy" and copy["version"] == 1
    assert set(parts) >= {"child", "parents", "custody", "enrolments", "assessments", "concerns", "meetings",
                          "participants", "minutes", "agreements", "plans", "steps", "requests", "access"}  # fmt: skip
    assert parts["child"][0]["facts"]["first_name"] == "Egernstue"
    assert [c["facts"]["observation"] for c in parts["concerns"]] == ["Det har jeg set."] * 3
    assert parts["meetings"][0]["facts"]["place"] == "Her"
    assert {item["of"] for item in parts["steps"]} == {"plans-1"}


def test_the_other_parents_contact_data_stays_with_the_other_parent(town: Town, cases: dict[str, Case]) -> None:
    child = cases["own group"].child
    other = child.custodies.order_by("id")[1].guardian
    other.email, other.address = "far@hjemme.example", "Hemmelig Vej 7"
    other.save()
    assessment = child.assessments.get(position="yellow")
    assessment.comment = f"Far bor på {other.address} og har telefon {other.phone}."
    assessment.save()
    text = json.dumps(made(town, asked(town, child)), ensure_ascii=False)
    for secret in (other.phone, other.email, other.address):
        assert secret not in text
    assert other.name in text
    shown = town.client("jonas").get(f"/rettigheder/{AccessRequest.objects.latest('pk').pk}/kopi/").content.decode()
    assert other.email not in shown and other.address not in shown, "nor to the employee, who cannot let it in"
    assert "Far bor på […] og har telefon […]." in text


def test_of_a_suspicion_there_is_no_trace_number_or_gap(town: Town, cases: dict[str, Case]) -> None:
    """The copy is byte for byte the one that would be made had the suspicion never been written."""
    with_suspicion = cases["own group"].child
    request = asked(town, with_suspicion)
    before = made(town, request)
    quiet = cases["suspicion"].child
    # everything the suspicion left behind now hangs on the child with the open files, between its own rows
    for label in ("concerns.concern", "meetings.meeting", "plans.plan"):
        model = apps.get_model(label)
        model._base_manager.filter(child=quiet, suspicion=True).update(child=with_suspicion)
    member = NetworkMember.objects.create(child=with_suspicion, name="Moster Mistanke", tie="moster")
    meeting = with_suspicion.meetings.filter(suspicion=True).first()
    meeting.participants.create(
        role="network", name=member.name, network_member=member, invited_how="phone", invited_on=NOW.date()
    )
    openly, secretly = with_suspicion.concerns.filter(suspicion=False)[0], meeting.concern
    passed_on(town, with_suspicion, concern=secretly, suspicion=True, told="suspicion")
    passed_on(town, with_suspicion, concern=secretly).turns.create(turn="ended", by_name="Mistanke", at=NOW)
    passed_on(town, with_suspicion, concern=openly, what="meeting", about_label="meetings.meeting", about_id=meeting.pk)
    passed_on(town, with_suspicion, told="suspicion")
    after = made(town, AccessRequest.objects.get(pk=request.pk))
    before["parts"].pop("looks", None), after["parts"].pop("looks", None)
    assert after == before
    assert "Mistanke" not in json.dumps(after)


def test_the_pdf_says_no_more_than_the_json_and_is_tagged(town: Town, cases: dict[str, Case]) -> None:
    request = asked(town, cases["suspicion"].child)
    copy = copy_of(request, now=NOW)
    assert not {"concerns", "meetings", "plans"} & {part.key for part in copy.parts}
    reader = PdfReader(io.BytesIO(paper.as_pdf(copy)))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "Mistankeegern" in text and "Udkast. Ikke udleveret." in text
    assert "mistanke om" not in text.lower() and "Det har jeg set." not in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.fixture
def protected(town: Town, cases: dict[str, Case]) -> Child:
    """A child with a protected address, whose second parent lives elsewhere and must not find it."""
    child = cases["protected address"].child
    child.custodies.order_by("id").filter(pk=child.custodies.order_by("id")[1].pk).update(same_address=False)
    assessment = child.assessments.get(position="yellow")
    assessment.comment = "Hun leger i Regnbuens have med Mariehønsene. Mette Lund henter hende i Havnegade."
    assessment.save()
    return child


def test_a_protected_address_is_nowhere_in_the_other_parents_copy(town: Town, protected: Child) -> None:
    request = asked(town, protected, number=1)
    copy = copy_of(request, now=NOW)
    pdf = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.as_pdf(copy))).pages)
    for text in (json.dumps(paper.as_data(copy), ensure_ascii=False), pdf):
        for place in ("Regnbuen", "Mariehønsene", protected.address, "3999", "Mette Lund", "70 11 11 11"):
            assert place not in text, place
    assert "protected" in {left["reason"] for left in paper.as_data(copy)["left_out"]}


def test_the_parent_who_lives_with_the_child_reads_where_it_goes(town: Town, protected: Child) -> None:
    text = json.dumps(made(town, asked(town, protected)), ensure_ascii=False)
    assert "Børnehuset Regnbuen" in text and protected.address in text


def test_the_sender_is_named_only_when_the_parents_know_from_the_sender(town: Town, cases: dict[str, Case]) -> None:
    child = cases["own group"].child
    first, second, _third = child.concerns.order_by("raised_at", "id")
    type(first).objects.filter(pk=second.pk).update(parents_know="not_yet")
    request = asked(town, child)
    concerns = made(town, request)["parts"]["concerns"]
    assert concerns[0]["facts"]["raised_by"] == "Mette Lund"
    assert "raised_by" not in concerns[1]["facts"] and concerns[1]["left_out"] == {"raised_by": "sender"}
    key = f"concerns:{second.pk}:raised_by"
    actions.weigh(town.actor("jonas"), Weigh(request.pk, request.version, (key,), ()), now=NOW)
    request.refresh_from_db()
    assert made(town, request)["parts"]["concerns"][1]["facts"]["raised_by"] == "Mette Lund"


def test_nobody_can_let_in_what_leaves_no_room(town: Town, protected: Child) -> None:
    request = asked(town, protected, number=1)
    keys = tuple(left.key for left in copy_of(request, now=NOW).left_out if left.because == "protected" and left.key)
    assert keys
    actions.weigh(town.actor("jonas"), Weigh(request.pk, request.version, keys, ()), now=NOW)
    request.refresh_from_db()
    assert request.let_in == []
    AccessRequest.objects.filter(pk=request.pk).update(let_in=list(keys))
    request.refresh_from_db()
    assert not {cell.name for p in copy_of(request, now=NOW).parts for i in p.items for cell in i.cells
                if cell.key in keys and cell.text}  # fmt: skip


def test_the_copy_takes_as_many_queries_for_ten_years_as_for_one(town: Town, cases: dict[str, Case]) -> None:
    child = cases["own group"].child
    request = asked(town, child)
    copy_of(request, now=NOW)
    with CaptureQueriesContext(connection) as few:
        copy_of(request, now=NOW)
    meeting = child.meetings.first()
    for number in range(30):
        meeting.entries.create(
            topic="hopes", text=f"Ord {number}", written_by=town.user("jonas"), written_at=NOW, changed_at=NOW,
            changed_by_name="test",
        )  # fmt: skip
        child.network.create(name=f"Nabo {number}", tie="nabo")
    with CaptureQueriesContext(connection) as many:
        copy_of(request, now=NOW)
    assert len(many) == len(few)
    assert len(few) < 144
