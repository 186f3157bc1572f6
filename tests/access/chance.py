"""Municipalities put together by chance."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.concerns.models import Concern, Notifier
from sikkerhedsnet.core import clock
from sikkerhedsnet.handover.models import HandOver
from sikkerhedsnet.instruments.models import FollowUp, FormVersion, Response
from sikkerhedsnet.instruments.reading import shipped_texts
from sikkerhedsnet.logcontrol.models import Drawing, SampledLook
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.organisation.models import Employment, GroupAssignment
from sikkerhedsnet.people.models import (
    BrokenGlass,
    Child,
    Custody,
    Enrolment,
    Guardian,
    Person,
    Persona,
    Protection,
    Relation,
    Tie,
    TieChild,
    TieKind,
)
from sikkerhedsnet.plans.models import Plan, Step
from sikkerhedsnet.screening.models import NotAssessed, WellbeingAssessment
from sikkerhedsnet.sharing.models import Consent, Disclosure, LegalBasis
from tests.access.chance_helping import Helping
from tests.access.chance_newest import Newest
from tests.access.chance_table import Table
from tests.access.plain_sets import BREAK_GLASS, WITH_CHILDREN, Oracle
from tests.personas import NOW, TODAY, Town

MIXES = (
    ["health_visitor"], ["family_adviser", "leader"], ["pedagogue", "teacher", "leader", "prevention_adviser"],
    ["educational_psychologist", "dental_professional"],
)  # fmt: skip


class Chance:
    """Around the town: who works where, who is related to whom, and who owns which row, as chance has it."""

    def __init__(self, town: Town, seed: int, people: int = 14, children: int = 18) -> None:
        self.town, self.random, self.people, self.many = town, random.Random(seed), people, children
        self.at_night = random.Random(seed + 1000)
        self.aside = random.Random(f"{seed} sharing")
        self.quietly = random.Random(f"{seed} telling")
        self.drawing = random.Random(f"{seed} looks")
        self.moving = random.Random(f"{seed} moving")
        self.private = random.Random(f"{seed} private")
        self.newest = random.Random(f"{seed} newest")
        self.table = random.Random(f"{seed} table")
        known = (user for key, user in town.users.items() if not key.startswith("chance"))
        self.staff = [user for user in known if user.kind == "staff"]

    def day(self) -> date:
        return TODAY + timedelta(days=self.random.randint(-20, 20))

    def span(self) -> dict[str, date | None]:
        start = self.day()
        ends = self.random.choice([None, start + timedelta(days=self.random.randint(0, 25))])
        return {"start_on": start, "end_on": ends}

    def anybody(self) -> User:
        return self.random.choice(self.staff)

    def near(self, child: Child) -> User:
        """Anybody, or somebody of the child's own family or work."""
        family = [custody.guardian.user for custody in child.custodies.all() if custody.guardian.user]
        at_work = [tie.user for tie in child.relations.all()]
        return self.random.choice([self.anybody(), *family, *family, *at_work])

    def perhaps(self) -> User | None:
        return self.random.choice([None, self.anybody()])

    def days(self) -> Iterator[tuple[User, date]]:
        """Everybody, each on three days of chance."""
        for user in self.staff:
            for _ in range(3):
                yield user, self.day()

    def build(self) -> Oracle:
        town, chance = self.town, self.random
        groups = [town.group, town.day_care.groups.create(name="Stuen ved siden af")]
        for number, function in enumerate(chance.choices(list(Function), k=self.people)):
            user = town.hire(f"chance{number}", f"Tilfældig {number}", function, **self.post(), **self.span())
            self.staff.append(user)
            if chance.random() < 0.5:
                GroupAssignment.objects.create(
                    employment=user.employments.get(), group=chance.choice(groups), **self.span()
                )
            if chance.random() < 0.3:
                other = chance.choice(list(Function))
                Employment.objects.create(
                    user=user, municipality=town.municipality, function=other, **self.post(), **self.span()
                )
        for number in range(self.many):
            self.child(f"Barn {number}", groups)
        self.draw()
        self.private_lives()
        self.share(Oracle())
        self.those_of_before()
        self.staff += Newest(self.town, self.staff, self.newest).add()
        self.staff += Helping(self.town, self.staff, self.newest).add()
        Table(self.town, self.staff, self.table).add()
        return Oracle()

    def those_of_before(self) -> None:
        """Somebody who works with the day care's children now, and read the health visitors' forms in a post long ended;
        and a child who has left the district. No chance in it, so that everything else stays as it was."""
        self.town.child("Flyttet", enrol=False, parents=0, left_on=TODAY - timedelta(days=60))
        user = self.town.hire("chance_once", "Engang Sundhed", Function.PEDAGOGUE, institution=self.town.day_care)
        Employment.objects.create(
            user=user, municipality=self.town.municipality, function=Function.HEALTH_VISITOR,
            district=self.town.other_district, start_on=date(2020, 1, 1), end_on=date(2021, 1, 1),
        )  # fmt: skip
        self.staff.append(user)

    def draw(self) -> None:
        """Drawn look-ups at every child and at none we know: by anybody, given to anybody else, in either municipality."""
        homes = (self.town.municipality, self.town.neighbour)
        months = {
            home.pk: Drawing.objects.create(
                municipality=home, month=TODAY.replace(day=1), seed="0", drawn_at=NOW, up_to=0, population=0, by_chance=0,
                flagged=0, drawn=0, numbers={}, by_basis={},
            )
            for home in homes
        }  # fmt: skip
        stamp: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}
        officers = [user for user in self.staff if user.employments.filter(function="data_protection_officer").exists()]
        family = {pk: user for user, pk in Custody.objects.values_list("guardian__user_id", "child_id") if user}
        for number, child in enumerate(Child.objects.order_by("pk")):
            near = [user for user in self.staff if user.pk == family.get(child.pk)] or self.staff
            pairs = ((self.staff, self.staff), (self.staff, near), (near, self.staff), (officers, self.staff))
            for turn, (by, to) in enumerate(pairs):
                owner = self.drawing.choice(to)
                made = months[self.drawing.choice(homes).pk]
                SampledLook.objects.create(
                    drawing=made, municipality_id=made.municipality_id, number=4 * number + turn,
                    actor=self.drawing.choice([user for user in by if user != owner] or [self.staff[0]]), owner=owner,
                    child_number=child.pk, day=TODAY, first_at=NOW, last_at=NOW, times=1, what=[], quiet=False, fresh=False,
                    weight=1, by_chance=True, due_on=TODAY, **stamp,
                )  # fmt: skip

    def private_lives(self) -> None:
        """Users who are the same person, parents known by number, who lives with whom, and ties told of."""
        chance, users = self.private, [user for user in self.staff if user.username.startswith("chance")]
        children = list(Child.objects.order_by("pk"))
        guardians = list(Guardian.objects.filter(custodies__child__in=children, user=None).order_by("pk").distinct())
        chance.shuffle(users)
        for number, parent in enumerate(chance.sample(guardians, k=min(6, len(guardians)))):
            if number < 4:
                parent.cpr_number = f"710422{4400 + number}"
                parent.save()
            person = Person.objects.create(municipality=self.town.municipality, cpr_number=parent.cpr_number)
            for user in users[2 * number : 2 * number + 2]:
                Persona.objects.create(person=person, user=user, linked_by_name="test", linked_at=NOW)
        for child in children:
            if chance.random() < 0.3:  # two children at one address, however it is written
                neighbour = chance.choice(children)
                Child.objects.filter(pk=child.pk).update(
                    address=f" {neighbour.address.upper()}", postcode=neighbour.postcode
                )
            if chance.random() < 0.4:  # a new partner: a parent of another child moves in, or out again
                Custody.objects.get_or_create(
                    child=child, guardian=chance.choice(guardians),
                    defaults={"has_custody": False, "same_address": chance.random() < 0.7, **self.span_of(chance)},
                )  # fmt: skip
        Custody.objects.filter(pk__in=[c.pk for c in Custody.objects.all() if chance.random() < 0.2]).update(
            end_on=TODAY + timedelta(days=chance.randint(-15, 15))
        )
        kind = TieKind.objects.filter(municipality=self.town.municipality).first()
        for user in chance.choices(users, k=16):
            days = self.span_of(chance)
            ended = {"ended_by": user, "ended_because": "Flyttet"} if days["end_on"] else {}
            tie = Tie.objects.create(
                user=user, kind=kind, child_name="x", child_born_on=TODAY, declared_by=user, declared_at=NOW,
                changed_at=NOW, changed_by_name="test", **days, **ended,
            )  # fmt: skip
            for child in chance.sample(children, k=2):
                TieChild.objects.create(tie=tie, child=child)
        self.live_apart(random.Random(f"{len(children)} apart"), children)
        self.last_days(children)

    def live_apart(self, chance: random.Random, children: list[Child]) -> None:
        """A parent who works here lives apart from one of her children: its new brother or sister is none of hers."""
        for persona in Persona.objects.exclude(person__cpr_number="").select_related("person").order_by("pk"):
            parent = Guardian.objects.filter(cpr_number=persona.person.cpr_number).first()
            far, there = chance.sample(children, k=2)
            holder = Guardian.objects.filter(custodies__child=far, custodies__same_address=True).exclude(pk=parent.pk)[
                0
            ]
            for child, guardian, together in ((far, parent, False), (there, holder, True)):
                Custody.objects.get_or_create(
                    child=child, guardian=guardian,
                    defaults={"has_custody": True, "same_address": together, "start_on": TODAY - timedelta(days=90)},
                )  # fmt: skip
            self.let_in(persona.user, there)

    def let_in(self, user: User, child: Child) -> None:
        days = {"start_on": TODAY - timedelta(days=30), "end_on": TODAY + timedelta(days=30)}
        Relation.objects.get_or_create(child=child, user=user, kind="adviser", defaults={"source": "test", **days})

    def last_days(self, children: list[Child]) -> None:
        """Two who work with every child have a tie to each, and one of the ties ends on whatever day is asked about."""
        posts = Employment.objects.filter(function__in=WITH_CHILDREN - BREAK_GLASS, user__persona__isnull=False)
        kind = TieKind.objects.filter(municipality=self.town.municipality).first()
        for user in User.objects.filter(pk__in=posts.values("user_id")).order_by("pk")[:2]:
            for number, child in enumerate(children):
                self.let_in(user, child)
                tie = Tie.objects.create(
                    user=user, kind=kind, child_name="x", child_born_on=TODAY, declared_by=user, declared_at=NOW,
                    start_on=TODAY - timedelta(days=60), end_on=TODAY + timedelta(days=number - len(children) // 2),
                    ended_by=user, ended_because="Flyttet", changed_at=NOW, changed_by_name="test",
                )  # fmt: skip
                TieChild.objects.create(tie=tie, child=child)

    def span_of(self, chance: random.Random) -> dict[str, date | None]:
        start = TODAY + timedelta(days=chance.randint(-20, 20))
        return {"start_on": start, "end_on": chance.choice([None, start + timedelta(days=chance.randint(0, 25))])}

    def child(self, name: str, groups: list[Any]) -> None:
        town, chance = self.town, self.random
        home = chance.choice([town.municipality] * 5 + [town.neighbour])
        left_on = chance.choice([None, None, None, TODAY])
        district = chance.choice([town.district, None])
        child = town.child(name, enrol=False, municipality=home, district=district, left_on=left_on)
        if chance.random() < 0.8:
            place = chance.choice([town.day_care, town.school])
            group = chance.choice(groups) if place == town.day_care else None
            Enrolment.objects.create(child=child, institution=place, group=group, **self.span())
        related = chance.sample(self.staff, k=4)
        parent = chance.choice(related)
        if chance.random() < 0.9 and not Guardian.objects.filter(user=parent).exists():
            guardian = child.custodies.first().guardian
            guardian.user = parent
            guardian.save()
        for user in related:
            start = self.day()
            ends = start + timedelta(days=chance.randint(0, 25))
            kind = chance.choice(Relation.Kind.values)
            Relation.objects.create(child=child, user=user, kind=kind, source="chance", start_on=start, end_on=ends)
        for _ in range(2):
            self.course(child)
        self.glass(child)

    def glass(self, child: Child) -> None:
        """Perhaps somebody breaks the glass to the child: over by now or not, and ended before its time or not."""
        chance = self.at_night
        for user in chance.sample(self.staff, k=6):
            ends = clock.at(TODAY + timedelta(days=chance.randint(-20, 20)), chance.choice([11, 12, 13]))
            BrokenGlass.objects.create(
                child=child, user=user, function="family_adviser", reason="danger", why="Tilfældigt",
                broken_at=ends - timedelta(hours=1), ends_at=ends,
                ended_at=chance.choice([None, None, ends - timedelta(minutes=30)]),
            )  # fmt: skip

    def post(self) -> dict[str, Any]:
        where = self.random.choice(["day_care", "school", "district", "nowhere"])
        if where == "district":
            return {"district": self.town.district}
        return {} if where == "nowhere" else {"institution": getattr(self.town, where)}

    def course(self, child: Child) -> None:
        """An assessment, a worry, a meeting and a plan with a step, owned by whoever chance says."""
        chance = self.random
        stamp: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}
        suspicion = chance.random() < 0.4
        assessment = WellbeingAssessment.objects.create(
            child=child, institution=self.town.day_care, raters_required=2, state="done", position="green",
            settled_on=TODAY, settled_by=self.anybody(), **stamp,
        )  # fmt: skip
        NotAssessed.objects.create(
            child=child, assessment=assessment, state="asked", holds=True, reason="objection", said_on=TODAY,
            recorded_by=self.anybody(), recorded_at=NOW, owner=self.near(child), due_on=TODAY, **stamp,
        )  # fmt: skip
        concern = Concern.objects.create(
            child=child, raised_by=self.anybody(), raised_at=NOW, observation="Set", suspicion=suspicion,
            parents_know="must_not" if suspicion else "yes", owner=self.near(child), due_on=TODAY, answer_due_on=TODAY,
            offered_to=self.perhaps(), escalated_to=self.perhaps(), **stamp,
        )  # fmt: skip
        meeting = Meeting.objects.create(
            child=child, concern=concern, suspicion=suspicion, starts_at=NOW, ends_at=NOW + timedelta(hours=1),
            place="Her", called_at=NOW, owner=self.near(child), due_on=TODAY, escalated_to=self.perhaps(),
            institution=chance.choice([self.town.day_care, self.town.school, None]), **stamp,
        )  # fmt: skip
        related = {tie.user for tie in child.relations.select_related("user")}
        seated = {*chance.sample(self.staff, k=1), *chance.sample(sorted(related, key=lambda u: u.pk), k=2)}
        seats = [
            Participant.objects.create(
                meeting=meeting, role="professional", name=user.name, user=user, invited_how="system", invited_on=TODAY
            )
            for user in sorted(seated, key=lambda u: u.pk)
        ]
        if chance.random() < 0.7:
            plan = Plan.objects.create(
                child=child, concern=concern, meeting=meeting, suspicion=suspicion, agreed_at=NOW,
                owner=self.near(child), due_on=TODAY, escalated_to=self.perhaps(), offered_to=self.perhaps(), **stamp,
            )  # fmt: skip
            Step.objects.create(
                plan=plan, what="Et skridt", doer=seats[0], owner=self.near(child), due_on=TODAY,
                escalated_to=self.perhaps(), **stamp,
            )  # fmt: skip

    def share(self, oracle: Oracle) -> Oracle:
        """Consents, and what was passed on between those who work with the child on some day; by a chance of its own,
        so that everything else stays as it was."""
        days = [TODAY + timedelta(days=number) for number in range(-20, 21)]
        reach = [
            (user, child_id) for user in self.staff for day in days for child_id in oracle.children_of(user.pk, day)
        ]
        for number, child in enumerate(sorted(oracle.children.values(), key=lambda child: child.pk)):
            around = [user for user, child_id in reach if child_id == child.pk] or self.staff
            for who in ("owner", "by", "to_user", "nobody"):
                people = {name: self.aside.choice(self.staff) for name in ("owner", "by", "to_user")}
                self.passed_on(child, {**people, who: self.aside.choice(around)}, suspicion=number % 4 > 0)
        return self.tell()

    def tell(self) -> Oracle:
        """Somebody told of every worry, which began somewhere, and every home is protected."""
        places = [self.town.day_care, self.town.school, None]
        for concern in Concern.objects.order_by("pk"):
            Concern.objects.filter(pk=concern.pk).update(institution=self.quietly.choice(places))
            Notifier.objects.create(concern=concern, name="Naboen")
        for child in Child.objects.order_by("pk"):
            Protection.objects.create(child=child, source="local", set_at=NOW)
            self.answered(child)
        for child in Child.objects.filter(municipality=self.town.municipality).order_by("pk"):
            self.moves_on(child)
        return Oracle()

    def moves_on(self, child: Child) -> None:
        """Hand-overs between the two places in every state, with anybody on either side."""
        chance, town = self.moving, self.town
        stamp: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test", "begun_at": NOW}
        for state in ("draft", "sent", "accepted", "closed"):
            places = [town.day_care, town.school]
            chance.shuffle(places)
            people = {name: chance.choice(self.staff) for name in ("owner", "escalated_to", "receiver", "leader")}
            if state == "draft":
                people |= {"receiver": None, "leader": None}
            places = places if state != "sent" else [town.childminding, places[1]]
            HandOver.objects.create(
                child=child, kind="to_school", from_institution=places[0], to_institution=places[1], state=state,
                occasion_on=TODAY, purpose="Skift", due_on=TODAY, sent_at=NOW, accepted_at=NOW, accepted_by_name="Nogen",
                readable_until=TODAY + timedelta(days=chance.randint(-20, 20)), **people, **stamp,
            )  # fmt: skip

    def answered(self, child: Child) -> None:
        """An answer for each mix of functions, and what must follow it."""
        stamp: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}
        form, _new = FormVersion.objects.get_or_create(
            municipality=None, key="external", number=1, digest="",
            defaults={"text": shipped_texts()["external"], "in_force_on": TODAY, "prepared_at": NOW, **stamp},
        )  # fmt: skip
        who = self.staff[0]
        for mix in MIXES:
            answer = Response.objects.create(
                child=child, form=form, instrument="external", seen_by=mix, informant="staff", answered_on=TODAY,
                answers={}, entered_by=who, entered_at=NOW,
            )  # fmt: skip
            FollowUp.objects.create(
                child=child, response=answer, key="again", do="act", asked_on=TODAY, earliest_on=TODAY, due_on=TODAY,
                owner=who, **stamp,
            )  # fmt: skip

    def passed_on(self, child: Child, people: dict[str, User], *, suspicion: bool) -> None:
        stamp: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}
        concern = Concern.objects.create(
            child=child, raised_by=people["by"], raised_at=NOW, observation="Set", suspicion=suspicion,
            parents_know="must_not" if suspicion else "yes", owner=people["owner"], due_on=TODAY, answer_due_on=TODAY,
            **stamp,
        )  # fmt: skip
        Consent.objects.create(
            child=child, receivers=["ppr"], topics=["health"], purpose="Hjælp", expires_on=TODAY, owner=people["by"],
            recorded_at=NOW, **stamp,
        )  # fmt: skip
        Disclosure.objects.create(
            child=child, concern=concern, suspicion=suspicion, what="meeting", to_user=people["to_user"], to_name="x",
            to_service="ppr", purpose="Hjælp", basis=LegalBasis.objects.get(municipality=child.municipality, key="duty"),
            on=TODAY, until=TODAY, by=people["by"], told="suspicion" if suspicion else "nobody", recorded_at=NOW,
        )  # fmt: skip
