"""Every URL name and who may open it, on one page; a name that is not here is opened by nobody."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.access.views import ask_to_sign_in
from sikkerhedsnet.core import context
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.web.errors import permission_denied

P = Permission


class Anyone(StrEnum):
    """Doors without a permission."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    HALFWAY = "halfway"
    """Between the right password and the second step; the page itself asks (`access.views.halfway_only`)."""


ACCESS: dict[str, Permission | Anyone] = {
    # outside
    "access:sign_in": Anyone.PUBLIC,
    "access:second_step": Anyone.HALFWAY,
    "access:set_up": Anyone.HALFWAY,
    "access:set_up_app": Anyone.HALFWAY,
    "access:set_up_passkey": Anyone.HALFWAY,
    "access:invitation": Anyone.PUBLIC,
    "access:choose_password": Anyone.PUBLIC,
    "access:sign_out": Anyone.SIGNED_IN,
    "set_language": Anyone.PUBLIC,
    "web:styleguide": Anyone.PUBLIC,
    # one's own account
    "access:account": Anyone.SIGNED_IN,
    "access:change_password": Anyone.SIGNED_IN,
    "access:add_app": Anyone.SIGNED_IN,
    "access:add_passkey": Anyone.SIGNED_IN,
    "access:recovery_codes": Anyone.SIGNED_IN,
    "access:new_codes": Anyone.SIGNED_IN,
    "access:end_session": Anyone.SIGNED_IN,
    "access:rename_factor": Anyone.SIGNED_IN,
    "access:remove_factor": Anyone.SIGNED_IN,
    # colleagues' accounts
    "organisation:staff": P.ACCOUNT_MANAGE,
    "organisation:invite": P.ACCOUNT_MANAGE,
    "organisation:remove_factors": P.ACCOUNT_MANAGE,
    # worklists
    "worklists:desk": Anyone.SIGNED_IN,
    "worklists:seen": Anyone.SIGNED_IN,
    "worklists:net": P.NET_SEE,
    "worklists:unhelped": P.UNHELPED_SEE,
    # people and child file
    "people:children": P.CHILD_SEE,
    "people:protection": P.PROTECTION_KEEP,
    "people:lift_protection": P.PROTECTION_KEEP,
    "people:answer_lift": P.PROTECTION_KEEP,
    "childfile:child": P.CHILD_SEE,
    "childfile:access": P.LOG_SEE,
    "childfile:looks": P.LOG_SEE,
    "childfile:looks_pdf": P.LOG_SEE,
    "childfile:log_search": P.LOG_CONTROL,
    # control of the log
    "logcontrol:mine": P.LOOK_EXPLAIN,
    "logcontrol:look": P.LOOK_EXPLAIN,
    "logcontrol:months": P.LOG_CONTROL,
    "logcontrol:report": P.LOG_CONTROL,
    "logcontrol:report_pdf": P.LOG_CONTROL,
    "logcontrol:settings": P.LOG_CONTROL,
    # broken glass
    "glass:break": P.GLASS_BREAK,
    "glass:end": P.GLASS_BREAK,
    "glass:approval": P.STAFF_LEAD,
    "glass:reviews": P.GLASS_REVIEW,
    "glass:review": P.GLASS_REVIEW,
    # who has access to what
    "oversight:people": P.ACCESS_REVIEW,
    "oversight:person": P.ACCESS_REVIEW,
    "oversight:person_csv": P.ACCESS_REVIEW,
    "oversight:settings": P.ACCESS_REVIEW,
    "oversight:answer": P.STAFF_LEAD,
    # absences
    "absences:mine": P.CONCERN_TAKE,
    "absences:register": P.CONCERN_TAKE,
    "absences:staff": P.STAFF_LEAD,
    "absences:register_for": P.STAFF_LEAD,
    "absences:end": P.DESK,
    # ties
    "ties:mine": P.DESK,
    "ties:declare": P.DESK,
    "ties:staff": P.STAFF_LEAD,
    "ties:declare_for": P.STAFF_LEAD,
    "ties:end": P.STAFF_LEAD,
    "ties:take_over": P.STAFF_LEAD,
    "ties:person": P.ACCOUNT_MANAGE,
    "ties:part": P.ACCOUNT_MANAGE,
    "ties:kinds": P.ACCESS_REVIEW,
    "ties:retire_kind": P.ACCESS_REVIEW,
    # screening
    "screening:rounds": P.ROUND_SEE,
    "screening:open_round": P.ROUND_OPEN,
    "screening:round": P.ROUND_SEE,
    "screening:group": P.ASSESSMENT_RATE,
    "screening:joint": P.ASSESSMENT_SETTLE,
    "screening:assessment": P.ASSESSMENT_SEE,
    "screening:assessment_family": P.ASSESSMENT_SEE,
    "screening:told": P.ASSESSMENT_SEE,
    "screening:follow_up": P.ASSESSMENT_SEE,
    "screening:alone": P.ASSESSMENT_ALONE,
    "screening:group_place": P.ASSESSMENT_RATE,
    "screening:joint_place": P.ASSESSMENT_SETTLE,
    # forms and what is answered on them
    "instruments:child": P.INSTRUMENT_SEE,
    "instruments:child_csv": P.INSTRUMENT_SEE,
    "instruments:fill": P.INSTRUMENT_SEE,
    "instruments:response": P.INSTRUMENT_SEE,
    "instruments:correct": P.INSTRUMENT_SEE,
    "instruments:response_pdf": P.INSTRUMENT_SEE,
    "instruments:response_family": P.INSTRUMENT_SEE,
    "instruments:act": P.INSTRUMENT_SEE,
    "instruments:empty_pdf": P.INSTRUMENT_SEE,
    "instruments:forms": P.FORM_SEE,
    "instruments:form": P.FORM_SEE,
    "instruments:copy": P.INSTRUMENT_KEEP,
    "instruments:version": P.FORM_SEE,
    "instruments:edit": P.INSTRUMENT_KEEP,
    "instruments:propose": P.INSTRUMENT_KEEP,
    "instruments:decide": P.INSTRUMENT_APPROVE,
    # training
    "training:mine": P.DESK,
    "training:register": P.TRAINING_SEE,
    "training:register_csv": P.TRAINING_SEE,
    "training:course": P.TRAINING_SEE,
    "training:course_csv": P.TRAINING_SEE,
    "training:date": P.TRAINING_SEE,
    "training:person": P.TRAINING_SEE,
    "training:add_course": P.TRAINING_KEEP,
    "training:edit_course": P.TRAINING_KEEP,
    "training:add_date": P.TRAINING_KEEP,
    "training:edit_date": P.TRAINING_KEEP,
    "training:cancel_date": P.TRAINING_KEEP,
    "training:sign_up": P.TRAINING_KEEP,
    "training:take_off": P.TRAINING_KEEP,
    "training:give_place": P.TRAINING_KEEP,
    "training:ask": P.DESK,
    "training:take_back": P.DESK,
    "training:attendance": P.TRAINING_KEEP,
    "training:give": P.TRAINING_KEEP,
    "training:revoke": P.TRAINING_KEEP,
    "training:file": P.TRAINING_KEEP,
    # visits and recalls
    "visits:mine": P.VISIT_SEE,
    "visits:child": P.VISIT_SEE,
    "visits:need": P.VISIT_SEE,
    "visits:write": P.VISIT_SEE,
    "visits:visit": P.VISIT_SEE,
    "visits:planned": P.VISIT_SEE,
    "visits:wrong": P.VISIT_SEE,
    "visits:end_help": P.VISIT_SEE,
    "visits:coverage": P.VISIT_COVERAGE,
    "visits:scheme": P.VISIT_SCHEME,
    "visits:scheme_row": P.VISIT_SCHEME,
    "visits:choices": P.VISIT_SCHEME,
    "visits:recalls": P.RECALL_KEEP,
    "visits:recall": P.RECALL_KEEP,
    "visits:recall_seen": P.RECALL_KEEP,
    "visits:recall_talk": P.RECALL_KEEP,
    "screening:take_kept": P.ASSESSMENT_RATE,
    "screening:take_kept_place": P.ASSESSMENT_RATE,
    "screening:kept": P.DESK,
    "screening:decide_kept": P.DESK,
    "screening:focus": P.ASSESSMENT_SETTLE,
    "screening:focus_place": P.ASSESSMENT_SETTLE,
    "screening:focus_point": P.ASSESSMENT_SETTLE,
    "screening:agreement": P.AGREEMENT_SEE,
    "screening:notice": P.DESK,
    "screening:write_notice": P.NOTICE_WRITE,
    "screening:notice_pdf": P.DESK,
    "screening:notice_place": P.ASSESSMENT_SETTLE,
    "screening:notice_child": P.ASSESSMENT_SEE,
    "screening:set_aside": P.ASSESSMENT_SETTLE,
    "screening:not_assessed": P.ASSESSMENT_SEE,
    "screening:plans": P.ROUND_SEE,
    "screening:plan": P.ROUND_PLAN,
    "screening:choices": P.ROUND_PLAN,
    "screening:figures": P.FIGURES_SEE,
    "screening:figures_csv": P.FIGURES_SEE,
    # concerns
    "concerns:raise": P.CONCERN_RAISE,
    "concerns:concern": P.DESK,
    "concerns:sent": P.CONCERN_RAISE,
    "concerns:take": P.CONCERN_TAKE,
    "concerns:offer": P.DESK,  # whoever was told of a passed date may find another adviser
    "concerns:accept": P.CONCERN_TAKE,
    "concerns:decline": P.CONCERN_TAKE,
    "concerns:contact": P.CONCERN_TAKE,
    "concerns:close": P.CONCERN_TAKE,
    # the handleguide, and questions without a child
    "guide:guide": P.GUIDE_SEE,
    "guide:pdf": P.GUIDE_SEE,
    "guide:beside": P.GUIDE_SEE,
    "guide:versions": P.GUIDE_SEE,
    "guide:version": P.GUIDE_SEE,
    "guide:begin": P.GUIDE_KEEP,
    "guide:edit": P.GUIDE_KEEP,
    "guide:add_entry": P.GUIDE_KEEP,
    "guide:entry": P.GUIDE_KEEP,
    "guide:drop_entry": P.GUIDE_KEEP,
    "guide:take_back": P.GUIDE_KEEP,
    "guide:decide": P.GUIDE_APPROVE,
    "guide:sparrings": P.DESK,
    "guide:ask": P.SPARRING_ASK,
    "guide:sparring": P.DESK,  # whoever was told of a passed date may find another adviser
    "guide:give": P.DESK,
    "worklists:followed": P.GUIDE_FIGURES,
    "insight:days": P.FIGURES_SEE,
    # parents' evaluations
    "evaluations:answer": Anyone.PUBLIC,
    "evaluations:ask": P.EVALUATION_ASK,
    "evaluations:slip": P.EVALUATION_ASK,
    "evaluations:enter": P.EVALUATION_ASK,
    "evaluations:results": P.FIGURES_SEE,
    "concerns:rate": P.CONCERN_RAISE,
    "concerns:stage": P.CONCERN_TAKE,
    "concerns:notify": P.CONCERN_RAISE,
    "concerns:notification": P.DESK,  # whoever was told of a passed date reads it too
    "concerns:write_notification": P.CONCERN_RAISE,
    "concerns:send_notification": P.CONCERN_RAISE,
    "concerns:drop_notification": P.CONCERN_RAISE,
    "concerns:acknowledge": P.NOTIFICATION_RECEIVE,
    "concerns:notification_pdf": P.DESK,
    "concerns:scale": P.CONCERN_RULES,
    "concerns:new_scale": P.CONCERN_RULES,
    "concerns:approve_scale": P.CONCERN_RULES,
    "concerns:promises": P.CONCERN_RULES,
    # sharing
    "sharing:child": P.SHARING_SEE,
    "sharing:give": P.CONSENT_KEEP,
    "sharing:consent": P.SHARING_SEE,
    "sharing:join": P.CONSENT_KEEP,
    "sharing:renew": P.CONSENT_KEEP,
    "sharing:withdraw": P.CONSENT_KEEP,
    "sharing:lapse": P.CONSENT_KEEP,
    "sharing:paper": P.SHARING_SEE,
    "sharing:pass_on": P.SHARING_SEE,
    "sharing:recall_consent": P.RECALL_KEEP,
    "sharing:recall_lapse": P.RECALL_KEEP,
    "sharing:recall_withdraw": P.RECALL_KEEP,
    "sharing:all": P.SHARING_CONTROL,
    "sharing:all_csv": P.SHARING_CONTROL,
    "sharing:bases": P.SHARING_CONTROL,
    "sharing:basis": P.SHARING_CONTROL,
    "sharing:add_basis": P.SHARING_CONTROL,
    "sharing:end_basis": P.SHARING_CONTROL,
    "sharing:settings": P.SHARING_CONTROL,
    # papers, preparations and children's own words
    "concerns:blank_pdf": P.CONCERN_RAISE,
    "sharing:blank_pdf": P.CONSENT_KEEP,
    "plans:review_pdf": P.PLAN_LEAD,
    "visits:blank_pdf": P.VISIT_SEE,
    "voices:table_pdf": P.MEETING_SEE,
    "scans:add": P.CHILD_SEE,
    "scans:scan": P.CHILD_SEE,
    "scans:file": P.CHILD_SEE,
    "scans:withdraw": P.CHILD_SEE,
    "voices:questions": P.GUIDE_KEEP,
    "voices:prepare": P.MEETING_SEE,
    "voices:preparation": P.MEETING_SEE,
    "voices:preparation_pdf": P.MEETING_SEE,
    "voices:tell": P.CONCERN_RAISE,
    "voices:voice": P.PLAN_SEE,
    "voices:houses_pdf": P.CONCERN_RAISE,
    # meetings
    "meetings:meetings": P.MEETING_SEE,
    "meetings:call": P.MEETING_CALL,
    "meetings:meeting": P.MEETING_SEE,
    "meetings:entry": P.MEETING_SEE,
    "meetings:entry_change": P.MEETING_SEE,
    "meetings:draft": P.MEETING_SEE,
    "meetings:heard": P.MEETING_SEE,
    "meetings:handed": P.MEETING_SEE,
    "meetings:agree": P.MEETING_SEE,
    "meetings:withdraw": P.MEETING_SEE,
    "meetings:participant": P.MEETING_SEE,
    "meetings:add_participant": P.MEETING_CALL,
    "meetings:basis": P.MEETING_CALL,
    "meetings:begin": P.MEETING_CALL,
    "meetings:take_lead": P.MEETING_CALL,
    "meetings:move": P.MEETING_CALL,
    "meetings:cancel": P.MEETING_CALL,
    "meetings:read_aloud": P.MEETING_SEE,
    "meetings:no_plan": P.MEETING_CALL,
    "meetings:minutes_pdf": P.MEETING_SEE,
    # appointments
    "appointments:offer": P.MEETING_CALL,
    "appointments:declined": P.MEETING_CALL,
    "appointments:answer": P.MEETING_CALL,
    "appointments:slip": P.MEETING_CALL,
    "appointments:missed": P.MEETING_CALL,
    "appointments:told": P.MEETING_CALL,
    "appointments:interpreter": P.MEETING_CALL,
    "appointments:letter": P.MEETING_CALL,
    "appointments:agenda": P.MEETING_SEE,
    "appointments:agenda_pdf": P.MEETING_SEE,
    "appointments:calendar": P.MEETING_SEE,  # the page gives it to the one it is for, and to the one who leads
    "appointments:my_calendar": P.MEETING_SEE,
    "appointments:ways": P.MEASURE_KEEP,
    # measures
    "measures:catalogue": P.MEASURE_SEE,
    "measures:add_kind": P.MEASURE_KEEP,
    "measures:change_kind": P.MEASURE_KEEP,
    "measures:teams": P.MEASURE_SEE,
    "measures:join": P.MEASURE_KEEP,
    "measures:leave": P.MEASURE_KEEP,
    "measures:choose_at_meeting": P.PLAN_SEE,  # the catalogue says which function may start which
    "measures:start_at_meeting": P.PLAN_SEE,
    "measures:choose_in_plan": P.PLAN_SEE,
    "measures:start_in_plan": P.PLAN_SEE,
    "measures:measure": P.PLAN_SEE,
    "measures:follow_up": P.PLAN_SEE,
    "measures:end": P.PLAN_SEE,
    # plans
    "plans:agree": P.PLAN_LEAD,
    "plans:plan": P.PLAN_SEE,
    "plans:step": P.PLAN_SEE,
    "plans:add_step": P.PLAN_LEAD,
    "plans:review": P.PLAN_LEAD,
    "plans:offer": P.PLAN_SEE,  # whoever was told of a passed date may find another adviser
    "plans:accept": P.PLAN_LEAD,
    "plans:decline": P.PLAN_LEAD,
    "plans:begin": P.PLAN_SEE,
    "plans:goal": P.PLAN_SEE,
    "plans:sign_seen": P.PLAN_SEE,
    "plans:ladder": P.CONCERN_RULES,
    "plans:role": P.PLAN_SEE,
    "plans:watch": P.PLAN_SEE,
    "plans:level": P.PLAN_LEAD,
    "plans:roles": P.PLAN_LEAD,
    "plans:reopen": P.PLAN_LEAD,
    "plans:headings": P.PLAN_SEE,
    "plans:agreed": P.PLAN_LEAD,
    "plans:versions": P.PLAN_SEE,
    "plans:version": P.PLAN_SEE,
    "plans:version_pdf": P.PLAN_SEE,
    # hand-overs
    "handover:handovers": P.HANDOVER_KEEP,
    "handover:starters": P.HANDOVER_KEEP,
    "handover:begin": P.HANDOVER_KEEP,
    "handover:handover": P.HANDOVER_KEEP,
    "handover:part": P.HANDOVER_KEEP,
    "handover:talk": P.HANDOVER_KEEP,
    "handover:without_parents": P.HANDOVER_KEEP,
    "handover:choose": P.HANDOVER_KEEP,
    "handover:leave_out": P.HANDOVER_KEEP,
    "handover:preview": P.HANDOVER_KEEP,
    "handover:correct": P.HANDOVER_KEEP,
    "handover:withdraw": P.HANDOVER_KEEP,
    "handover:receipt": P.HANDOVER_KEEP,
    "handover:pdf": P.HANDOVER_KEEP,
    "handover:seal": P.HANDOVER_KEEP,
    "handover:open_sealed": P.HANDOVER_KEEP,
    "handover:accept": P.HANDOVER_KEEP,
    "handover:send_back": P.HANDOVER_KEEP,
    "handover:name": P.HANDOVER_KEEP,
    "handover:close": P.HANDOVER_KEEP,
    "handover:read": P.HANDOVER_KEEP,
    "handover:take_back": P.HANDOVER_KEEP,
    "handover:settings": P.HANDOVER_RULES,
    "handover:subject": P.HANDOVER_RULES,
    "handover:add_subject": P.HANDOVER_RULES,
    "handover:end_subject": P.HANDOVER_RULES,
    # rights
    "rights:requests": P.RIGHTS_HANDLE,
    "rights:control": P.RIGHTS_CONTROL,
    "rights:practice": P.RIGHTS_CONTROL,
    "rights:register": P.RIGHTS_HANDLE,
    "rights:request": P.DESK,  # whoever was told of a passed date may see whose it is
    "rights:extend": P.RIGHTS_HANDLE,
    "rights:withdraw": P.RIGHTS_HANDLE,
    "rights:copy": P.RIGHTS_HANDLE,
    "rights:release": P.RIGHTS_HANDLE,
    "rights:copy_json": P.RIGHTS_HANDLE,
    "rights:copy_pdf": P.RIGHTS_HANDLE,
    "rights:statement": P.RIGHTS_HANDLE,
    # retention
    "retention:overview": P.RETENTION_CONTROL,
    "retention:rule": P.RETENTION_CONTROL,
    "retention:due": P.RETENTION_CONTROL,
    "retention:hold": P.RETENTION_CONTROL,
    "retention:lift": P.RETENTION_CONTROL,
    "retention:erasures": P.RETENTION_FOLLOW,
    "retention:erasure": P.RETENTION_FOLLOW,
    "retention:approve": P.RETENTION_APPROVE,
    "retention:call_off": P.RETENTION_FOLLOW,
    # national exchange
    "fbu:deliveries": P.FBU_DELIVER,
    "fbu:sender": P.FBU_DELIVER,
    "fbu:file": P.FBU_DELIVER,
    "fbu:take": P.FBU_DELIVER,
    "fbu:cancel": P.FBU_DELIVER,
    "fbu:received": P.VISIT_SEE,
    # exchange
    "exchange:import": P.REGISTER_IMPORT,
    "exchange:run": P.REGISTER_IMPORT,
    "exchange:confirm": P.REGISTER_IMPORT,
    "exchange:cancel": P.REGISTER_IMPORT,
    "exchange:rejected": P.REGISTER_IMPORT,
}

