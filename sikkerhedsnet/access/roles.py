"""Functions people are employed in, and what each may do; pure, one readable table."""

from __future__ import annotations

from enum import StrEnum


class Function(StrEnum):
    """Da: funktion. What a person is employed (or elected) to do."""

    PEDAGOGUE = "pedagogue"
    CHILDMINDER = "childminder"
    TEACHER = "teacher"
    HEALTH_VISITOR = "health_visitor"
    PREVENTION_ADVISER = "prevention_adviser"
    LEADER = "leader"
    DISTRICT_FACILITATOR = "district_facilitator"
    EDUCATIONAL_PSYCHOLOGIST = "educational_psychologist"
    SPEECH_AND_HEARING_THERAPIST = "speech_and_hearing_therapist"
    DENTAL_PROFESSIONAL = "dental_professional"
    FAMILY_ADVISER = "family_adviser"
    CHIEF = "chief"
    POLITICIAN = "politician"
    RESEARCHER = "researcher"
    ANALYST = "analyst"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    SYSTEM_ADMIN = "system_admin"


class Permission(StrEnum):
    """What a function may ever do; which children it may do it to is the relation's question."""

    DESK = "desk"
    CHILD_SEE = "child_see"
    ADDRESS_SEE = "address_see"
    PROTECTED_ADDRESS_SEE = "protected_address_see"
    PROTECTION_KEEP = "protection_keep"
    ROUND_OPEN = "round_open"
    ROUND_SEE = "round_see"
    ASSESSMENT_RATE = "assessment_rate"
    ASSESSMENT_SETTLE = "assessment_settle"
    ASSESSMENT_SEE = "assessment_see"
    ASSESSMENT_ALONE = "assessment_alone"
    CONCERN_RAISE = "concern_raise"
    CONCERN_SEE = "concern_see"
    CONCERN_TAKE = "concern_take"
    SHARING_SEE = "sharing_see"
    CONSENT_KEEP = "consent_keep"
    SHARING_CONTROL = "sharing_control"
    MEETING_SEE = "meeting_see"
    MEETING_CALL = "meeting_call"
    PLAN_SEE = "plan_see"
    PLAN_LEAD = "plan_lead"
    NET_SEE = "net_see"
    REGISTER_IMPORT = "register_import"
    ACCOUNT_MANAGE = "account_manage"
    LOG_SEE = "log_see"
    LOG_CONTROL = "log_control"
    LOOK_EXPLAIN = "look_explain"
    GLASS_BREAK = "glass_break"
    GLASS_REVIEW = "glass_review"
    RIGHTS_HANDLE = "rights_handle"
    RIGHTS_CONTROL = "rights_control"
    RETENTION_CONTROL = "retention_control"
    RETENTION_APPROVE = "retention_approve"
    RETENTION_FOLLOW = "retention_follow"
    STAFF_LEAD = "staff_lead"
    ACCESS_REVIEW = "access_review"
    FAMILY_PAGE = "family_page"
    TRAINING_SEE = "training_see"
    TRAINING_FOLLOW = "training_follow"
    TRAINING_KEEP = "training_keep"
    VISIT_SEE = "visit_see"
    VISIT_COVERAGE = "visit_coverage"
    VISIT_SCHEME = "visit_scheme"
    RECALL_KEEP = "recall_keep"
    AGREEMENT_SEE = "agreement_see"
    NOTICE_WRITE = "notice_write"
    NOTICE_APPROVE = "notice_approve"
    HANDOVER_KEEP = "handover_keep"
    HANDOVER_RULES = "handover_rules"
    INSTRUMENT_SEE = "instrument_see"
    FORM_SEE = "form_see"
    INSTRUMENT_KEEP = "instrument_keep"
    INSTRUMENT_APPROVE = "instrument_approve"
    ROUND_PLAN = "round_plan"
    FIGURES_SEE = "figures_see"
    FIGURES_OF_ALL = "figures_of_all"
    FBU_DELIVER = "fbu_deliver"
    UNHELPED_SEE = "unhelped_see"
    MEASURE_SEE = "measure_see"
    MEASURE_KEEP = "measure_keep"
    GUIDE_SEE = "guide_see"
    GUIDE_KEEP = "guide_keep"
    GUIDE_APPROVE = "guide_approve"
    GUIDE_FIGURES = "guide_figures"
    SPARRING_ASK = "sparring_ask"
    SPARRING_ANSWER = "sparring_answer"
    NOTIFICATION_RECEIVE = "notification_receive"
    CONCERN_RULES = "concern_rules"
    EVALUATION_ASK = "evaluation_ask"


