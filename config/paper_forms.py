"""Every form about a child that somebody answers: how it is printed, where the answer is entered, and where the scan lies.

A form stands in `ON_PAPER`, or `WITHOUT_PAPER` says why it needs none; a check finds the one nobody has decided on.
"""

from __future__ import annotations

from dataclasses import dataclass

from sikkerhedsnet.scans.states import About


@dataclass(frozen=True)
class OnPaper:
    """`prints` is the address of the empty form; `scan` what the sheet is laid with; who and when stand in the form itself
    or with the sheet."""

    prints: str
    scan: About | str


CONSENT = "sharing.consentpaper"
"""A signed consent keeps its own sheet: the yes does not count without it."""

NO_SHEET = "nothing"
"""The sheet is shredded when it has been entered: handwriting would tell whose answer it is."""

ON_PAPER: dict[str, OnPaper] = {
    "concerns:raise": OnPaper("concerns:blank_pdf", About.CONCERN),
    "sharing:give": OnPaper("sharing:blank_pdf", CONSENT),
    "sharing:join": OnPaper("sharing:blank_pdf", CONSENT),
    "sharing:renew": OnPaper("sharing:blank_pdf", CONSENT),
    "voices:prepare": OnPaper("voices:preparation_pdf", About.PREPARATION),
    "voices:tell": OnPaper("voices:houses_pdf", About.VOICE),
    "meetings:entry": OnPaper("voices:table_pdf", About.MEETING),
    "meetings:agree": OnPaper("voices:table_pdf", About.MEETING),
    "meetings:participant": OnPaper("voices:table_pdf", About.MEETING),
    "plans:review": OnPaper("plans:review_pdf", About.PLAN),
    "instruments:fill": OnPaper("instruments:empty_pdf", About.RESPONSE),
    "instruments:correct": OnPaper("instruments:empty_pdf", About.RESPONSE),
    "visits:write": OnPaper("visits:blank_pdf", About.VISIT),
    "appointments:answer": OnPaper("appointments:slip", About.CONCERN),
    "evaluations:enter": OnPaper("evaluations:slip", NO_SHEET),
    "sharing:recall_consent": OnPaper("sharing:blank_pdf", CONSENT),
}

NO_CHILD = "is about the organisation, an account or the log, and no family answers it"
ONE_BUTTON = "moves, approves, sends or ends something: there is nothing to write by hand"
OWN_NOTE = "an employee's note of a talk or of her own work; what the family wrote is laid with the thing itself"
INDEPENDENT = "must not lie about on paper before both have handed in: each rates for herself"
OWN_LETTER = (
    "the family writes it in its own form, as a letter; who and when are entered, and the letter is laid with the thing"
)
NOTHING_TO_ANSWER = "is the door papers come in through"

WHOLE_STEPS: dict[str, str] = dict.fromkeys(("access", "set_language", "web", "organisation", "worklists", "people", "childfile", "logcontrol", "glass", "oversight", "ties", "absences", "training", "guide", "retention", "fbu", "exchange"), NO_CHILD)  # fmt: skip

WITHOUT_PAPER: dict[str, str] = {
    **dict.fromkeys(
        ("screening:group", "screening:group_place", "screening:joint", "screening:joint_place", "screening:alone",
         "screening:take_kept", "screening:take_kept_place", "screening:decide_kept"),
        INDEPENDENT,
    ),
    **dict.fromkeys(
        ("screening:open_round", "screening:notice", "screening:write_notice", "screening:plan", "screening:choices", "screening:focus",
         "screening:focus_place", "screening:focus_point", "instruments:copy", "instruments:edit", "instruments:propose",
         "instruments:decide", "visits:choices", "visits:scheme_row", "concerns:new_scale", "concerns:approve_scale",
         "concerns:promises", "sharing:add_basis", "sharing:basis", "sharing:end_basis", "sharing:settings",
         "voices:questions", "measures:add_kind", "measures:change_kind", "measures:join", "measures:leave", "handover:settings",
         "handover:subject", "handover:add_subject", "handover:end_subject", "rights:practice", "appointments:ways",
         "plans:ladder"),
        NO_CHILD,
    ),
    **dict.fromkeys(
        ("screening:told", "screening:follow_up", "screening:set_aside", "screening:not_assessed", "screening:notice_child",
         "screening:notice_place", "instruments:act", "visits:need", "visits:planned", "visits:wrong", "visits:end_help",
         "visits:recall", "visits:recall_seen", "visits:visit", "concerns:contact", "concerns:close",
         "concerns:rate", "concerns:stage", "concerns:offer", "concerns:write_notification", "concerns:drop_notification",
         "sharing:pass_on", "sharing:withdraw", "meetings:call", "meetings:add_participant", "meetings:basis",
         "meetings:move", "meetings:cancel", "meetings:no_plan", "meetings:entry_change", "voices:voice",
         "measures:start_at_meeting", "measures:start_in_plan", "measures:follow_up", "measures:end", "plans:agree",
         "plans:step", "plans:add_step", "plans:offer", "handover:begin", "handover:part", "handover:talk",
         "handover:without_parents", "handover:choose", "handover:leave_out", "handover:correct", "handover:withdraw",
         "handover:seal", "handover:open_sealed", "handover:accept", "handover:send_back", "handover:name",
         "handover:close", "handover:read", "handover:preview", "handover:receipt", "screening:assessment", "rights:extend", "rights:withdraw", "rights:copy",
         "appointments:agenda", "appointments:declined", "appointments:interpreter", "appointments:missed", "appointments:offer",
         "plans:agreed", "plans:begin", "plans:goal", "plans:headings", "plans:level", "plans:reopen", "plans:roles",
         "plans:sign_seen", "plans:watch", "sharing:recall_withdraw", "visits:recall_talk"),
        OWN_NOTE,
    ),
    **dict.fromkeys(
        ("concerns:take", "concerns:accept", "concerns:decline", "concerns:notify", "concerns:send_notification",
         "concerns:acknowledge", "sharing:lapse", "sharing:recall_lapse", "meetings:begin", "meetings:withdraw", "plans:accept", "plans:decline",
         "handover:take_back", "rights:release", "plans:role", "meetings:heard", "meetings:take_lead", "evaluations:ask"),
        ONE_BUTTON,
    ),
    **dict.fromkeys(("rights:register", "rights:statement"), OWN_LETTER),
    "scans:add": NOTHING_TO_ANSWER,
    "scans:withdraw": OWN_NOTE,
    "meetings:draft": "keeps what is being typed, until it stands in the minutes",
    "evaluations:answer": "is the link; whoever would rather have paper is given the slip",
}  # fmt: skip
