"""A party's words stand with the text they are about, wherever it is shown, printed or handed over, and nowhere else."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import context
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.plans.models import Goal
from sikkerhedsnet.rights import paper, stating
from sikkerhedsnet.rights.commands import MakeStatement
from sikkerhedsnet.rights.gathering import copy_of
from sikkerhedsnet.rights.texts import texts_of, whole_within_reach
from sikkerhedsnet.statements.models import Statement
from sikkerhedsnet.statements.states import Whole
from tests.access.world import Case
from tests.personas import NOW, TODAY, Town
from tests.rights.conftest import asked, parent_of

WORDS = "Sådan var det ikke, og jeg sagde det også den dag."


@pytest.fixture
def case(cases: dict[str, Case]) -> Case:
    found = cases["own group"]
    Goal.objects.create(plan_id=found.numbers["plans:plan"][0], text="Sove om natten")
    return found


def parts(case: Case) -> dict[Whole, Any]:
    """The four things about the child that a text can stand in."""
    child = case.child
    return {
        Whole.ASSESSMENT: child.assessments.get(position="yellow"),
        Whole.CONCERN: child.concerns.get(state="taken"),
        Whole.MEETING: child.meetings.get(state="concluded"),
        Whole.PLAN: child.plans.get(),
    }


def pin(town: Town, whole: Whole, row: Any, *, key: str = "jonas", number: int = 0, **fields: Any) -> Statement:
    """A statement on the first text of the thing that has words."""
    actor = town.actor(key)
    texts = texts_of(whole, whole_within_reach(actor, whole, row.pk))
    text = next(t for t in texts if t.field != "position")
    values = {
        "guardian_id": parent_of(row.child, number), "representative": "", "said_on": TODAY, "text": WORDS, **fields,
    }  # fmt: skip
    command = MakeStatement(whole, row.pk, text.row, text.row_id, text.field, **values)
    return stating.make_statement(actor, command, now=NOW)


PAGES = {
    Whole.ASSESSMENT: "screening:assessment",
    Whole.CONCERN: "concerns:concern",
    Whole.MEETING: "meetings:meeting",
    Whole.PLAN: "plans:plan",
}


@pytest.mark.parametrize("whole", list(Whole))
def test_it_stands_on_the_page_of_the_text(town: Town, case: Case, whole: Whole) -> None:
    row = parts(case)[whole]
    address = reverse(PAGES[whole], args=[row.pk])
    client = town.client("jonas")
    assert WORDS not in client.get(address).content.decode()
    pin(town, whole, row)
    page = client.get(address).content.decode()
    assert page.count(WORDS) == 1 and "Udtalelse om teksten" in page


@pytest.mark.parametrize("whole", [Whole.ASSESSMENT, Whole.CONCERN, Whole.PLAN])
def test_it_stands_in_the_childs_chronology(town: Town, case: Case, whole: Whole) -> None:
    pin(town, whole, parts(case)[whole])
    assert WORDS in town.client("jonas").get(reverse("childfile:child", args=[case.child.pk])).content.decode()


def test_it_is_read_aloud_and_printed_with_the_minutes(town: Town, case: Case) -> None:
    meeting = parts(case)[Whole.MEETING]
    pin(town, Whole.MEETING, meeting)
    client = town.client("jonas")
    assert WORDS in client.get(reverse("meetings:read_aloud", args=[meeting.pk])).content.decode()
    pdf = PdfReader(io.BytesIO(client.get(reverse("meetings:minutes_pdf", args=[meeting.pk])).content))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert WORDS in text and "Udtalelse om teksten: Mor til Egernstue" in text


@pytest.mark.parametrize("whole", list(Whole))
def test_it_goes_with_the_text_in_the_copy(town: Town, case: Case, whole: Whole) -> None:
    pin(town, whole, parts(case)[whole])
    request = asked(town, case.child)
    copy = copy_of(request, now=NOW)
    found = [s for part in paper.as_data(copy)["parts"].values() for item in part for s in item.get("statements", ())]
    assert [s["text"] for s in found] == [WORDS]
    pdf = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.as_pdf(copy))).pages)
    assert WORDS in " ".join(pdf.split())


def test_the_other_parents_statement_is_kept_back_until_it_is_weighed(town: Town, case: Case) -> None:
    pin(town, Whole.PLAN, parts(case)[Whole.PLAN], number=1)
    copy = copy_of(asked(town, case.child), now=NOW)
    assert WORDS not in json.dumps(paper.as_data(copy), ensure_ascii=False)
    assert [left.because for left in copy.left_out if left.key.startswith("statements:")] == ["other_words"]


def test_a_statement_on_a_suspicion_is_only_for_those_who_see_it(town: Town, cases: dict[str, Case]) -> None:
    child = cases["suspicion"].child
    plan = child.plans.get()
    Goal.objects.create(plan=plan, text="Trygge nætter")
    made = pin(town, Whole.PLAN, plan)
    for key in ("mette", "maja", "dorte", "hanne"):
        client = town.client(key)
        assert WORDS not in client.get(reverse("childfile:child", args=[child.pk])).content.decode()
        with context.asking(context.person(town.actor(key))):
            assert not Statement.objects.filter(pk=made.pk).exists()
    with context.asking(context.person(town.actor("jonas"))):
        assert Statement.objects.filter(pk=made.pk).exists()
    assert WORDS not in json.dumps(paper.as_data(copy_of(asked(town, child), now=NOW)), ensure_ascii=False)


def test_nobody_pins_words_to_what_she_cannot_see(town: Town, cases: dict[str, Case]) -> None:
    plan = cases["suspicion"].child.plans.get()
    with pytest.raises(type(plan).DoesNotExist):
        pin(town, Whole.PLAN, plan, key="dorte")
    values = {
        "child": cases["suspicion"].child, "whole": Whole.PLAN, "whole_id": plan.pk, "row": "plans.plan",
        "row_id": plan.pk, "field": "child_view", "by_name": "Nogen", "capacity": "parent", "said_on": TODAY,
        "text": "Nej", "written_by": town.user("dorte"), "written_at": NOW,
    }  # fmt: skip
    with (
        context.asking(context.person(town.actor("dorte"))),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Statement.objects.create(**values)


def test_only_the_one_who_leads_the_file_writes_it(town: Town, case: Case) -> None:
    things = parts(case)
    with pytest.raises(Refused):
        pin(town, Whole.CONCERN, things[Whole.CONCERN], key="dorte")
    with pytest.raises(Refused):
        pin(town, Whole.ASSESSMENT, things[Whole.ASSESSMENT], key="mette")
    assert pin(town, Whole.ASSESSMENT, things[Whole.ASSESSMENT], key="dorte").written_by == town.user("dorte")
    with pytest.raises(Refused):
        pin(town, Whole.MEETING, case.child.meetings.get(state="running"))


def test_what_cannot_be_is_refused(town: Town, case: Case) -> None:
    plan = parts(case)[Whole.PLAN]
    for bad in ({"text": "  "}, {"guardian_id": parent_of(town.children[0])}, {"said_on": TODAY.replace(year=2027)}):
        with pytest.raises(Invalid):
            pin(town, Whole.PLAN, plan, **bad)
    command = MakeStatement(Whole.PLAN, plan.pk, "plans.goal", 999_999, "text", parent_of(case.child), "", TODAY, WORDS)
    with pytest.raises(Invalid):
        stating.make_statement(town.actor("jonas"), command, now=NOW)
    assert not Statement.objects.exists()


def test_the_form_writes_it_once_and_leads_back_to_the_text(town: Town, case: Case) -> None:
    plan = parts(case)[Whole.PLAN]
    client, address = town.client("jonas"), reverse("rights:statement", args=["plan", plan.pk])
    goal = plan.goals.get(text="Sove om natten")
    form = {
        "key": str(uuid4()), "about": f"plans.goal:{goal.pk}:text", "who": str(parent_of(case.child)),
        "representative": "Lis Holm", "said_on": "23-11-2026", "text": WORDS,
    }  # fmt: skip
    assert "Sove om natten" in client.get(address).content.decode()
    bad = client.post(address, {**form, "about": "plans.goal:0:text"})
    assert bad.status_code == 400 and WORDS in bad.content.decode()
    for _ in range(2):
        assert client.post(address, form).url == reverse("plans:plan", args=[plan.pk])
    statement = Statement.objects.get()
    assert (statement.text, statement.by_name, statement.capacity) == (WORDS, "Lis Holm", "representative")
    assert goal.text == "Sove om natten", "the text itself stays"
    line = ChangeLine.objects.get(action="statement.made")
    assert WORDS not in str(line.details)
    assert client.get(reverse("rights:statement", args=["hus", plan.pk])).status_code == 404


@pytest.mark.parametrize("whole", list(Whole))
def test_many_statements_take_no_more_queries_than_none(town: Town, case: Case, whole: Whole) -> None:
    row, client = parts(case)[whole], town.client("jonas")

    def counted(name: str, number: int) -> int:
        address = reverse(name, args=[number])
        client.get(address)
        with CaptureQueriesContext(connection) as made:
            assert client.get(address).status_code == 200
        return len(made)

    pages = [(PAGES[whole], row.pk), ("childfile:child", case.child.pk)]
    none = [counted(*page) for page in pages]
    for _ in range(12):
        pin(town, whole, row)
    assert [counted(*page) for page in pages] == none


def test_a_child_can_have_said_it_itself(town: Town, case: Case) -> None:
    made = pin(town, Whole.PLAN, parts(case)[Whole.PLAN], guardian_id=None)
    assert (made.by_name, made.capacity) == (Child.objects.get(pk=case.child.pk).name, "young_person")