class Reach(StrEnum):
    """How a function gets to its children, apart from relations made child by child."""

    GROUP = "group"
    INSTITUTION = "institution"
    DISTRICT = "district"
    RELATION = "relation"
    NOBODY = "nobody"


P = Permission
_DAILY = {
    P.DESK,
    P.CHILD_SEE,
    P.ADDRESS_SEE,
    P.ASSESSMENT_SEE,
    P.CONCERN_RAISE,
    P.CONCERN_SEE,
    P.SHARING_SEE,
    P.MEETING_SEE,
    P.PLAN_SEE,
    P.LOG_SEE,
    P.MEASURE_SEE,
    P.GUIDE_SEE,
    P.SPARRING_ASK,
}
_RATER = _DAILY | {
    P.ROUND_SEE,
    P.ASSESSMENT_RATE,
    P.ASSESSMENT_SETTLE,
    P.HANDOVER_KEEP,
    P.UNHELPED_SEE,
}
_SPECIALIST = {
    P.DESK,
    P.CHILD_SEE,
    P.ADDRESS_SEE,
    P.CONCERN_RAISE,
    P.SHARING_SEE,
    P.CONSENT_KEEP,
    P.MEETING_SEE,
    P.PLAN_SEE,
    P.LOG_SEE,
    P.MEASURE_SEE,
    P.GUIDE_SEE,
    P.SPARRING_ASK,
}