WHOLE_MUNICIPALITY: dict[str, Permission] = {
    "worklists:net": P.NET_SEE,
    "childfile:access": P.LOG_CONTROL,
    "childfile:looks": P.LOG_CONTROL,
    "childfile:looks_pdf": P.LOG_CONTROL,
    "childfile:log_search": P.LOG_CONTROL,
    "logcontrol:months": P.LOG_CONTROL,
    "logcontrol:report": P.LOG_CONTROL,
    "logcontrol:report_pdf": P.LOG_CONTROL,
    "logcontrol:settings": P.LOG_CONTROL,
    "sharing:all": P.SHARING_CONTROL,
    "sharing:all_csv": P.SHARING_CONTROL,
    "rights:control": P.RIGHTS_CONTROL,
    "retention:overview": P.RETENTION_CONTROL,
    "retention:rule": P.RETENTION_CONTROL,
    "retention:due": P.RETENTION_CONTROL,
    "retention:hold": P.RETENTION_CONTROL,
    "retention:lift": P.RETENTION_CONTROL,
    "retention:erasures": P.RETENTION_FOLLOW,
    "retention:erasure": P.RETENTION_FOLLOW,
    "retention:approve": P.RETENTION_APPROVE,
    "retention:call_off": P.RETENTION_FOLLOW,
    "screening:rounds": P.FIGURES_OF_ALL,
    "screening:round": P.FIGURES_OF_ALL,
    "screening:figures": P.FIGURES_OF_ALL,
    "screening:figures_csv": P.FIGURES_OF_ALL,
    "worklists:unhelped": P.FIGURES_OF_ALL,
    "worklists:followed": P.GUIDE_FIGURES,
    "insight:days": P.FIGURES_SEE,
    "evaluations:results": P.FIGURES_SEE,
    "screening:open_round": P.NET_SEE,
    "screening:agreement": P.NET_SEE,
    "fbu:deliveries": P.FBU_DELIVER,
    "fbu:sender": P.FBU_DELIVER,
    "fbu:file": P.FBU_DELIVER,
    "fbu:take": P.FBU_DELIVER,
    "fbu:cancel": P.FBU_DELIVER,
    "exchange:import": P.REGISTER_IMPORT,
    "exchange:run": P.REGISTER_IMPORT,
    "exchange:confirm": P.REGISTER_IMPORT,
    "exchange:cancel": P.REGISTER_IMPORT,
    "exchange:rejected": P.REGISTER_IMPORT,
}
"""Pages that count or move every child of the municipality without showing what is known of it, and for whom they do."""


class Gate:
    """Opens a URL only for those its row in ACCESS names; who is not signed in is asked to sign in first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        match: ResolverMatch | None = request.resolver_match
        door = ACCESS.get(match.view_name) if match else None
        if door in (Anyone.PUBLIC, Anyone.HALFWAY):
            context.ask_as(context.door())  # also for whoever is signed in as somebody else
            return None
        actor = getattr(request, "actor", None)
        if actor is None:
            return ask_to_sign_in(request)
        if door is Anyone.SIGNED_IN:
            return None
        if not isinstance(door, Permission) or not actor.has(door):
            return permission_denied(request, Refused("role"))
        whole = WHOLE_MUNICIPALITY.get(match.view_name) if match else None
        if whole is not None and actor.has(whole):
            context.ask_as(context.municipality(actor.municipality_id))
        return None
