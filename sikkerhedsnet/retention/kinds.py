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
    HANDOVER = "handover"
    LEFT = "left"
    """Wellbeing assessments from a setting the child has left: the setting's own rule, beside the ordinary period."""
    ASSESSMENT = "assessment"
    RESPONSE = "response"
    CHILD = "child"


class Event(StrEnum):
    """What starts the clock."""

    MESSAGE_WRITTEN = "message_written"
    REQUEST_ENDED = "request_ended"
    COURSE_CLOSED = "course_closed"
    ROUND_CLOSED = "round_closed"
    ASSESSMENT_SETTLED = "assessment_settled"
    HANDOVER_ENDED = "handover_ended"
    SETTING_LEFT = "setting_left"
    FORM_ANSWERED = "form_answered"
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
    Kind.HANDOVER: (Event.HANDOVER_ENDED, Event.CHILD_LEFT, Event.CHILD_18),
    Kind.ASSESSMENT: (
        Event.ASSESSMENT_SETTLED, Event.ROUND_CLOSED, Event.SETTING_LEFT, Event.CHILD_LEFT, Event.CHILD_18,
    ),
    Kind.LEFT: (Event.SETTING_LEFT,),
    Kind.RESPONSE: (Event.FORM_ANSWERED, Event.CHILD_LEFT, Event.CHILD_18),
    Kind.CHILD: (Event.CHILD_LEFT, Event.CHILD_18),
}  # fmt: skip
"""What may start each clock."""

KLE = "KLE-Online, kode P1825D (5 år efter afslutning); emnet bør kontrolleres sammen med Rigsarkivets regler"
JOURNAL = "Journalføringsreglerne for sundhedspersonale, fra hukommelsen (10 år); bør kontrolleres, også mod Rigsarkivets regler"
OWN = "Kommunens egen risikovurdering; bør kontrolleres"
SETTINGS = (
    "Kommunens regler for overgange (er intet valgt, gælder det strengeste); bør kontrolleres mod Rigsarkivets regler"
)
PROPOSALS: dict[Kind, Proposal] = {
    Kind.MESSAGE: Proposal(Event.MESSAGE_WRITTEN, "P1Y", OWN),
    Kind.REQUEST: Proposal(Event.REQUEST_ENDED, "P5Y", KLE),
    Kind.COURSE: Proposal(Event.COURSE_CLOSED, "P5Y", KLE),
    Kind.HANDOVER: Proposal(Event.HANDOVER_ENDED, "P1Y", OWN),
    Kind.LEFT: Proposal(Event.SETTING_LEFT, "P1D", SETTINGS),
    Kind.ASSESSMENT: Proposal(Event.ASSESSMENT_SETTLED, "P5Y", KLE),
    Kind.RESPONSE: Proposal(Event.FORM_ANSWERED, "P10Y", JOURNAL),
    Kind.CHILD: Proposal(Event.CHILD_LEFT, "P5Y", KLE),
}

ORDER = (
    Kind.MESSAGE, Kind.REQUEST, Kind.COURSE, Kind.HANDOVER, Kind.ASSESSMENT, Kind.LEFT, Kind.RESPONSE, Kind.CHILD,
)  # fmt: skip
"""In which order they go: what points at something goes before it."""

