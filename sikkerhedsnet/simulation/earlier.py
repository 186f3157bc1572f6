"""What was over before the stories begin: ordinary worries of the last whole quarter, and what parents said of its meetings."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.core.quarters import Quarter
from sikkerhedsnet.evaluations import actions as evaluations
from sikkerhedsnet.evaluations.commands import Ask, Enter, Said
from sikkerhedsnet.evaluations.states import About, Statement
from sikkerhedsnet.people.models import Child

from .documents import document
from .people import Families
from .stories import Noted, Story
from .timeline import Cast, Timeline

WITH_PLAN = 40
"""Working days a course takes from the worry until its plan is closed; one that began later is answered without a plan."""
ANSWERED = 12
STATEMENTS = tuple(Statement)


def schedule(cast: Cast, families: Families, timeline: Timeline, now: datetime) -> None:
    """Puts the quarter on the timeline."""
    noted = document("earlier")
    quarter = Quarter.of(clock.day_of(now)).before
    for number, child in enumerate(_children(families, quarter.first, noted["worries"])):
        _Earlier(child, cast, families, now).live(timeline, quarter, number, noted)
    voices = random.Random(noted["seed"])
    for said in noted["voices"]:
        for _one in range(said["number"]):
            day = calendar.working_day_from(quarter.first + timedelta(days=voices.randint(2, 85)))
            timeline.put(clock.at(day, 15, voices.randint(0, 59)), partial(_say, cast, said, voices))


def _children(families: Families, since: date, number: int) -> Iterator[Child]:
    """Children nobody has told a story of, from each district in turn, who sat in a day care's group all the quarter."""
    told = {child["key"] for family in document("families")["families"] for child in family["children"]}
    free: dict[int, list[Child]] = {}
    keys = {id(child): key for key, child in families.children.items()}
    for enrolment in families.enrolments:
        group = next(key for key, one in families.place.groups.items() if one == enrolment.group)
        low = families.place.group_notes[group].get("ages", [0])[0]
        fits = low >= 30 and enrolment.end_on is None and enrolment.start_on < since
        if fits and keys[id(enrolment.child)] not in told and not enrolment.child.protected_address:
            free.setdefault(enrolment.child.district_id or 0, []).append(enrolment.child)
    found = 0
    while found < number and any(free.values()):
        for children in free.values():
            if children and found < number:
                found += 1
                yield children.pop(0)


@dataclass
class _Earlier(Story):
    """An ordinary course, as the quarter's others."""

    def live(self, timeline: Timeline, quarter: Quarter, number: int, noted: dict[str, Any]) -> None:
        today = clock.day_of(self.now)
        raised = quarter.first + timedelta(days=3 + (number * 37) % 85)
        back = calendar.working_days_between(raised, today)
        slow = number % 4
        rater = self.cast.place.raters[self._group()][0]
        words = noted["words"][number % len(noted["words"])]
        parents = [key for key, g in self.families.guardians.items() if g in self._holders()]
        common = {"by": rater, "do": "raise", "parents": "yes", "signs": words["signs"], "saw": words["saw"]}
        steps: list[Noted] = [
            {"at": f"-{back} 10:00", **common},
            {"at": f"-{back - 1 - slow // 3} 09:00", "by": "adviser", "do": "take"},
            {"at": f"-{back - 2 - slow} 13:00", "by": "adviser", "do": "contact", "how": "phone",
             "next": f"-{back - 12}", "said": words["said"]},
        ]  # fmt: skip
        if back >= WITH_PLAN and number % 5 < 3:
            steps += self._plan(back - 7 - 2 * slow, slow, rater, parents, words)
        elif back >= ANSWERED:
            closing = {"do": "close", "reason": "solved", "answer": words["answer"]}
            steps.append({"at": f"-{back - 9} 14:00", "by": "adviser", **closing})
        else:
            return
        self.schedule(timeline, steps)

    def _plan(self, met: int, slow: int, rater: str, parents: list[str], words: Noted) -> list[Noted]:
        """A meeting so many working days ago, one step begun soon after, and one follow-up that closed the plan."""
        scale = {parents[0]: [5, 8], rater: [5, 7], "adviser": None}
        return [
            {"at": f"-{met + 2} 09:00", "by": "adviser", "do": "call_meeting", "starts": f"-{met} 14:00", "minutes": 45,
             "asked": f"-{met + 2}", "basis": "one_off", "necessary": "Stuen og hjemmet kender hver sin del.",
             "guests": [*parents, rater]},
            {"at": f"-{met} 14:00", "by": "adviser", "do": "begin"},
            {"at": f"-{met} 14:02", "by": "adviser", "do": "present", "who": scale},
            {"at": f"-{met} 14:20", "by": "adviser", "do": "agree", "what": words["step"], "who": rater,
             "due": f"-{met - 8}"},
            {"at": f"-{met} 14:30", "by": "adviser", "do": "plan", "review": f"-{met - 20}", "goals": [words["goal"]],
             "serves": [1]},
            {"at": f"-{met - 1 - slow} 10:00", "by": rater, "do": "begun", "step": 1},
            {"at": f"-{met - 8} 15:00", "by": rater, "do": "finish", "step": 1, "result": words["result"]},
            {"at": f"-{met - 20} 14:00", "by": "adviser", "do": "review", "move": "close", "outcome": "good_enough",
             "because": words["result"], "answer": words["answer"], "did": {}, "scale": {}},
        ]  # fmt: skip

    def _holders(self) -> list[Any]:
        return [one.guardian for one in self.families.custodies if one.child is self.child and one.has_custody]

    def _group(self) -> str:
        here = next(e.group for e in self.families.enrolments if e.child is self.child and e.end_on is None)
        return next(key for key, group in self.cast.place.groups.items() if group == here)


def _say(cast: Cast, noted: dict[str, Any], voices: random.Random, at: datetime) -> None:
    """Every other one on paper, typed in by the district's facilitator; the rest from a link."""
    asker = cast.actor(noted["by"])
    district = cast.place.districts[noted["district"]].pk
    numbers = dict(zip(STATEMENTS, noted["said"], strict=True))
    remarks = noted.get("remarks", [])
    remark = remarks.pop() if remarks else ""
    if voices.random() < 0.5:
        evaluations.enter(asker, Enter(About(noted["about"]), district, Said(numbers, remark)), now=at)
        return
    token = evaluations.ask(asker, Ask(About(noted["about"]), district), now=at)
    evaluations.answer(token, Said(numbers, remark), now=at)
