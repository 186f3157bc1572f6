"""The plan on paper for the family: tagged, in plain words, and the same bytes whatever else is known."""

from __future__ import annotations

import io
import itertools
import re
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.plans import actions
from sikkerhedsnet.plans.commands import AskRole, ChangeGoal, SetLevel
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.plans.states import Coordinating
from tests.personas import NOW

from .road import Table, raised_and_taken

NASTY = "Æblegrød 😀 =1+1 <script>alert(1)</script> #heading[x] *fed* $x$"


def paper(table: Table, plan: Plan, number: int = 1, who: str = "jonas") -> bytes:
    answer = table.town.client(who).get(reverse("plans:version_pdf", args=[plan.pk, number]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    content: bytes = answer.content
    return content


def read(content: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(content))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def structure(node: Any, found: list[str]) -> list[str]:
    """The names of the structure elements in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for part in node:
            structure(part, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append(str(node["/S"]))
        if "/K" in node:
            structure(node["/K"], found)
    return found


def test_the_family_reads_goals_signs_steps_people_and_the_next_date(table: Table) -> None:
    mother = table.meeting.participants.filter(role="parent").earliest("pk")
    plan = table.plan(whose=(mother.pk,), signs=(("Hun siger selv til", NASTY),))
    actions.ask_role(
        table.town.actor("jonas"), AskRole(plan.pk, Coordinating.ORGANISING, table.town.user("jonas").pk), now=NOW
    )
    actions.set_level(table.town.actor("jonas"), SetLevel(plan.pk, 1, "En hjælper", uuid4()), now=NOW)
    _reader, text = read(paper(table, plan))
    for words in (
        "Plan for Freja Bæk", "Freja kan fortælle, hvad hun vil", f"{mother.name} har sagt det sådan", "Hun siger selv til",
        NASTY, "Læse højt før sengetid", "mandag 4. januar 2027", "Organisatorisk tovholder: Jonas Holm",
        "Telefon 70101010", "Trin 1: Hjælp, hvor barnet er", "Familien har ikke sagt ja",
    ):  # fmt: skip
        assert words in text, words
    assert "En hjælper" not in text, "why the level was chosen is on the page, not on the paper"
    assert ReadLine.objects.filter(action="plan.printed", child_id=plan.child_id).count() == 1


def test_the_paper_is_tagged_danish_and_read_in_order(table: Table, plan: Plan) -> None:
    with translation.override("en"):
        reader, text = read(paper(table, plan))
    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"]) and root["/Lang"] == "da"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None and reader.metadata.title == "Plan for Freja Bæk"
    tags = structure(root["/StructTreeRoot"]["/K"], [])
    headings = [tag for tag in tags if tag in ("/H1", "/H2", "/H3")]
    assert headings and {"/Table", "/TH", "/TR"} <= set(tags)
    levels = [int(tag[2]) for tag in headings]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), "no level is skipped"
    assert text.index("Det vil vi nå") < text.index("Det gør vi") < text.index("Næste gang") < text.index("ringe til")
    assert b"pdfuaid" in paper(table, plan)


def test_each_version_prints_as_it_stood_and_says_what_is_new(table: Table, plan: Plan) -> None:
    jonas = table.town.actor("jonas")
    before = paper(table, plan)
    plan.versions.update(made_at=NOW.replace(day=20))
    first = paper(table, plan)
    actions.change_goal(jonas, ChangeGoal(plan.goals.get().pk, signs=("Hun vinker",)), now=NOW)
    assert paper(table, plan) == first != before
    _reader, text = read(paper(table, plan, 2))
    assert "Det nye siden sidst" in text and "Nyt tegn: Hun vinker" in text
    assert "Hun vinker" not in read(first)[1]
    page = table.town.client("mette").get(reverse("plans:versions", args=[plan.pk])).content.decode()
    assert page.index("Version 2") < page.index("Nyt tegn: Hun vinker") < page.index("Version 1")
    on = table.town.client("mette").get(reverse("plans:versions", args=[plan.pk]), {"dag": "21.11.2026"})
    assert on["Location"] == reverse("plans:version", args=[plan.pk, 1])


def test_the_paper_and_the_pages_are_the_same_bytes_when_a_suspicion_arises(table: Table, plan: Plan) -> None:
    """For the pedagogue, who sees the plan and must not learn of it; and the paper for anybody."""
    pages = [reverse("plans:versions", args=[plan.pk]), reverse("plans:version", args=[plan.pk, 1])]

    def seen() -> tuple[list[bytes], bytes, bytes]:
        client = table.town.client("mette")
        shown = [without_nonce(client.get(page).content) for page in pages]
        return shown, paper(table, plan, who="mette"), paper(table, plan)

    before = seen()
    quiet = raised_and_taken(table.town, table.child, suspicion=True)
    assert quiet.suspicion
    assert seen() == before


def without_nonce(page: bytes) -> bytes:
    """The page without what is new every time it is shown."""
    return re.sub(rb'(nonce|value|data-[a-z-]+)="[^"]{20,}"', b"", page)


def test_where_the_address_is_protected_no_place_is_on_the_paper(table: Table, plan: Plan) -> None:
    step = plan.steps.earliest("pk")
    plan.steps.filter(pk=step.pk).update(what="Gå sammen til Børnehuset Regnbuen på Regnbuevej 4")
    actions.change_goal(table.town.actor("jonas"), ChangeGoal(plan.goals.get().pk, signs=("Glad i Regnbuen",)), now=NOW)
    assert "Regnbuen" in read(paper(table, plan))[1]
    Child.objects.filter(pk=plan.child_id).update(protected_address=True)
    text = read(paper(table, plan))[1]
    assert "Regnbuen" not in text
    assert "Glad i" in text


def test_a_plan_on_a_suspicion_says_that_it_is_not_for_the_family(table: Table, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(suspicion=True)
    assert "Kun til fagpersonerne" in read(paper(table, plan))[1]
    client = table.town.client("mette")
    plan.steps.filter(owner__username="mette").update(owner=table.town.user("jonas"))
    assert client.get(reverse("plans:version_pdf", args=[plan.pk, 1])).status_code == 404
