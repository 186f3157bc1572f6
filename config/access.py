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
    "screening:told": P.ASSESSMENT_SEE,
    "screening:follow_up": P.ASSESSMENT_SEE,
    "screening:alone": P.ASSESSMENT_ALONE,
    "screening:group_place": P.ASSESSMENT_RATE,
    "screening:joint_place": P.ASSESSMENT_SETTLE,
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
    "sharing:all": P.SHARING_CONTROL,
    "sharing:all_csv": P.SHARING_CONTROL,
    "sharing:bases": P.SHARING_CONTROL,
    "sharing:basis": P.SHARING_CONTROL,
    "sharing:add_basis": P.SHARING_CONTROL,
    "sharing:end_basis": P.SHARING_CONTROL,
    "sharing:settings": P.SHARING_CONTROL,
    # meetings
    "meetings:meetings": P.MEETING_SEE,
    "meetings:call": P.MEETING_CALL,
    "meetings:meeting": P.MEETING_SEE,
    "meetings:entry": P.MEETING_SEE,
    "meetings:entry_change": P.MEETING_SEE,
    "meetings:agree": P.MEETING_SEE,
    "meetings:withdraw": P.MEETING_SEE,
    "meetings:participant": P.MEETING_SEE,
    "meetings:add_participant": P.MEETING_CALL,
    "meetings:basis": P.MEETING_CALL,
    "meetings:begin": P.MEETING_CALL,
    "meetings:move": P.MEETING_CALL,
    "meetings:cancel": P.MEETING_CALL,
    "meetings:read_aloud": P.MEETING_SEE,
    "meetings:no_plan": P.MEETING_CALL,
    "meetings:minutes_pdf": P.MEETING_SEE,
    # plans
    "plans:agree": P.PLAN_LEAD,
    "plans:plan": P.PLAN_SEE,
    "plans:step": P.PLAN_SEE,
    "plans:add_step": P.PLAN_LEAD,
    "plans:review": P.PLAN_LEAD,
    "plans:offer": P.PLAN_SEE,  # whoever was told of a passed date may find another adviser
    "plans:accept": P.PLAN_LEAD,
    "plans:decline": P.PLAN_LEAD,
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
    "screening:rounds": P.NET_SEE,
    "screening:round": P.NET_SEE,
    "screening:open_round": P.NET_SEE,
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
