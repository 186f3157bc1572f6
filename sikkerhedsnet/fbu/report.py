"""A delivery of health visitors' data as values: what a report may say, whoever wrote it; pure.

KLChildren/FBU 2.1.0. Codes of the visit, the indicators and the measurements are our keys from `visits.standard`; findings,
interventions and reasons keep the code itself. `id` is the resource's id, and the reference other resources use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

When = date | datetime
"""A day, or a moment with its time zone."""

IN_ERROR = "entered-in-error"
CHILD, PARENT = "child", "parent"


@dataclass(frozen=True)
class Resource:
    """What every resource has: its kind and its id, which it keeps for life."""

    KIND: ClassVar[str]

    id: str


@dataclass(frozen=True)
class Citizen(Resource):
    """Da: borger. A child or a parent: a CPR number and nothing else of the person; `links` point at `Parent.id`."""

    KIND = "Patient"

    cpr: str
    sender: str
    active: bool = True
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parent(Resource):
    """Da: forælder. That the citizen whose `links` name this one is a parent of `child`."""

    KIND = "RelatedPerson"

    child: str
    active: bool = True


@dataclass(frozen=True)
class School(Resource):
    """Da: skole. Its number in the register of institutions."""

    KIND = "Location"

    number: str
    active: bool = True


@dataclass(frozen=True)
class Encounter(Resource):
    """Da: besøg. `setting` is our key of the guide's four classes, or the code of another of HL7's."""

    KIND = "Encounter"

    subject: str
    type: str
    setting: str
    start: When
    end: When | None = None
    status: str = "finished"
    school: str = ""
    interventions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Observation(Resource):
    """What is the same of every observation; `absent` is the reason why there is no value."""

    KIND = "Observation"

    subject: str
    at: When
    encounter: str = ""
    status: str = "final"


@dataclass(frozen=True)
class Indication(Observation):
    """One of the 14 indicators: `indicator` is its key, `value` the code of its answer."""

    indicator: str = ""
    value: str = ""
    absent: str = ""


@dataclass(frozen=True)
class Feeding(Observation):
    """What the child is fed at `at`; with `period` it says from when, and until when if that is over."""

    value: str = ""
    absent: str = ""
    period: bool = False
    until: When | None = None


@dataclass(frozen=True)
class Measurement(Observation):
    """A weight, a height or a head circumference: `growth` is its key, `posture` how it was taken.

    Without a posture (None) the SNOMED CT code is missing, and the rules on what a visit must hold do not see it.
    """

    growth: str = ""
    posture: str | None = ""
    number: Decimal | None = None
    unit: str = ""
    absent: str = ""


@dataclass(frozen=True)
class Finding(Observation):
    """Da: undersøgelsesresultat. One finding of the list of 85, by its code."""

    value: str = ""


@dataclass(frozen=True)
class Intervention(Resource):
    """Da: indsats. A need-based intervention from the list of 34, by its code, with its reasons."""

    KIND = "CarePlan"

    subject: str
    code: str
    start: When
    end: When | None = None
    status: str = "active"
    carried_out: str = "unknown"
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers(Resource):
    """Da: svar på et skema. Each item once, in the order it was written; an unanswered item is left out."""

    KIND = "QuestionnaireResponse"

    subject: str
    questionnaire: str
    authored: When
    items: tuple[tuple[str, bool | int | str], ...]
    status: str = "completed"
    informant: str = ""

    def __post_init__(self) -> None:
        """True and 1 are different answers, and so are two answers that only differ in that."""
        object.__setattr__(self, "_kinds", tuple(type(answer) for _, answer in self.items))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Answers) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.id, self.questionnaire, self.items))


@dataclass(frozen=True)
class Report:
    """Da: indberetning. What is told of one child and its family at one moment; before the birth of the parents alone."""

    id: str
    timestamp: datetime
    citizens: tuple[Citizen, ...] = ()
    parents: tuple[Parent, ...] = ()
    schools: tuple[School, ...] = ()
    encounters: tuple[Encounter, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    observations: tuple[Observation, ...] = ()
    answers: tuple[Answers, ...] = ()

    def resources(self) -> tuple[Resource, ...]:
        """Every resource, in the order a report is written."""
        return (
            *self.citizens, *self.parents, *self.schools, *self.interventions, *self.encounters, *self.observations,
            *self.answers,
        )  # fmt: skip

    def parent_ids(self) -> frozenset[str]:
        """The citizens who are here as somebody's parent."""
        related = {parent.id for parent in self.parents}
        return frozenset(citizen.id for citizen in self.citizens if related.intersection(citizen.links))

    def child(self) -> Citizen | None:
        """The child the report is about; None when only parents are told of."""
        pointed = {parent.child for parent in self.parents}
        of_parents = self.parent_ids()
        alone = [citizen for citizen in self.citizens if citizen.id not in of_parents]
        named = [citizen for citizen in alone if citizen.id in pointed]
        return next(iter(named or alone), None)


@dataclass(frozen=True)
class Delivery:
    """Da: leverance. All reports since the last one; their order means nothing."""

    timestamp: datetime
    reports: tuple[Report, ...] = field(default=())
