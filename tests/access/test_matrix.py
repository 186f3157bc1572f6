"""Every address for every persona in every relation to a child, beside the table of expected answers; in three modes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import typst
import yaml
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from config.access import ACCESS, Anyone
from sikkerhedsnet.concerns.models import ConcernQuerySet, NotifierQuerySet
from sikkerhedsnet.core import context
from sikkerhedsnet.glass.models import ApprovalQuerySet, ReviewQuerySet
from sikkerhedsnet.logcontrol.models import LookQuerySet
from sikkerhedsnet.meetings.models import MeetingQuerySet
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import BrokenGlassQuerySet, ChildQuerySet, ProtectionQuerySet
from sikkerhedsnet.plans.models import PlanQuerySet, StepQuerySet
from sikkerhedsnet.rights.models import AccessRequestQuerySet
from sikkerhedsnet.screening.models import AssessmentQuerySet
from sikkerhedsnet.sharing.models import ConsentQuerySet, DisclosureQuerySet
from tests.access.world import Case, build
from tests.personas import TODAY, Town

OPENED, REFUSED, ABSENT = "opened", "refused", "absent"
BYSTANDERS = ("anders", "pia")
QUERYSETS = (
    ChildQuerySet,
    BrokenGlassQuerySet,
    ReviewQuerySet,
    LookQuerySet,
    ApprovalQuerySet,
    ConcernQuerySet,
    NotifierQuerySet,
    ProtectionQuerySet,
    ConsentQuerySet,
    DisclosureQuerySet,
    MeetingQuerySet,
    PlanQuerySet,
    StepQuerySet,
    AssessmentQuerySet,
    AccessRequestQuerySet,
)


@cache
def oracle() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((Path(__file__).with_name("oracle.yaml")).read_text(encoding="utf-8"))
    return found


def group(name: str | list[str]) -> list[str]:
    return oracle()["personas"][name] if isinstance(name, str) else name


def personas() -> list[str]:
    return group("everybody")


@dataclass(frozen=True)
class Expected:
    """What one persona should meet at one address about one child."""

    outcome: str
    shows_child: bool


def expected(page: str, persona: str, case: str, method: str) -> Expected:
    row = oracle()["pages"][page]
    row = {**row, **row.get("but", {}).get(case, {})}
    if method == "post":
        row |= row.get("write", {})
    relations = set(oracle()["relations"][case].get(persona, ()))
    if persona not in group(row["may"]):
        return Expected(REFUSED, False)
    shown = bool(relations & set(row.get("shows", ())))
    if "who" in row:
        inside = persona in row["who"]
        return Expected(
            OPENED if inside else REFUSED if persona in row.get("refused", ()) else ABSENT, inside and shown
        )
    if "opens" not in row and "refuses" not in row:
        return Expected(OPENED, shown)
    if relations & set(row.get("opens", ())):
        return Expected(OPENED, True)
    return Expected(REFUSED if relations & set(row.get("refuses", ())) else ABSENT, False)


def outcome(status: int) -> str:
    return {403: REFUSED, 404: ABSENT}.get(status, OPENED)


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    outside = (Anyone.PUBLIC, Anyone.HALFWAY)
    inside = {name for name, door in ACCESS.items() if door not in outside and name != "access:sign_out"}
    assert set(oracle()["pages"]) == inside


@contextmanager
def database_alone() -> Iterator[None]:
    """The application has forgotten every filter."""
    with pytest.MonkeyPatch.context() as patch:
        for queryset in QUERYSETS:
            patch.setattr(queryset, "visible_to", lambda self, *args: self.all())
        yield


@contextmanager
def application_alone() -> Iterator[None]:
    """The database lets everybody see everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "person", lambda actor: context.system())
        patch.setattr(context, "municipality", lambda pk: context.system())
        yield


