"""What the health visitors and the dental service have done: visits planned and held, and children called to the dentist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import guardians_of
from sikkerhedsnet.sharing.actions import give_for_recall
from sikkerhedsnet.sharing.commands import GiveConsent, Yes
from sikkerhedsnet.sharing.states import Form, Topic
from sikkerhedsnet.sharing.states import Service as Services
from sikkerhedsnet.visits import actions as visits
from sikkerhedsnet.visits import rules
from sikkerhedsnet.visits.commands import (
    About,
    Fed,
    Found,
    GiveUp,
    Measured,
    Miss,
    NewHelp,
    PlanNeed,
    SaveVisit,
    Seen,
    TakeTurn,
    TalkAbout,
)
from sikkerhedsnet.visits.models import DentalRecall, PlannedVisit
from sikkerhedsnet.visits.standard import Service, standard
from sikkerhedsnet.visits.states import NotHeld, RecallTurn

from . import when
from .timeline import Cast, Timeline

ELLEN = ((4, "maternity", "3420", "51", "35"), (13, "establishing", "3650", "52,5", "36"))
AARON = ((3, "maternity", "3610", "52", "35,5"), (12, "establishing", "3900", "53,5", "36"))


@dataclass
class Visiting:
    """Hanne's and Tove's part of the story."""

    cast: Cast
    children: dict[str, Child]
    municipality_id: int
    timeline: Timeline
    now: datetime

    def schedule(self) -> None:
        for at in ("-60 06:00", "-45 06:00", "-25 06:00", "-5 06:00"):
            self._put(at, self._plan)
        for key, held in (("ellen", ELLEN), ("aaron", AARON)):
            for days, kind, weight, height, head in held:
                born = self.children[key].birth_date or clock.day_of(self.now)
                on = calendar.working_day_from(born + timedelta(days=days))
                self.timeline.put(clock.at(on, 10, 0), self._hold(key, kind, (weight, height, head)))
        self._put("-3 10:40", self._ellen)
        self._put(
            "0 08:30", self._hold("aaron", "two_months", ("4310", "56", "38"), without=("communication", "motor"))
        )
        self._put("-4 14:00", self._not_held)
        for key, due in (("malthe", "-42"), ("storm", "+2"), ("yasmin", "+9"), ("ida", "-1")):
            self._put("-58 08:00", self._call(key, due))
        for at, turn, to_whom, note, due in MISSED:
            self._put(at, self._turn("malthe", turn, to_whom, note, due))
        self._put("-1 15:30", self._talk)

    def _put(self, at: str, deed: Callable[[datetime], object]) -> None:
        self.timeline.put(when.moment(at, self.now), deed)

    def _day(self, text: str) -> date:
        return when.day(text, clock.day_of(self.now))

    def _plan(self, at: datetime) -> None:
        visits.plan_everybody(self.municipality_id, now=at)
        visits.call_everybody(self.municipality_id, now=at)

    def _hold(
        self, key: str, kind: str, sizes: tuple[str, str, str], without: tuple[str, ...] = (), **more: Any
    ) -> Callable[[datetime], object]:
        """A visit at home with what its type asks for, both parents' state as expected, unless something is left out."""

        def deed(at: datetime) -> None:
            child = self.children[key]
            parents = [custody.guardian_id for custody in guardians_of(child, clock.day_of(at))]
            visits.save_visit(self.cast.actor("hanne"), _visit(child, kind, parents, sizes, without, at, more), now=at)

        return deed

    def _ellen(self, at: datetime) -> None:
        child = self.children["ellen"]
        mother = next(c.guardian_id for c in guardians_of(child, clock.day_of(at)) if c.guardian.name.startswith("Sif"))
        lists = standard()
        trouble = next(c.code for c in lists.exam_results if c.name == "Udfordring med amning")
        help = next(c.code for c in lists.interventions if c.name == "Ammeindsats")
        self._hold(
            "ellen",
            "two_months",
            ("4480", "57", "38,5"),
            found=(Found(trouble),),
            new_help=NewHelp(help, (trouble,), clock.day_of(at), guardian_id=mother),
            next_need=PlanNeed(child.pk, "need_small", self._day("+3"), "Vejning og amning"),
            told_parents="Ellen følger med øjnene og svarer, når du taler til hende. Hun har taget mindre på, end vi havde ventet.",
            notes="Sif er træt. Vi ses igen om en uge.",
        )(at)

    def _not_held(self, at: datetime) -> None:
        """Of Hanne's pupils one family said no, and one was not at school that day."""
        hanne = self.cast.actor("hanne")
        rows = list(PlannedVisit.objects.visible_to(hanne).open().filter(series="school").order_by("due_on", "pk")[:4])
        for row, number in zip(rows[2:], range(2), strict=False):
            if number:
                visits.give_up(
                    hanne, GiveUp(row.pk, row.version, NotHeld.OBJECTION, "Familien går til egen læge."), now=at
                )
            else:
                later = max(self._day("+8"), row.due_on)
                visits.miss(hanne, Miss(row.pk, row.version, NotHeld.ABSENT, later, "Syg. Ny dag aftalt."), now=at)

    def _call(self, key: str, due: str) -> Callable[[datetime], object]:
        return lambda at: visits.call(
            System(self.municipality_id), self.children[key], self._day(due), 12, now=at, because="Set hvert år"
        )

    def _turn(self, key: str, turn: RecallTurn, to_whom: str, note: str, due: str) -> Callable[[datetime], object]:
        def deed(at: datetime) -> None:
            recall = DentalRecall.objects.get(child=self.children[key], state="called")
            next_on = self._day(due) if due else None
            command = TakeTurn(
                recall.pk, recall.version, turn, clock.day_of(at), note, next_on, to_whom, needs_treatment=True
            )
            visits.take_turn(self.cast.actor("tove"), command, now=at)

        return deed

    def _talk(self, at: datetime) -> None:
        """The family says yes to Tove, who then rings the health visitor."""
        tove, day = self.cast.actor("tove"), clock.day_of(at)
        recall = DentalRecall.objects.get(child=self.children["malthe"], state="called")
        purpose = "At få Malthe til tandlæge uden at det bliver svært"
        said = tuple(c.guardian_id for c in guardians_of(recall.child, day) if c.has_custody)
        yes = Yes(day, Form.SPOKEN, said, witness="Lis, klinikassistent")
        asked = GiveConsent(recall.child_id, (Services.HEALTH_VISITING, Services.SCHOOL), (Topic.HEALTH,), purpose, yes)
        consent = give_for_recall(tove, recall, asked, now=at)
        ground = {"basis": "consent", "consent_id": consent.pk, "purpose": purpose}
        content = "Malthe er udeblevet tre gange og har huller i to tænder. Hanne går med næste gang."
        command = TalkAbout(
            recall.pk, recall.version, "health_visiting", "Hanne, sundhedsplejerske", content, day, ground
        )
        visits.talk(tove, command, now=at)


