"""Every address for every persona in every relation to a child, beside the table of expected answers; in three modes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
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
from django.db.models.expressions import RawSQL
from django.test import Client
from django.urls import NoReverseMatch, reverse

from config.access import ACCESS, Anyone
from sikkerhedsnet.concerns.models import ConcernQuerySet, NotificationQuerySet, NotifierQuerySet
from sikkerhedsnet.core import context
from sikkerhedsnet.glass.models import ApprovalQuerySet, ReviewQuerySet
from sikkerhedsnet.guide.models import GuideVersionQuerySet, SparringQuerySet
from sikkerhedsnet.handover.models import HandOverQuerySet, PartQuerySet, SentPartQuerySet
from sikkerhedsnet.instruments.models import FollowUpQuerySet, ResponseQuerySet
from sikkerhedsnet.logcontrol.models import LookQuerySet
from sikkerhedsnet.meetings.models import MeetingQuerySet
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import BrokenGlassQuerySet, ChildQuerySet, ProtectionQuerySet
from sikkerhedsnet.plans.models import PlanQuerySet, StepQuerySet
from sikkerhedsnet.rights.models import AccessRequestQuerySet
from sikkerhedsnet.screening.group_focus_models import GroupFocusQuerySet
from sikkerhedsnet.screening.models import AssessmentQuerySet, NotAssessedQuerySet
from sikkerhedsnet.screening.notice_models import NoticeGivenQuerySet
from sikkerhedsnet.sharing.models import ConsentQuerySet, DisclosureQuerySet
from sikkerhedsnet.training.models import CertificateQuerySet, OfAColleague
from tests.access.world import Case
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
    NotificationQuerySet,
    ProtectionQuerySet,
    ConsentQuerySet,
    DisclosureQuerySet,
    MeetingQuerySet,
    PlanQuerySet,
    StepQuerySet,
    AssessmentQuerySet,
    GroupFocusQuerySet,
    NoticeGivenQuerySet,
    FollowUpQuerySet,
    ResponseQuerySet,
    NotAssessedQuerySet,
    AccessRequestQuerySet,
    CertificateQuerySet,
    OfAColleague,
    HandOverQuerySet,
    PartQuerySet,
    SentPartQuerySet,
    GuideVersionQuerySet,
    SparringQuerySet,
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


def by_the_database(self: ChildQuerySet, *args: Any, glass: bool = True) -> ChildQuerySet:
    """The children the database says the one who asks works with."""
    return self.filter(pk__in=RawSQL("SELECT net_children()" if glass else "SELECT net_children_at_work()", ()))


@contextmanager
def database_alone() -> Iterator[None]:
    """The application has forgotten every filter; which children somebody works with, the database says.

    It also shows her those she knows by a row of her own (a recall, a notification), and the pages ask it for the others.
    """
    with pytest.MonkeyPatch.context() as patch:
        for queryset in QUERYSETS:
            patch.setattr(queryset, "visible_to", lambda self, *args, **narrower: self.all())
        patch.setattr(ChildQuerySet, "visible_to", by_the_database)
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


KIN = {("dorte", "own family")}
"""Who is kept away from a child that is otherwise in her reach."""


def near(persona: str, case: str) -> bool:
    """Somebody the table has something particular to say about."""
    return persona in oracle()["relations"][case] or (persona, case) in KIN


def numbered(cases: dict[str, Case]) -> dict[str, bool]:
    """The addresses that take a number, and whether it is another for another child."""
    pages = set.intersection(*(set(case.numbers) for case in cases.values()))
    assert pages == set.union(*(set(case.numbers) for case in cases.values())), "an address that some child lacks"
    return {page: len({case.numbers[page] for case in cases.values()}) > 1 for page in pages}


def met_alike(page: str, persona: str) -> list[list[str]]:
    """The children this person is near, those together to whom she stands alike and is answered alike at this address."""
    alike: dict[tuple[Any, ...], list[str]] = {}
    for case, related in oracle()["relations"].items():
        if near(persona, case):
            answers = tuple(expected(page, persona, case, method) for method in ("get", "post"))
            alike.setdefault((frozenset(related.get(persona, ())), answers), []).append(case)
    return list(alike.values())


def asked(mode: str, persona: str, turn: int, page: str, own_number: Mapping[str, bool]) -> list[str]:
    """The children to ask about at an address; `turn` is the address's place in the table.

    One in turn is enough where no child is asked for, and for whom the page is closed anyway. Else one child in turn of
    each sort this person is near, and one of those who are nothing to her.

    A layer by itself is asked only what it has to keep away, for what the two open together each of them opens; the
    door is the same in every mode, and a list is one address whatever child is looked for in it.
    """
    row, children = oracle()["pages"][page], list(oracle()["relations"])
    alone, may = mode != "both", group(row["may"])
    if persona not in may or (page not in own_number and "shows" not in row):
        return [] if alone else [children[(turn + personas().index(persona)) % len(children)]]
    if not own_number.get(page):
        return children
    turn += may.index(persona)
    found = []
    for alike in met_alike(page, persona):
        opens = all(expected(page, persona, alike[0], method).shows_child for method in ("get", "post"))
        if not (alone and opens):
            found.append(alike[turn % len(alike)])
    far = [case for case in children if not near(persona, case)]
    return [*found, *(far[turn % len(far) :][:1] if far else [])]


def at_address(mode: str, page: str, own_number: Mapping[str, bool]) -> dict[str, list[str]]:
    """Whom each persona is asked about at this address; a child whose turn came to nobody is asked about all the same."""
    turn = list(oracle()["pages"]).index(page)
    people = personas() if mode == "both" else involved()
    found = {persona: asked(mode, persona, turn, page, own_number) for persona in people}
    if mode == "both" and own_number.get(page):
        may = group(oracle()["pages"][page]["may"])
        for case in oracle()["relations"]:
            who = [persona for persona in may if near(persona, case)] or may
            if not any(case in found[persona] for persona in who):
                found[who[turn % len(who)]].append(case)
    return found


def test_every_address_meets_every_persona_and_every_child_in_every_relation(cases: dict[str, Case]) -> None:
    """What the matrix asks, counted: nobody, no child and no relation is left out at any address."""
    own_number = numbered(cases)
    for mode in MODES:
        for page in oracle()["pages"]:
            may = group(oracle()["pages"][page]["may"])
            met: Counter[str] = Counter()
            met_near: set[str] = set()
            for persona, children in at_address(mode, page, own_number).items():
                met.update(children)
                met_near |= {case for case in children if persona in may and near(persona, case)}
                assert children or mode != "both", f"{persona} never comes to {page}"
                if not own_number.get(page) or persona not in may:
                    continue
                for alike in met_alike(page, persona):
                    opens = all(expected(page, persona, alike[0], method).shows_child for method in ("get", "post"))
                    if mode == "both" or not opens:
                        assert set(alike) & set(children), f"{mode}: {persona} is not asked about {alike} at {page}"
                far = {case for case in oracle()["relations"] if not near(persona, case)}
                assert not far or far & set(children), f"{mode}: {persona} meets no child of others at {page}"
            if mode == "both":
                assert set(met) == set(oracle()["relations"]), f"{page} does not meet {met}"
                if own_number.get(page):
                    known = {case for case in oracle()["relations"] for p in may if near(p, case)}
                    assert met_near == known, f"{page}: nobody who is near {known - met_near} is asked"


PARTS = 4


@pytest.mark.slow
@pytest.mark.usefixtures("paper_in_plain")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("mode", MODES)
def test_the_matrix(
    town: Town, cases: dict[str, Case], mode: str, part: int, record_property: Callable[[str, str], None]
) -> None:
    people = (personas() if mode == "both" else involved())[part::PARTS]
    own_number = numbered(cases)
    told = {page: at_address(mode, page, own_number) for page in oracle()["pages"]}
    plan = {persona: [(page, told[page][persona]) for page in told] for persona in people}
    with MODES[mode]():
        wrong, counted = walked(town, cases, plan)
    assert wrong == [], f"{len(wrong)} wrong\n" + "\n".join(wrong[:400])
    answered = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
    size = f"{len(oracle()['pages'])} addresses x {len(people)} personas x {len(cases)} relations"
    record_property("printed", f"access, {mode}: {size}, {sum(counted.values())} answers ({answered}), 0 wrong")


@pytest.mark.slow
@pytest.mark.both_servers
@pytest.mark.usefixtures("paper_in_plain")
def test_every_address_answers_one_who_may_and_one_who_may_not(town: Town, cases: dict[str, Case]) -> None:
    """One walk past every address: somebody to whom it opens for the child, and somebody in another municipality."""
    plan: dict[str, list[tuple[str, list[str]]]] = {}
    for page in oracle()["pages"]:
        welcome = (p for p in personas() if expected(page, p, "own group", "get").outcome == OPENED)
        for persona in {next(welcome, "jonas"), "nabo"}:
            plan.setdefault(persona, []).append((page, ["own group"]))
    wrong, counted = walked(town, cases, plan)
    assert wrong == [], "\n".join(wrong)
    assert counted[OPENED] > len(oracle()["pages"]) and counted[ABSENT] and counted[REFUSED]


def walked(
    town: Town, cases: dict[str, Case], plan: dict[str, list[tuple[str, list[str]]]]
) -> tuple[list[str], Counter[str]]:
    """Each persona at each address about each child of the plan: what was otherwise than expected, and what was met."""
    wrong: list[str] = []
    counted: Counter[str] = Counter()
    methods = ("get", "post")
    for persona, pages in plan.items():
        client = town.client(persona)
        for page, children in pages:
            answers: dict[str, list[tuple[str, Any]]] = {}
            turned_away: set[str] = set()
            for case in (cases[name] for name in children):
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
    return wrong, counted


@pytest.mark.parametrize("page", [page for page, row in oracle()["pages"].items() if row["may"] != "everybody"])
def test_who_no_longer_works_here_is_asked_to_sign_in(town: Town, page: str) -> None:
    client = town.client("mette")
    Employment.objects.filter(user=town.user("mette")).update(end_on=TODAY - timedelta(days=1))
    numbers = (1, 1) if page.startswith(("screening:group", "screening:joint")) else (1,)
    for args in ((), numbers, ("plan", 1), (1, "two_months"), ("visit", 1), (1, 1), (1, 1, 1)):
        with suppress(NoReverseMatch):
            answer = client.get(reverse(page, args=args))
            assert answer.status_code == 302
            assert answer.url.startswith(reverse("access:sign_in"))
            return
    raise AssertionError(page)