ASSESSMENT_TABLES = (
    "statements.statement",
    "screening.keptrating",
    "screening.ownassessment",
    "screening.parentstold",
    "screening.assessmentfollowup",
    "screening.notassessed",
    "screening.wellbeingassessment",
)
TABLES: dict[Kind, tuple[str, ...]] = {
    Kind.MESSAGE: ("outbox.message",),
    Kind.REQUEST: ("rights.accessrequest",),
    Kind.COURSE: (
        "measures.measurelook", "measures.measure",
        "appointments.agendaline", "appointments.agenda", "appointments.interpreter", "appointments.timeslot",
        "appointments.timeoffer", "appointments.notheld",
        "scans.scan", "voices.preparation", "voices.childvoice",
        "plans.sighting", "plans.sign", "plans.tag", "plans.planversion", "plans.planlevel", "plans.planrole",
        "plans.lookagain", "plans.reopening",
        "statements.statement", "plans.stepreview", "plans.scalevalue", "plans.review", "plans.step", "plans.goal",
        "plans.plan", "meetings.draft", "meetings.wording", "meetings.agreement", "meetings.minutesentry", "meetings.participant", "meetings.meeting",
        "sharing.disclosureturn", "sharing.disclosure", "concerns.notificationtalk", "concerns.notification",
        "concerns.concernrating", "concerns.stageturn", "concerns.earlierread", "concerns.stalltold",
        "concerns.parentcontact", "concerns.notifier",
        "concerns.concern",
    ),
    Kind.HANDOVER: (
        "handover.sentpart", "handover.handovertalk", "handover.handoverturn", "handover.leftout", "handover.partrow",
        "handover.handoverpart", "handover.handover",
    ),
    Kind.LEFT: ASSESSMENT_TABLES,
    Kind.ASSESSMENT: ASSESSMENT_TABLES,
    Kind.RESPONSE: ("scans.scan", "instruments.followup", "instruments.response"),
    Kind.CHILD: (
        "scans.scan", "voices.childvoice",
        "sharing.disclosureturn", "sharing.disclosure", "sharing.consentvoice", "sharing.consentpaper", "sharing.consent",
        "glass.glassreview", "glass.glassasking", "glass.glassapproval", "people.brokenglass", "people.tiechild",
        "visits.visithelp", "visits.visitguardian", "visits.indicatorobservation", "visits.growthmeasurement",
        "visits.feedingobservation", "visits.examfinding", "visits.plannedturn", "visits.visit", "visits.plannedvisit",
        "visits.intervention", "visits.dentalturn", "visits.dentalrecall",
        "screening.noticegiven",
        "people.relation", "people.enrolment", "people.networkmember", "people.protection", "people.custody",
        "people.guardian", "people.child", "people.grant", "people.conflict", "retention.hold",
        "logcontrol.sampledlook", "fbu.heldback", "fbu.deliveredreport", "fbu.resourceid", "fbu.receiveditem",
    ),
}  # fmt: skip
"""The tables each kind empties for a child."""

NEVER_BY_RULE: dict[str, str] = {
    "audit.changeline": "added to and never changed; a line names a child by number alone; old months go whole, by the owner alone",
    "audit.readline": "added to and never changed; a line names a child by number alone; old months go whole, by the owner alone",
    "retention.erasureitem": "the proof of what was erased, by number alone",
    "exchange.importrun": "its report is emptied by itself after some weeks",
    "exchange.uploadedfile": "is gone within a day by itself",
    "fbu.deliveryrun": "which days a delivery covered and how many reports it held, no child",
    "fbu.receivedfile": "the file is gone within a day by itself, what was wrong with it after some weeks",
    "access.user": "an employee's name follows the records she has written",
    "organisation.employment": "an employee's posts explain the log",
    "people.tie": "what an employee told of herself; it goes with the last child it was found to be to",
    "people.person": "who an employee is follows her account",
    "people.persona": "who an employee is follows her account",
    "oversight.accessreview": "numbers and words about an employee's access, no child",
    "organisation.absence": "when an employee was away, without why, explains the log",
    "organisation.groupassignment": "an employee's posts explain the log",
    "organisation.districtteammember": "an employee's posts explain the log",
    "instruments.formversion": "a form's own text, no child",
    "appointments.meetingways": "the municipality's choices about meetings; it names only who changed them last",
    "voices.questionskept": "the municipality's own questions, no child",
    "measures.measurekind": "the municipality's catalogue; it names only who changed it last",
    "concerns.levelscale": "the municipality's own words for its levels, no child",
    "concerns.leveltext": "the municipality's own words for its levels, no child",
    "training.certificate": "what an employee has learned follows her account: it explains why a form was open to her",
    "training.participation": "which course an employee was at stands behind her certificate, no child",
    "training.coursedate": "a day, a place and a teacher, no child",
    "training.course": "the municipality's catalogue; it names only who changed it last",
    "guide.guideversion": "the municipality's own guide in its versions, no child",
    "guide.guideentry": "the municipality's own guide, no child",
    "guide.sparring": "a question and its answer, both looked through so that they say nothing of which child it was",
    "screening.assessmentround": "a period and its places, no child",
    "screening.groupfocus": "what adults change around a group, no child",
    "screening.groupfocuslook": "what adults change around a group, no child",
    "screening.parentsnotice": "the municipality's own text, no child",
    "screening.roundplan": "who decided how often there are rounds, no child",
}
"""Tables with something about people that no rule empties, and why."""
