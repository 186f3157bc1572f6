"""Each clause of the access rules, dropped in turn, is missed in its own layer: what no check would miss is no rule."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any

import pytest
from django.db import connection

from sikkerhedsnet.concerns.models import ConcernQuerySet, NotifierQuerySet
from sikkerhedsnet.fbu import models as fbu
from sikkerhedsnet.handover.models import HandOverQuerySet
from sikkerhedsnet.instruments.models import FollowUpQuerySet, ResponseQuerySet
from sikkerhedsnet.logcontrol.models import LookQuerySet
from sikkerhedsnet.meetings.models import MeetingQuerySet
from sikkerhedsnet.people import conflicts
from sikkerhedsnet.people.models import ChildQuerySet, ProtectionQuerySet
from sikkerhedsnet.plans.models import LookAgainQuerySet, PlanQuerySet, PlanRoleQuerySet, StepQuerySet
from sikkerhedsnet.screening.models import AssessmentQuerySet, NotAssessedQuerySet
from sikkerhedsnet.sharing.models import ConsentQuerySet, DisclosureQuerySet
from sikkerhedsnet.visits import findings
from sikkerhedsnet.visits import models as visits
from tests.access.asked_world import World
from tests.access.helping_clauses import APPLICATION_HELPING, DATABASE_HELPING, WRITERS, WRITERS_IN
from tests.access.newest_clauses import APPLICATION_NEWEST, DATABASE_NEWEST, JOURNAL
from tests.access.plain_sets import BEHIND, MODELS
from tests.access.table_clauses import APPLICATION_TABLE, DATABASE_TABLE, MET_AT_RECALLS, PAPERS, PAPERS_IN
from tests.personas import Town
from tests.support.database import owner_connection

# In the application: the queryset, what stands there, and what stands there instead.
APPLICATION: list[tuple[type, str, str]] = [
    (ChildQuerySet, "not actor.has(Permission.CHILD_SEE)", "False"),
    (ChildQuerySet, "Relation.objects.on(day).filter(user_id=actor.id)", "Relation.objects.filter(user_id=actor.id)"),
    (ChildQuerySet, "Relation.objects.on(day).filter(user_id=actor.id)", "Relation.objects.on(day)"),
    (ChildQuerySet, "Relation.objects.on(day).filter(user_id=actor.id)", "Relation.objects.none()"),
    (ChildQuerySet, "Enrolment.objects.on(day)", "Enrolment.objects.all()"),
    (ChildQuerySet, "enrolled.filter(institution_id__in=actor.whole_institution_ids)", "enrolled"),
    (ChildQuerySet, "enrolled.filter(institution_id__in=actor.whole_institution_ids)", "enrolled.none()"),
    (ChildQuerySet, "enrolled.filter(group_id__in=actor.group_ids)", "enrolled"),
    (ChildQuerySet, "enrolled.filter(group_id__in=actor.group_ids)", "enrolled.none()"),
    (ChildQuerySet, "Q(district_id__in=actor.district_ids, left_on=None)", "Q(district_id__in=actor.district_ids)"),
    (ChildQuerySet, "Q(district_id__in=actor.district_ids, left_on=None)", "Q(left_on=None)"),
    (ChildQuerySet, "Q(district_id__in=actor.district_ids, left_on=None)", "Q(pk=None)"),
    (ChildQuerySet, "municipality_id=actor.municipality_id,", ""),
    (ChildQuerySet, "own_family(actor, day)", "()"),
    (ChildQuerySet, " if actor.has(Permission.GLASS_BREAK) else BrokenGlass.objects.none()", ""),
    (ChildQuerySet, "BrokenGlass.objects.on_now(actor)", "BrokenGlass.objects.filter(user_id=actor.id)"),
    (
        ChildQuerySet,
        "BrokenGlass.objects.on_now(actor)",
        "BrokenGlass.objects.filter(ended_at=None, ends_at__gt=clock.now())",
    ),
    (ChildQuerySet, "BrokenGlass.objects.on_now(actor)", "BrokenGlass.objects.none()"),
    (ResponseQuerySet, "not actor.has(Permission.INSTRUMENT_SEE)", "False"),
    (ResponseQuerySet, "child__in=Child.objects.worked_with(actor), ", ""),
    (ResponseQuerySet, "worked_with(actor)", "visible_to(actor)"),
    (ResponseQuerySet, ", seen_by__overlap=mine", ""),
    (FollowUpQuerySet, "response__in=Response.objects.visible_to(actor)", "pk__isnull=False"),
    (AssessmentQuerySet, "not actor.has(Permission.ASSESSMENT_SEE)", "False"),
    (AssessmentQuerySet, "child__in=Child.objects.visible_to(actor)", "pk__isnull=False"),
    (AssessmentQuerySet, "~stays, ", ""),
    (HandOverQuerySet, "(hers & ~Q(state__in=THEIRS)) | there", "hers | there"),
    (HandOverQuerySet, ", child__in=Child.objects.visible_to(actor, today)", ""),
    (HandOverQuerySet, ", child__in=Child.objects.visible_to(actor, day)", ""),
    (HandOverQuerySet, ", readable_until__gte=day", ""),
    (HandOverQuerySet, "(there & Q(state__in=THEIRS))", "there"),
    (NotAssessedQuerySet, "not actor.has(Permission.ASSESSMENT_SEE)", "False"),
    (NotAssessedQuerySet, "child__in=Child.objects.visible_to(actor)", "pk__isnull=False"),
    (ConcernQuerySet, "Q(raised_by_id=actor.id) |", ""),
    (ConcernQuerySet, "| Q(owner_id=actor.id)", ""),
    (ConcernQuerySet, "| Q(offered_to_id=actor.id)", ""),
    (ConcernQuerySet, "| Q(escalated_to_id=actor.id)", ""),
    (ConcernQuerySet, "actor.has(Permission.CONCERN_SEE)", "True"),
    (ConcernQuerySet, ", suspicion=False", ""),
    (ConcernQuerySet, "child__in=Child.objects.visible_to(actor), suspicion=False", "suspicion=False"),
    (ConcernQuerySet, ", child__municipality_id=actor.municipality_id", ""),
    (ConcernQuerySet, "own_family(actor)", "()"),
    (MeetingQuerySet, "not actor.has(Permission.MEETING_SEE)", "False"),
    (MeetingQuerySet, "Q(owner_id=actor.id)\n", "Q(pk=None)\n"),
    (MeetingQuerySet, "| Q(escalated_to_id=actor.id)", ""),
    (MeetingQuerySet, "Q(child__in=Child.objects.visible_to(actor))\n", "Q(pk__isnull=False)\n"),
    (MeetingQuerySet, "(seated | Q(", "(Q("),
    (MeetingQuerySet, "institution_id__in=actor.led_institution_ids, ", ""),
    (MeetingQuerySet, ", suspicion=False", ""),
    (MeetingQuerySet, ", user_id=actor.id", ""),
    (MeetingQuerySet, "child__municipality_id=actor.municipality_id,", ""),
    (MeetingQuerySet, "own_family(actor)", "()"),
    (PlanQuerySet, "not actor.has(Permission.PLAN_SEE)", "False"),
    (PlanQuerySet, "Q(owner_id=actor.id)\n", "Q(pk=None)\n"),
    (PlanQuerySet, "            | Q(escalated_to_id=actor.id)\n", ""),
    (PlanQuerySet, "            | Q(offered_to_id=actor.id)\n", ""),
    (PlanQuerySet, "            | Q(Exists(steps))\n", ""),
    (PlanQuerySet, "Q(owner_id=actor.id) | Q(escalated_to_id=actor.id), plan_id", "Q(owner_id=actor.id), plan_id"),
    (PlanQuerySet, "Q(owner_id=actor.id) | Q(escalated_to_id=actor.id), plan_id", "plan_id"),
    (PlanQuerySet, ", suspicion=False", ""),
    (PlanQuerySet, "child__in=Child.objects.visible_to(actor), ", ""),
    (PlanQuerySet, "child__municipality_id=actor.municipality_id,", ""),
    (PlanQuerySet, "own_family(actor)", "()"),
    (PlanQuerySet, "            | Q(Exists(roles))\n", ""),
    (PlanQuerySet, "            | Q(Exists(watches))\n", ""),
    (PlanQuerySet, "named = Q(owner_id=actor.id) | Q(escalated_to_id=actor.id)", "named = Q(owner_id=actor.id)"),
    (PlanQuerySet, "named = Q(owner_id=actor.id) | Q(escalated_to_id=actor.id)", "named = Q(escalated_to_id=actor.id)"),
    (PlanQuerySet, "PlanRole.objects.filter(named, ", "PlanRole.objects.filter("),
    (PlanQuerySet, "LookAgain.objects.filter(named, ", "LookAgain.objects.filter("),
    (PlanRoleQuerySet, "self.filter(plan__in=Plan.objects.visible_to(actor))", "self.all()"),
    (LookAgainQuerySet, "self.filter(plan__in=Plan.objects.visible_to(actor))", "self.all()"),
    (ConsentQuerySet, "child__in=Child.objects.visible_to(actor)", "pk__isnull=False"),
    (DisclosureQuerySet, "Q(by_id=actor.id) |", ""),
    (DisclosureQuerySet, "| Q(to_user_id=actor.id)", ""),
    (DisclosureQuerySet, "| Q(concern__owner_id=actor.id)", ""),
    (DisclosureQuerySet, "Q(suspicion=False) | own,", ""),
    (DisclosureQuerySet, "Q(suspicion=False) |", ""),
    (DisclosureQuerySet, "child__in=Child.objects.visible_to(actor)", "pk__isnull=False"),
    (NotifierQuerySet, "Q(concern__owner_id=actor.id) |", ""),
    (NotifierQuerySet, "| Q(concern__escalated_to_id=actor.id)", ""),
    (NotifierQuerySet, "received | led", "received"),
    (NotifierQuerySet, "received | led", "led"),
    (NotifierQuerySet, "Q(concern__institution_id__in=actor.led_institution_ids)", "Q(pk__isnull=False)"),
    (NotifierQuerySet, ", concern__in=Concern.objects.visible_to(actor)", ""),
    (ProtectionQuerySet, "child__in=Child.objects.visible_to(actor, today)", "pk__isnull=False"),
    (LookQuerySet, "Q(owner_id=actor.id)", "Q(pk=None)"),
    (LookQuerySet, "Q(owner_id=actor.id)", "Q(pk__isnull=False)"),
    (LookQuerySet, "actor.has(Permission.LOG_CONTROL)", "True"),
    (LookQuerySet, "Q(municipality_id=actor.municipality_id)", "Q(pk__isnull=False)"),
    (LookQuerySet, "Q(municipality_id=actor.municipality_id)", "Q(pk=None)"),
    (LookQuerySet, ".exclude(actor_id=actor.id)", ""),
    (LookQuerySet, ".exclude(child_number__in=own)", ""),
    (StepQuerySet, "self.filter(plan__in=Plan.objects.visible_to(actor))", "self.all()"),
    *APPLICATION_NEWEST,
    *APPLICATION_HELPING,
    *APPLICATION_TABLE,
]

# (Ties of others than those asked about have nobody to count for: without that filter it fails at once.)
# Whom somebody is kept from: the function, what stands there, and what stands there instead.
CONFLICTS: list[tuple[str, str, str]] = [
    ("_with_people", "update(together & users)", "update(set())"),
    ("_with_people", "| Q(cpr_number__in=numbers)", ""),
    ("_with_people", "Q(user_id__in=selves) |", ""),
    ("_with_people", "of_person[person] & users", "set()"),
    ("_with_people", "models.Tie.objects.on(today)", "models.Tie.objects"),
    ("_with_people", "yield child_id, selves[user_id]", "pass"),
    ("_with_people", "yield from _family(parent_is, today)", "pass"),
    ("_family", "yield child_id, parent_is[guardian_id]", "pass"),
    ("_family", "at_home = models.Custody.objects.on(today)", "at_home = models.Custody.objects"),
    ("_family", ".filter(same_address=True)", ""),
    ("_family", "yield child_id, holders[guardian_id]", "pass"),
    ("_family", "yield pk, homes[home]", "pass"),
]

# (That somebody holds `sharing_see` follows from working with the child: every function that does holds it.)
# (That a grant is of the kind `work` is no clause of its own: only those have a first day, and without one none counts.)
# In the database: a policy or a function, what stands there as PostgreSQL prints it, and what stands there instead.
DATABASE: list[tuple[str, str, str]] = [
    ("net_children", "g.user_id = asking AND g.why = 'work'", "g.why = 'work'"),
    ("net_children", "g.user_id = asking AND g.why = 'glass'", "g.why = 'glass'"),
    ("net_children", "IF net_may('glass_break') THEN", "IF true THEN"),
    ("net_children", "IF net_may('glass_break') THEN", "IF false THEN"),
    ("net_children", "AND g.until > net_moment()", ""),
    ("net_children", "g.start_on <= today AND ", ""),
    ("net_children", "(g.end_on IS NULL OR g.end_on >= today)", "true"),
    ("net_children", "g.end_on >= today", "g.end_on > today"),
    ("net_children", "g.end_on IS NULL OR ", ""),
    ("net_children_known", "RETURN QUERY SELECT net_children();", ""),
    ("net_children_known", "g.why = 'concern' OR ", ""),
    ("net_children_known", "(g.why = 'meeting' AND meetings)", "g.why = 'meeting'"),
    ("net_children_known", "(g.why = 'meeting' AND meetings)", "false"),
    ("net_children_known", "AND plans", ""),
    ("net_children_known", "'plan', 'step'", "'plan'"),
    ("net_children_known", "'plan', 'step'", "'step'"),
    ("net_children_known", "'planrole', 'lookagain'", "'planrole'"),
    ("net_children_known", "'planrole', 'lookagain'", "'lookagain'"),
    ("net_granted_rows", "g.user_id = asking AND ", ""),
    ("net_granted_rows", " AND g.why = kind", ""),
    ("net_own_family", "f.user_id = asking", "false"),
    ("net_own_family", "f.start_on IS NULL OR ", ""),
    ("net_own_family", "f.start_on <= today", "true"),
    ("net_own_family", "f.end_on IS NULL OR ", ""),
    ("net_own_family", "f.end_on >= today", "true"),
    ("net_own_family", "f.end_on >= today", "f.end_on > today"),
    ("people_child.reach", r"\(id = ANY \(ARRAY\( SELECT net_children_known\(\) AS net_children_known\)\)\)", "true"),
    ("people_child.never_own_family", r"^.*$", "true"),
    ("net_functions", "e.user_id = net_user() AND ", ""),
    ("net_functions", "e.end_on IS NULL OR ", ""),
    ("net_functions", "e.end_on >= net_day()", "true"),
    ("net_children_at_work", "g.user_id = asking AND ", ""),
    # net_children_at_work without g.why = 'work' is the same: only grants of work have a first day
    ("net_children_at_work", "g.start_on <= today AND ", ""),
    ("net_children_at_work", "g.end_on IS NULL OR ", ""),
    ("net_children_at_work", "g.end_on >= today", "true"),
    ("instruments_response.reach", r"\( SELECT net_may\('instrument_see'::text\) AS net_may\)", "true"),
    ("instruments_response.reach", r"\(child_id = ANY \(ARRAY\( SELECT net_children_at_work\(\) AS \w+\)\)\)", "true"),
    (
        "instruments_response.reach",
        r"\(\(seen_by\)::text\[\] && \( SELECT net_functions\(\) AS net_functions\)\)",
        "true",
    ),
    ("instruments_response.never_own_family", r"^.*$", "true"),
    (
        "instruments_followup.reach",
        r"\(response_id = ANY \(ARRAY\( SELECT net_ids_of_instruments_response\(\) AS \w+\)\)\)",
        "true",
    ),
    ("screening_wellbeingassessment.reach", r"\( SELECT net_may\('assessment_see'::text\) AS net_may\)", "true"),
    ("screening_wellbeingassessment.stays_where_it_was_made", r"^.*$", "true"),
    ("handover_handover.never_own_family", r"^.*$", "true"),
    ("screening_wellbeingassessment.never_own_family", r"^.*$", "true"),
    ("screening_notassessed.reach", r"\( SELECT net_may\('assessment_see'::text\) AS net_may\)", "true"),
    (
        "screening_notassessed.reach",
        r"\(child_id = ANY \(ARRAY\( SELECT net_children\(\) AS net_children\)\)\)",
        "true",
    ),
    ("screening_notassessed.never_own_family", r"^.*$", "true"),
    ("concerns_concern.reach", r"\( SELECT net_may\('concern_see'::text\) AS net_may\)", "true"),
    ("concerns_concern.reach", r"\(NOT suspicion\)", "true"),
    ("concerns_concern.reach", r"net_granted_rows\('concern'::text\)", "net_granted_rows('nothing'::text)"),
    ("concerns_concern.never_own_family", r"^.*$", "true"),
    ("sharing_consent.reach", r"\(child_id = ANY \(ARRAY\( SELECT net_children\(\) AS net_children\)\)\)", "true"),
    ("sharing_consent.never_own_family", r"^.*$", "true"),
    ("sharing_disclosure.reach", r"\(child_id = ANY \(ARRAY\( SELECT net_children\(\) AS net_children\)\)\)", "true"),
    ("sharing_disclosure.reach", r"\(NOT suspicion\)", "true"),
    ("sharing_disclosure.reach", r"\(by_id = ", "(0 = "),
    ("sharing_disclosure.reach", r"\(to_user_id = ", "(0 = "),
    ("sharing_disclosure.reach", r"concerns_concern\.owner_id = ", "0 = "),
    ("sharing_disclosure.never_own_family", r"^.*$", "true"),
    ("concerns_notifier.reach", r"concerns_concern\.owner_id", "0"),
    ("concerns_notifier.reach", r"concerns_concern\.escalated_to_id", "0"),
    ("concerns_notifier.reach", r"unnest\(net_leads\(\)\)", "unnest('{}'::bigint[])"),
    ("people_protection.reach", r"\(child_id = ANY \(ARRAY\( SELECT net_children\(\) AS net_children\)\)\)", "true"),
    ("people_protection.never_own_family", r"^.*$", "true"),
    ("meetings_meeting.reach", r"\( SELECT net_may\('meeting_see'::text\) AS net_may\)", "true"),
    ("meetings_meeting.reach", r"\(NOT suspicion\)", "true"),
    ("meetings_meeting.reach", r"net_granted_rows\('seat'::text\)", "net_granted_rows('nothing'::text)"),
    ("meetings_meeting.reach", r"net_granted_rows\('meeting'::text\)", "net_granted_rows('nothing'::text)"),
    ("meetings_meeting.reach", r"unnest\(net_leads\(\)\)", "unnest('{}'::bigint[])"),
    ("meetings_meeting.never_own_family", r"^.*$", "true"),
    ("plans_plan.reach", r"\( SELECT net_may\('plan_see'::text\) AS net_may\)", "true"),
    ("plans_plan.reach", r"\(NOT suspicion\)", "true"),
    ("plans_plan.reach", r"net_granted_rows\('step'::text\)", "net_granted_rows('nothing'::text)"),
    ("plans_plan.reach", r"net_granted_rows\('plan'::text\)", "net_granted_rows('nothing'::text)"),
    ("plans_plan.reach", r"net_granted_rows\('planrole'::text\)", "net_granted_rows('nothing'::text)"),
    ("plans_plan.reach", r"net_granted_rows\('lookagain'::text\)", "net_granted_rows('nothing'::text)"),
    ("plans_planrole.reach", r"\(plan_id = ANY \(ARRAY\( SELECT net_ids_of_plans_plan\(\) AS \w+\)\)\)", "true"),
    ("plans_lookagain.reach", r"\(plan_id = ANY \(ARRAY\( SELECT net_ids_of_plans_plan\(\) AS \w+\)\)\)", "true"),
    ("plans_plan.never_own_family", r"^.*$", "true"),
    ("logcontrol_sampledlook.reach", r"\(owner_id = \( SELECT net_user\(\) AS net_user\)\)", "true"),
    ("logcontrol_sampledlook.reach", r"\(owner_id = \( SELECT net_user\(\) AS net_user\)\)", "false"),
    ("logcontrol_sampledlook.reach", r"\( SELECT net_may\('log_control'::text\) AS net_may\)", "true"),
    ("logcontrol_sampledlook.reach", r"\( SELECT net_may\('log_control'::text\) AS net_may\)", "false"),
    ("logcontrol_sampledlook.never_own_family", r"^.*$", "true"),
    ("logcontrol_sampledlook.never_own_look", r"^.*$", "true"),
    ("plans_step.reach", r"\(plan_id = ANY \(ARRAY\( SELECT net_ids_of_plans_plan\(\) AS \w+\)\)\)", "true"),
    *DATABASE_NEWEST,
    *DATABASE_HELPING,
    *DATABASE_TABLE,
]


@contextmanager
def mutated(queryset: type, stands: str, instead: str) -> Iterator[None]:
    """The queryset's `visible_to`, or one of the two sides it is put together from, with one clause changed."""
    methods = [
        getattr(queryset, name) for name in ("visible_to", "sent_from", "received_by") if hasattr(queryset, name)
    ]
    sources = [(method, inspect.getsource(method)) for method in methods]
    function, source = next(((m, text) for m, text in sources if stands in text), sources[0])
    assert source.count(stands) == 1, f"{queryset.__name__}: {stands!r} stands there {source.count(stands)} times"
    space: dict[str, Any] = {}
    exec(compile(textwrap.dedent(source.replace(stands, instead)), stands, "exec"), function.__globals__, space)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queryset, function.__name__, space[function.__name__])
        yield


