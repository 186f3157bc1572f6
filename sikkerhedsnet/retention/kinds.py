"""What is kept for how long: every kind of data, what starts its clock, and the proposal it is shipped with; pure.

No period here is law. Municipal records are disposed of only under Rigsarkivet's rules (arkivbekendtgørelsen), and KLE-Online
recommends periods per subject (P1825D: five years after closing); which code fits these subjects is not established. So every
period is a proposal, marked to be checked, and nothing is erased before the data-protection officer has confirmed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is erased as one."""

    MESSAGE = "message"
    REQUEST = "request"
    COURSE = "course"
    ASSESSMENT = "assessment"
    CHILD = "child"


class Event(StrEnum):
    """What starts the clock."""

    MESSAGE_WRITTEN = "message_written"
    REQUEST_ENDED = "request_ended"
    COURSE_CLOSED = "course_closed"
    ROUND_CLOSED = "round_closed"
    ASSESSMENT_SETTLED = "assessment_settled"
    CHILD_LEFT = "child_left"
    CHILD_18 = "child_18"


@dataclass(frozen=True)
class Proposal:
    """A period nobody has confirmed: what starts it, how long, and where the number comes from."""

    event: Event
    period: str
    source: str


EVENTS: dict[Kind, tuple[Event, ...]] = {
    Kind.MESSAGE: (Event.MESSAGE_WRITTEN,),
    Kind.REQUEST: (Event.REQUEST_ENDED,),
    Kind.COURSE: (Event.COURSE_CLOSED, Event.CHILD_LEFT, Event.CHILD_18),
    Kind.ASSESSMENT: (Event.ASSESSMENT_SETTLED, Event.ROUND_CLOSED, Event.CHILD_LEFT, Event.CHILD_18),
    Kind.CHILD: (Event.CHILD_LEFT, Event.CHILD_18),
}
"""What may start each clock."""

KLE = "KLE-Online, kode P1825D (5 år efter afslutning); emnet bør kontrolleres sammen med Rigsarkivets regler"
OWN = "Kommunens egen risikovurdering; bør kontrolleres"
PROPOSALS: dict[Kind, Proposal] = {
    Kind.MESSAGE: Proposal(Event.MESSAGE_WRITTEN, "P1Y", OWN),
    Kind.REQUEST: Proposal(Event.REQUEST_ENDED, "P5Y", KLE),
    Kind.COURSE: Proposal(Event.COURSE_CLOSED, "P5Y", KLE),
    Kind.ASSESSMENT: Proposal(Event.ASSESSMENT_SETTLED, "P5Y", KLE),
    Kind.CHILD: Proposal(Event.CHILD_LEFT, "P5Y", KLE),
}

ORDER = (Kind.MESSAGE, Kind.REQUEST, Kind.COURSE, Kind.ASSESSMENT, Kind.CHILD)
"""In which order they go: what points at something goes before it."""

TABLES: dict[Kind, tuple[str, ...]] = {
    Kind.MESSAGE: ("outbox.message",),
    Kind.REQUEST: ("rights.accessrequest",),
    Kind.COURSE: (
        "statements.statement", "plans.stepreview", "plans.scalevalue", "plans.review", "plans.step", "plans.goal",
        "plans.plan", "meetings.agreement", "meetings.minutesentry", "meetings.participant", "meetings.meeting",
        "sharing.disclosureturn", "sharing.disclosure", "concerns.parentcontact", "concerns.notifier",
        "concerns.concern",
    ),
    Kind.ASSESSMENT: (
        "statements.statement", "screening.ownassessment", "screening.parentstold", "screening.assessmentfollowup",
        "screening.wellbeingassessment",
    ),
    Kind.CHILD: (
        "sharing.disclosureturn", "sharing.disclosure", "sharing.consentvoice", "sharing.consentpaper", "sharing.consent",
        "glass.glassreview", "glass.glassasking", "glass.glassapproval", "people.brokenglass", "people.tiechild",
        "people.relation", "people.enrolment", "people.networkmember", "people.protection", "people.custody",
        "people.guardian", "people.child", "people.grant", "people.conflict", "retention.hold",
        "logcontrol.sampledlook",
    ),
}  # fmt: skip
"""The tables each kind empties for a child."""

NEVER_BY_RULE: dict[str, str] = {
    "audit.changeline": "added to and never changed; a line names a child by number alone; old months go whole, by the owner alone",
    "audit.readline": "added to and never changed; a line names a child by number alone; old months go whole, by the owner alone",
    "retention.erasureitem": "the proof of what was erased, by number alone",
    "exchange.importrun": "its report is emptied by itself after some weeks",
    "exchange.uploadedfile": "is gone within a day by itself",
    "access.user": "an employee's name follows the records she has written",
    "organisation.employment": "an employee's posts explain the log",
    "people.tie": "what an employee told of herself; it goes with the last child it was found to be to",
    "people.person": "who an employee is follows her account",
    "people.persona": "who an employee is follows her account",
    "oversight.accessreview": "numbers and words about an employee's access, no child",
    "organisation.groupassignment": "an employee's posts explain the log",
    "organisation.districtteammember": "an employee's posts explain the log",
    "screening.assessmentround": "a period and its places, no child",
}
"""Tables with something about people that no rule empties, and why."""