MISSED = (
    ("-42 09:10", RecallTurn.MISSED, "", "", ""),
    ("-41 13:00", RecallTurn.NEW_DATE, "Mor", "", "-20"),
    ("-20 09:10", RecallTurn.MISSED, "", "", ""),
    ("-19 12:30", RecallTurn.PHONED, "Mor", "Hun vil gerne komme efter kl. 15.", "-2"),
    ("-2 15:20", RecallTurn.MISSED, "", "Huller i to kindtænder ved sidste besøg.", "+1"),
)


def _visit(
    child: Child,
    kind: str,
    parents: list[int],
    sizes: tuple[str, str, str],
    without: tuple[str, ...],
    at: datetime,
    more: dict[str, Any],
) -> SaveVisit:
    lists, mother = standard(), parents[:1]
    asked = [key for key in rules.asked_at(kind, face_to_face=True) if key not in without]
    seen = [
        Seen(key, guardian, lists.indicators[key].values[0].code)
        for key in asked
        if key in lists.indicators
        for guardian in (mother if lists.indicators[key].about == "parent" else [None])
    ]
    measured = [
        Measured(
            key,
            rules.unit_of(key, Service.SMALL),
            Decimal(size.replace(",", ".")),
            rules.how_of(key, Service.SMALL),
        )
        for key, size in zip(("weight", "height", "head"), sizes, strict=True)
        if key in asked
    ]
    about = About(child.pk, kind, "home", at - timedelta(hours=1), at)
    said = {"told_parents": "Alt går, som det plejer for alderen."}
    fed = (Fed(value=list(lists.feeding)[1]),) if "feeding" in asked else ()
    return SaveVisit(
        **{
            "about": about,
            "present": frozenset(mother),
            "seen": tuple(seen),
            "measured": tuple(measured),
            "fed": fed,
            **said,
            **more,
        }
    )