@contextmanager
def mutated_function(
    name: str, stands: str, instead: str, modules: tuple[ModuleType, ...] = (conflicts,)
) -> Iterator[None]:
    """One function of `people.conflicts`, or of other modules that know it, with a clause changed."""
    function = getattr(modules[0], name)
    source = inspect.getsource(function)
    assert source.count(stands) == 1, f"{name}: {stands!r} stands there {source.count(stands)} times"
    space: dict[str, Any] = {}
    exec(compile(source.replace(stands, instead), stands, "exec"), function.__globals__, space)
    with pytest.MonkeyPatch.context() as patch:
        for module in modules:
            patch.setattr(module, name, space[name])
        yield


def _definition(name: str) -> tuple[str, str]:
    """How a policy or a function is told, and with what it is told anew."""
    with connection.cursor() as cursor:
        if "." in name:
            table, policy = name.split(".")
            cursor.execute(
                "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = %s::regclass AND polname = %s",
                [table, policy],
            )
            return str(cursor.fetchone()[0]), f"ALTER POLICY {policy} ON {table} USING ({{}})"
        cursor.execute("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", [name])
        return str(cursor.fetchone()[0]), "{}"


@contextmanager
def altered(name: str, stands: str, instead: str) -> Iterator[None]:
    """The database with one clause changed, for everybody, until the block ends."""
    before, told = _definition(name)
    after = re.sub(stands, instead, before, count=1, flags=re.S) if "." in name else before.replace(stands, instead)
    assert after != before, f"{name}: {stands!r} does not stand there: {before}"
    connection.close()
    with owner_connection() as owner:
        owner.execute(told.format(after).encode())
        try:
            yield
        finally:
            connection.close()
            owner.execute(told.format(before).encode())