PERMISSIONS: dict[Function, frozenset[Permission]] = {
    Function.PEDAGOGUE: frozenset(_RATER | {P.INSTRUMENT_SEE}),
    Function.CHILDMINDER: frozenset(_RATER | {P.INSTRUMENT_SEE}),
    Function.TEACHER: frozenset(_RATER | {P.INSTRUMENT_SEE}),
    Function.HEALTH_VISITOR: frozenset(
        _DAILY
        | {
            P.ASSESSMENT_ALONE,
            P.ASSESSMENT_SETTLE,
            P.GLASS_BREAK,
            P.CONSENT_KEEP,
            P.VISIT_SEE,
            P.VISIT_COVERAGE,
            P.HANDOVER_KEEP,
            P.INSTRUMENT_SEE,
            P.UNHELPED_SEE,
        }
    ),
    Function.PREVENTION_ADVISER: frozenset(
        _DAILY
        | {
            P.PROTECTED_ADDRESS_SEE,
            P.PROTECTION_KEEP,
            P.CONCERN_TAKE,
            P.CONSENT_KEEP,
            P.MEETING_CALL,
            P.PLAN_LEAD,
            P.RIGHTS_HANDLE,
            P.INSTRUMENT_SEE,
            P.SPARRING_ANSWER,
            P.EVALUATION_ASK,
        }
    ),
    Function.LEADER: frozenset(
        _DAILY
        | {
            P.PROTECTION_KEEP,
            P.ROUND_OPEN,
            P.ROUND_SEE,
            P.ASSESSMENT_SETTLE,
            P.GLASS_REVIEW,
            P.LOOK_EXPLAIN,
            P.CONSENT_KEEP,
            P.RIGHTS_HANDLE,
            P.STAFF_LEAD,
            P.TRAINING_SEE,
            P.VISIT_COVERAGE,
            P.AGREEMENT_SEE,
            P.HANDOVER_KEEP,
            P.INSTRUMENT_SEE,
            P.FIGURES_SEE,
            P.UNHELPED_SEE,
            P.EVALUATION_ASK,
        }
    ),
    Function.DISTRICT_FACILITATOR: frozenset(
        {
            P.DESK,
            P.ROUND_SEE,
            P.NET_SEE,
            P.TRAINING_SEE,
            P.TRAINING_FOLLOW,
            P.TRAINING_KEEP,
            P.VISIT_COVERAGE,
            P.AGREEMENT_SEE,
            P.NOTICE_WRITE,
            P.HANDOVER_RULES,
            P.FORM_SEE,
            P.INSTRUMENT_KEEP,
            P.ROUND_PLAN,
            P.FIGURES_SEE,
            P.FIGURES_OF_ALL,
            P.UNHELPED_SEE,
            P.MEASURE_SEE,
            P.MEASURE_KEEP,
            P.GUIDE_SEE,
            P.GUIDE_KEEP,
            P.GUIDE_APPROVE,
            P.GUIDE_FIGURES,
            P.CONCERN_RULES,
            P.EVALUATION_ASK,
        }
    ),
    Function.EDUCATIONAL_PSYCHOLOGIST: frozenset(_SPECIALIST | {P.ASSESSMENT_SEE, P.INSTRUMENT_SEE}),
    Function.SPEECH_AND_HEARING_THERAPIST: frozenset(_SPECIALIST | {P.INSTRUMENT_SEE}),
    Function.DENTAL_PROFESSIONAL: frozenset(_SPECIALIST | {P.RECALL_KEEP, P.INSTRUMENT_SEE}),
    Function.FAMILY_ADVISER: frozenset(
        _DAILY | {P.PROTECTED_ADDRESS_SEE, P.PROTECTION_KEEP, P.GLASS_BREAK, P.CONSENT_KEEP, P.NOTIFICATION_RECEIVE}
    ),
    Function.CHIEF: frozenset(
        {
            P.DESK,
            P.ROUND_OPEN,
            P.ROUND_SEE,
            P.NET_SEE,
            P.GLASS_REVIEW,
            P.LOOK_EXPLAIN,
            P.RETENTION_APPROVE,
            P.RETENTION_FOLLOW,
            P.STAFF_LEAD,
            P.TRAINING_SEE,
            P.TRAINING_FOLLOW,
            P.VISIT_COVERAGE,
            P.VISIT_SCHEME,
            P.AGREEMENT_SEE,
            P.NOTICE_APPROVE,
            P.HANDOVER_RULES,
            P.FORM_SEE,
            P.INSTRUMENT_APPROVE,
            P.ROUND_PLAN,
            P.FIGURES_SEE,
            P.FIGURES_OF_ALL,
            P.FBU_DELIVER,
            P.UNHELPED_SEE,
            P.MEASURE_SEE,
            P.MEASURE_KEEP,
            P.GUIDE_SEE,
            P.GUIDE_APPROVE,
            P.GUIDE_FIGURES,
            P.CONCERN_RULES,
        }
    ),
    Function.POLITICIAN: frozenset({P.DESK, P.FIGURES_SEE, P.FIGURES_OF_ALL}),
    Function.RESEARCHER: frozenset({P.DESK}),
    Function.ANALYST: frozenset({P.DESK, P.ROUND_SEE, P.FIGURES_SEE, P.FIGURES_OF_ALL, P.UNHELPED_SEE}),
    Function.DATA_PROTECTION_OFFICER: frozenset(
        {
            P.DESK,
            P.LOG_SEE,
            P.LOG_CONTROL,
            P.LOOK_EXPLAIN,
            P.GLASS_REVIEW,
            P.SHARING_CONTROL,
            P.RIGHTS_CONTROL,
            P.RETENTION_CONTROL,
            P.ACCESS_REVIEW,
            P.RETENTION_FOLLOW,
        }
    ),
    Function.SYSTEM_ADMIN: frozenset({P.DESK, P.REGISTER_IMPORT, P.ACCOUNT_MANAGE}),
}

REACH: dict[Function, Reach] = {
    Function.PEDAGOGUE: Reach.GROUP,
    Function.CHILDMINDER: Reach.GROUP,
    Function.TEACHER: Reach.GROUP,
    Function.LEADER: Reach.INSTITUTION,
    Function.HEALTH_VISITOR: Reach.DISTRICT,
    Function.PREVENTION_ADVISER: Reach.RELATION,
    Function.EDUCATIONAL_PSYCHOLOGIST: Reach.RELATION,
    Function.SPEECH_AND_HEARING_THERAPIST: Reach.RELATION,
    Function.DENTAL_PROFESSIONAL: Reach.RELATION,
    Function.FAMILY_ADVISER: Reach.RELATION,
}

IN_GROUPS = tuple(function for function, reach in REACH.items() if reach is Reach.GROUP)
"""Functions a group is theirs in; a leader answers for the whole place, whatever group she lends a hand in."""

FAMILY_PERMISSIONS = frozenset({P.FAMILY_PAGE})