@pytest.fixture
def paper_in_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF answers with the words that would be set in it: quicker, and a name in it can be found."""

    def words(template: str, *, sys_inputs: dict[str, str], **options: Any) -> bytes:
        return b"%PDF-1.7\n" + json.dumps(json.loads(sys_inputs["data"]), ensure_ascii=False).encode()

    monkeypatch.setattr(typst, "compile", words)


MODES = {"both": ExitStack, "database alone": database_alone, "application alone": application_alone}


def asks(client: Client, page: str, address: str, methods: tuple[str, ...]) -> list[tuple[str, Any]]:
    """The answers of an address, read and sent to; what a form would change is taken back."""
    answers = []
    for method in ("post",) if oracle()["pages"][page].get("form") else methods:
        with transaction.atomic():
            fields = {"key": str(uuid4()), "version": "1"} if method == "post" else {}
            answer = getattr(client, method)(address, fields)
            transaction.set_rollback(True)
        if answer.status_code != 405:  # the page takes no form
            answers.append((method, answer))
    return answers


def involved() -> list[str]:
    """Everybody with a relation to some child, and one bystander of each sort: enough to see each layer by itself."""
    related = {persona for case in oracle()["relations"].values() for persona in case}
    return [persona for persona in personas() if persona in related or persona in BYSTANDERS]


def relevant(page: str, persona: str, cases: list[Case], mode: str) -> list[Case]:
    """The children to ask about: one is enough where no child is asked for, and for whom the page is closed anyway.

    A layer by itself is asked about none of these: no row decides them, and the door is the same in every mode.
    """
    row = oracle()["pages"][page]
    about_a_child = page in cases[0].numbers or "shows" in row
    if about_a_child and persona in group(row["may"]):
        return cases
    return cases[:1] if mode == "both" else []


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.usefixtures("paper_in_plain")
@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("mode", MODES)
def test_the_matrix(town: Town, mode: str, half: int, record_property: Callable[[str, str], None]) -> None:
    cases = build(town)
    wrong: list[str] = []
    counted: Counter[str] = Counter()
    people = (personas() if mode == "both" else involved())[half::2]
    methods = ("get", "post")
    with MODES[mode]():
        for persona in people:
            client = town.client(persona)
            for page in oracle()["pages"]:
                answers: dict[str, list[tuple[str, Any]]] = {}
                turned_away: set[str] = set()
                for case in relevant(page, persona, cases, mode):
                    address = reverse(page, args=case.numbers.get(page, ()))
                    if address not in answers:
                        sent = expected(page, persona, case.name, "post").outcome
                        again = sent in turned_away  # a form that leads nowhere is sent once for each way of saying so
                        answers[address] = asks(client, page, address, methods[:1] if again else methods)
                        turned_away |= {sent} - {OPENED}
                    for method, answer in answers[address]:
                        want = expected(page, persona, case.name, method)
                        counted[want.outcome] += 1
                        where = f"{persona} {method} {page} [{case.name}]"
                        if (got := outcome(answer.status_code)) != want.outcome:
                            wrong.append(f"{where}: {want.outcome}, got {got} {answer.status_code}")
                        if case.canary in answer.content.decode(errors="replace") and not want.shows_child:
                            wrong.append(f"{where}: names the child")
    assert wrong == [], f"{len(wrong)} wrong\n" + "\n".join(wrong[:400])
    answered = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
    size = f"{len(oracle()['pages'])} addresses x {len(people)} personas x {len(cases)} relations"
    record_property("printed", f"access, {mode}: {size}, {sum(counted.values())} answers ({answered}), 0 wrong")


@pytest.mark.parametrize("page", [page for page, row in oracle()["pages"].items() if row["may"] != "everybody"])
def test_who_no_longer_works_here_is_asked_to_sign_in(town: Town, page: str) -> None:
    client = town.client("mette")
    Employment.objects.filter(user=town.user("mette")).update(end_on=TODAY - timedelta(days=1))
    numbers = (1, 1) if page.startswith(("screening:group", "screening:joint")) else (1,)
    for args in ((), numbers, ("plan", 1)):
        with suppress(NoReverseMatch):
            answer = client.get(reverse(page, args=args))
            assert answer.status_code == 302
            assert answer.url.startswith(reverse("access:sign_in"))
            return
    raise AssertionError(page)