@pytest.mark.slow
def test_no_dropped_clause_of_the_application_survives(
    committed_town: Town, record_property: Callable[[str, str], None]
) -> None:
    worlds = [World(committed_town, 104)]
    assert [world.recalls() or world.application() for world in worlds] == [""]
    surviving = []
    whole = partial(World.application, anew=True)
    for mutant in APPLICATION:
        with mutated(*mutant):
            first = next((model for model in MODELS if type(model.objects.all()) is mutant[0]), None)
            if not any(world.application(first=first) for world in worlds):
                surviving.append(f"{mutant[0].__name__}: {mutant[1]!r} -> {mutant[2]!r}")
    asked = [
        *(((conflicts,), c, whole) for c in CONFLICTS), *(((findings, visits, fbu), c, whole) for c in JOURNAL),
        *((WRITERS_IN, c, whole) for c in WRITERS), *((PAPERS_IN, c, whole) for c in PAPERS),
        *((modules, c, World.recalls) for modules, clauses in MET_AT_RECALLS for c in clauses),
    ]  # fmt: skip
    for modules, clause, ask in asked:
        with mutated_function(*clause, modules=modules):
            if not any(ask(world) for world in worlds):
                surviving.append(" ".join(clause))
    assert surviving == []
    record_property(
        "printed",
        f"mutants of the application's clauses: {len(APPLICATION) + len(asked)}, surviving: []",
    )


@pytest.mark.slow
def test_no_dropped_clause_of_the_database_survives(
    committed_town: Town, record_property: Callable[[str, str], None]
) -> None:
    world = World(committed_town, 104)
    assert world.database() == ""
    surviving = []
    for mutant in DATABASE:
        with altered(*mutant):
            first = next(
                (model for model in (*MODELS, *BEHIND) if mutant[0].startswith(f"{model._meta.db_table}.")), None
            )
            if not world.database(first):
                surviving.append(" ".join(mutant))
    assert surviving == []
    assert world.database() == ""
    record_property("printed", f"mutants of the database's clauses: {len(DATABASE)}, surviving: []")
