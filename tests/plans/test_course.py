"""Around a plan: whose words, signs, versions, levels, coordinators, keeping an eye out, and taking it up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings.models import Participant
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.plans import actions, queries
from sikkerhedsnet.plans.chart import charts_of
from sikkerhedsnet.plans.commands import (
    Agreed,
    AnswerRole,
    AskRole,
    BeginStep,
    ChangeGoal,
    HoldReview,
    Look,
    Reading,
    Reopen,
    SeeSign,
    SetLevel,
    StepVerdict,
    TagParts,
    Watch,
    WriteLadder,
)
from sikkerhedsnet.plans.history import versions_of
from sikkerhedsnet.plans.models import LookAgain, Plan, PlanRole, PlanVersion, Step
from sikkerhedsnet.plans.states import (
    Coordinating,
    Doer,
    Found,
    Move,
    Outcome,
    RoleState,
    State,
    StepState,
    WatchState,
    Went,
)
from tests.personas import NOW, TODAY

from .road import IN_SIX_WEEKS, Table, at_the_table, raised_and_taken

NEXT_DAY = NOW + timedelta(days=1)
IN_TWELVE_WEEKS = TODAY + timedelta(weeks=12)


def jonas(table: Table) -> Any:
    return table.town.actor("jonas")


def fresh(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


def follow_up(plan: Plan, **changes: Any) -> HoldReview:
    goes_on = tuple(
        StepVerdict(step.pk, "Det hjælper", StepState.OPEN) for step in plan.steps.filter(state=StepState.OPEN)
    )
    start = HoldReview(fresh(plan).pk, fresh(plan).version, TODAY, Move.CONTINUE, steps=goes_on, next_on=IN_SIX_WEEKS)
    return replace(start, **changes)


def ended(table: Table, plan: Plan, *, watch: Watch | None = None, now: Any = NOW) -> Plan:
    done = tuple(StepVerdict(s.pk, "Hjalp", StepState.DONE) for s in plan.steps.filter(state=StepState.OPEN))
    command = follow_up(
        plan, move=Move.CLOSE, steps=done, next_on=None, outcome=Outcome.BETTER, because="Det går godt.", answer="Tak.",
        what_helped="Billedkortene", watch=watch, held_on=clock.day_of(now),
    )  # fmt: skip
    actions.hold_review(jonas(table), command, now=now)
    return fresh(plan)


def test_a_goal_stands_in_somebodys_own_words_with_its_signs(table: Table) -> None:
    mother = table.meeting.participants.filter(role="parent").earliest("pk")
    plan = table.plan(whose=(mother.pk,), signs=(("Hun leger med to andre", "Hun siger selv til"),))
    goal = plan.goals.get()
    assert (goal.words_of, goal.verbatim) == (mother, True)
    assert [sign.text for sign in goal.signs.all()] == ["Hun leger med to andre", "Hun siger selv til"]


def test_words_are_nobodys_who_did_not_sit_there(table: Table, plan: Plan) -> None:
    other = at_the_table(table.town, table.town.children[1], steps=False)
    goal = plan.goals.get()
    with pytest.raises(Invalid) as wrong:
        actions.change_goal(
            jonas(table), ChangeGoal(goal.pk, other.meeting.participants.earliest("pk").pk, True), now=NOW
        )
    assert wrong.value.errors == {"words_of": "not_at_table"}
    with pytest.raises(Invalid) as wrong:
        actions.change_goal(jonas(table), ChangeGoal(goal.pk, None, True), now=NOW)
    assert wrong.value.errors == {"words_of": "whose"}


def test_a_sign_sent_twice_stands_once_and_a_pedagogue_may_see_it(table: Table, plan: Plan) -> None:
    goal = plan.goals.get()
    command = ChangeGoal(goal.pk, signs=("Hun siger selv til",), key=uuid4())
    for _ in range(2):
        actions.change_goal(jonas(table), command, now=NOW)
    sign = goal.signs.get()
    mother = table.meeting.participants.filter(role="parent").earliest("pk")
    seen = SeeSign(sign.pk, TODAY, mother.pk, "Ved aftensmaden", uuid4())
    for _ in range(2):
        actions.see_sign(table.town.actor("mette"), seen, now=NOW)
    row = sign.sightings.get()
    assert (row.on, row.seen_by, row.written_by.username) == (TODAY, mother, "mette")
    with pytest.raises(Invalid):
        actions.see_sign(table.town.actor("mette"), replace(seen, on=TODAY + timedelta(days=1), key=uuid4()), now=NOW)


def test_the_first_step_begun_is_a_recorded_fact_once(table: Table, plan: Plan) -> None:
    step = plan.steps.get(what__startswith="Sproglege")
    mette = table.town.actor("mette")
    actions.begin_step(mette, BeginStep(step.pk, step.version, TODAY), now=NOW)
    actions.begin_step(mette, BeginStep(step.pk, step.version, TODAY), now=NEXT_DAY)
    step.refresh_from_db()
    assert (step.begun_on, step.state) == (TODAY, StepState.OPEN)
    other = plan.steps.exclude(pk=step.pk).get()
    with pytest.raises(Refused):
        actions.begin_step(mette, BeginStep(other.pk, other.version, TODAY), now=NOW)
    with pytest.raises(Invalid):
        actions.begin_step(jonas(table), BeginStep(other.pk, other.version, TODAY - timedelta(days=9)), now=NOW)


def test_whose_step_it_is_stands_on_it(table: Table, plan: Plan) -> None:
    drawn = queries.open_plan(jonas(table), plan.pk, now=NOW).picture
    kinds = {step.what: step.kind for step in drawn.steps}
    assert kinds == {"Sproglege med billedkort": Doer.PROFESSIONAL, "Læse højt før sengetid": Doer.PARENT}
    assert [step.gentle for step in drawn.steps] == [False, True]
    outside = Participant(role="professional", name="Egen læge")
    from sikkerhedsnet.plans.picture import doer_kind

    assert doer_kind(outside) is Doer.PROFESSIONAL_NETWORK
    assert doer_kind(Participant(role="network", name="Mormor")) is Doer.PRIVATE_NETWORK


def test_a_familys_step_is_asked_about_and_never_called_late(table: Table, plan: Plan) -> None:
    after = NOW + timedelta(days=20)
    with clock.fixed(after):
        text = table.town.client("jonas").get(f"/planer/{plan.pk}/").content.decode()
    family = text[text.index("Læse højt før sengetid") :].split("</li>")[0]
    assert "Tid til at høre, hvordan det går" in family
    assert "sn-clock" not in family
    assert "sn-clock--over" in text[text.index("Sproglege med billedkort") :].split("</li>")[0]


def test_every_day_of_change_has_its_version_that_says_what_is_new(table: Table, plan: Plan) -> None:
    first = plan.versions.get()
    assert (first.number, first.made, first.agreed_on) == (1, "agreed", None)
    actions.set_level(jonas(table), SetLevel(plan.pk, 1, "En hjælper", uuid4()), now=NOW)
    assert plan.versions.count() == 1, "the same day is the same version, as long as nobody has said yes"
    actions.set_level(jonas(table), SetLevel(plan.pk, 2, "To skal hjælpe", uuid4()), now=NEXT_DAY)
    goal = plan.goals.get()
    actions.change_goal(jonas(table), ChangeGoal(goal.pk, signs=("Hun siger til",)), now=NEXT_DAY)
    newest, oldest = versions_of(plan)
    assert (oldest.level, newest.level) == ("Trin 1: Hjælp, hvor barnet er", "Trin 2: Flere hjælper sammen")
    assert any("Mere hjælp" in line for line in newest.news)
    assert any(line == "Nyt tegn: Hun siger til" for line in newest.news)


def test_what_the_family_has_said_yes_to_nobody_changes(table: Table, plan: Plan) -> None:
    mother = table.meeting.participants.filter(role="parent").earliest("pk")
    yes = Agreed(plan.pk, 1, (mother.pk,), TODAY)
    agreed = actions.agree_version(jonas(table), yes, now=NOW)
    assert (agreed.agreed_on, agreed.agreed_with) == (TODAY, mother.name)
    actions.set_level(jonas(table), SetLevel(plan.pk, 1, "En hjælper", uuid4()), now=NOW)
    assert [(v.number, v.agreed_on) for v in plan.versions.all()] == [(1, TODAY), (2, None)]
    before = PlanVersion.objects.get(pk=agreed.pk).content
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.filter(pk=agreed.pk).update(content={})
    assert PlanVersion.objects.get(pk=agreed.pk).content == before
    with pytest.raises(Stale):
        actions.agree_version(jonas(table), yes, now=NOW)


def test_a_professional_is_not_the_family(table: Table, plan: Plan) -> None:
    with pytest.raises(Invalid) as wrong:
        actions.agree_version(jonas(table), Agreed(plan.pk, 1, (table.seat("Mette").pk,), TODAY), now=NOW)
    assert wrong.value.errors == {"by": "nobody_agreed"}


def test_parents_who_came_to_the_meeting_have_said_yes_to_what_was_agreed_there(table: Table) -> None:
    table.meeting.participants.filter(role="parent").update(came=True)
    version = table.plan().versions.get()
    assert version.agreed_on == TODAY
    assert "Amira Haddad" in version.agreed_with


def test_how_much_help_needs_a_reason_and_another_level(table: Table, plan: Plan) -> None:
    for level, because, wrong in ((1, " ", {"because": "missing"}), (4, "x", {"level": "missing"})):
        with pytest.raises(Invalid) as refused:
            actions.set_level(jonas(table), SetLevel(plan.pk, level, because), now=NOW)
        assert refused.value.errors == wrong
    command = SetLevel(plan.pk, 2, "Flere hjælper", uuid4())
    assert actions.set_level(jonas(table), command, now=NOW) == actions.set_level(jonas(table), command, now=NOW)
    with pytest.raises(Invalid):
        actions.set_level(jonas(table), SetLevel(plan.pk, 2, "Igen", uuid4()), now=NOW)
    down = actions.set_level(jonas(table), SetLevel(plan.pk, 1, "Det går bedre", uuid4()), now=NEXT_DAY)
    assert [row.level for row in plan.levels.all()] == [2, down.level]


def test_the_ladder_is_the_municipalitys_own_and_old_levels_keep_their_name(table: Table, plan: Plan) -> None:
    actions.set_level(jonas(table), SetLevel(plan.pk, 1, "En hjælper", uuid4()), now=NOW)
    names = ("Nul", "Et", "To", "Tre")
    ladder = WriteLadder(names, names, TODAY, uuid4())
    with pytest.raises(Refused):
        actions.write_ladder(jonas(table), ladder, now=NOW)
    actions.write_ladder(table.town.actor("karin"), ladder, now=NOW)
    actions.set_level(jonas(table), SetLevel(plan.pk, 2, "To hjælper", uuid4()), now=NOW)
    assert [row.name for row in plan.levels.all()] == ["Trin 1: Hjælp, hvor barnet er", "To"]
    with pytest.raises(Invalid):
        actions.write_ladder(
            table.town.actor("karin"), replace(ladder, names=("Et", "Et", "To", "Tre"), key=uuid4()), now=NOW
        )


def test_a_coordinator_has_it_when_she_says_yes_and_the_one_before_until_then(table: Table, plan: Plan) -> None:
    role = Coordinating.RELATIONAL
    mine = actions.ask_role(jonas(table), AskRole(plan.pk, role, table.town.user("jonas").pk), now=NOW)
    assert mine.state == RoleState.HELD
    asked = actions.ask_role(jonas(table), AskRole(plan.pk, role, table.town.user("mette").pk, key=uuid4()), now=NOW)
    assert PlanRole.objects.get(pk=mine.pk).state == RoleState.HELD
    mette = table.town.actor("mette")
    task = next(task for task in queries.tasks(mette, TODAY) if task.kind == "plans.coordinate")
    assert task.due_on == asked.due_on
    with pytest.raises(Refused):
        actions.accept_role(jonas(table), AnswerRole(asked.pk, asked.version), now=NOW)
    answer = AnswerRole(asked.pk, asked.version)
    assert actions.accept_role(mette, answer, now=NOW) == actions.accept_role(mette, answer, now=NOW)
    assert PlanRole.objects.get(pk=mine.pk).state == RoleState.ENDED
    assert plan.roles.get(state=RoleState.HELD).person.username == "mette"
    assert not any(task.kind == "plans.coordinate" for task in queries.tasks(mette, TODAY))


def test_whoever_says_no_leaves_it_where_it_was(table: Table, plan: Plan) -> None:
    asked = actions.ask_role(
        jonas(table), AskRole(plan.pk, Coordinating.ORGANISING, table.town.user("mette").pk), now=NOW
    )
    actions.decline_role(table.town.actor("mette"), AnswerRole(asked.pk, asked.version), now=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.owner_id, asked.due_on) == (RoleState.DECLINED, None, None)
    assert Message.objects.filter(kind="plan.coordinator_declined", to__username="jonas").exists()
    with pytest.raises(Stale):
        actions.accept_role(table.town.actor("mette"), AnswerRole(asked.pk, asked.version), now=NOW)


def test_somebody_who_cannot_read_plans_is_not_asked(table: Table, plan: Plan) -> None:
    for name in ("michael", "stranger", "amira"):
        with pytest.raises(Invalid):
            actions.ask_role(jonas(table), AskRole(plan.pk, Coordinating.RELATIONAL, table.town.user(name).pk), now=NOW)


def test_each_step_is_judged_by_the_professionals_and_apart_from_that_by_the_family(table: Table, plan: Plan) -> None:
    step = plan.steps.get(what__startswith="Sproglege")
    other = plan.steps.exclude(pk=step.pk).get()
    verdicts = (
        StepVerdict(step.pk, "Hun siger flere ord", StepState.OPEN, None, Went.WORKED, Went.PARTLY, "Kun om morgenen"),
        StepVerdict(other.pk, "Ved vi ikke", StepState.OPEN, None, Went.TOO_EARLY),
    )
    actions.hold_review(jonas(table), follow_up(plan, steps=verdicts), now=NOW)
    shown = queries.open_plan(jonas(table), plan.pk, now=NOW).picture.latest_review
    assert shown is not None
    said = {row.what: (row.went, row.family_went, row.family_words) for row in shown.steps}
    assert said["Sproglege med billedkort"] == ("Det virkede", "Det virkede noget af vejen", "Kun om morgenen")
    assert said["Læse højt før sengetid"] == ("For tidligt at sige", "", "")


def test_after_the_plan_one_named_person_looks_again_and_the_net_keeps_it(table: Table, plan: Plan) -> None:
    mette = table.town.user("mette")
    closed = ended(table, plan, watch=Watch(mette.pk, IN_TWELVE_WEEKS, "Om hun leger med andre"))
    assert closed.reviews.get().what_helped == "Billedkortene"
    watch = closed.watches.get()
    task = next(t for t in queries.tasks(table.town.actor("mette"), TODAY) if t.kind == "plans.look_again")
    assert (task.due_on, task.url_name, task.url_args) == (IN_TWELVE_WEEKS, "plans:watch", (watch.pk,))
    late = NOW + timedelta(weeks=13)
    assert "overdue_not_escalated" in {hole.kind for hole in queries.holes(table.town.municipality.pk, late)}
    again = IN_TWELVE_WEEKS + timedelta(weeks=4)
    with pytest.raises(Refused):
        actions.look(jonas(table), Look(watch.pk, watch.version, TODAY, Found.WELL, "Godt"), now=NOW)
    then = NOW + timedelta(weeks=12)
    look = Look(watch.pk, watch.version, IN_TWELVE_WEEKS, Found.AGAIN, "Lidt stille", again)
    with clock.fixed(then):
        actions.look(table.town.actor("mette"), look, now=then)
    states = list(closed.watches.order_by("pk").values_list("state", "due_on"))
    assert states == [(WatchState.LOOKED, None), (WatchState.WATCHING, again)]
    assert "overdue_not_escalated" not in {hole.kind for hole in queries.holes(table.town.municipality.pk, late)}


def test_a_plan_is_taken_up_again_with_its_history_and_the_worry_behind_it(table: Table, plan: Plan) -> None:
    closed = ended(table, plan, watch=Watch(table.town.user("mette").pk, IN_TWELVE_WEEKS))
    newer = raised_and_taken(table.town, table.child, now=NEXT_DAY)
    command = Reopen(closed.pk, closed.version, "Hun er alene igen", IN_SIX_WEEKS, newer.pk, uuid4())
    for _ in range(2):
        actions.reopen(jonas(table), command, now=NEXT_DAY)
    again = fresh(plan)
    assert (again.state, again.outcome, again.closed_at, again.due_on) == (State.ACTIVE, "", None, IN_SIX_WEEKS)
    assert again.reviews.get().outcome == Outcome.BETTER, "how it ended before stands"
    opened = again.reopenings.get()
    assert (opened.outcome, opened.concern_id, opened.because) == (Outcome.BETTER, newer.pk, "Hun er alene igen")
    assert again.watches.get().state == WatchState.REOPENED
    assert Concern.objects.get(pk=plan.concern_id).state == "in_plan"
    assert "Planen er åbnet igen" in versions_of(again)[0].news
    assert {hole.kind for hole in queries.holes(table.town.municipality.pk, NEXT_DAY)} == set()
    with pytest.raises(Stale):
        actions.reopen(jonas(table), replace(command, key=uuid4()), now=NEXT_DAY)


def test_a_plan_is_never_tied_to_a_suspicion(table: Table, plan: Plan) -> None:
    closed = ended(table, plan)
    quiet = raised_and_taken(table.town, table.child, now=NOW, suspicion=True)
    with pytest.raises(Invalid):
        actions.reopen(jonas(table), Reopen(closed.pk, closed.version, "Igen", IN_SIX_WEEKS, quiet.pk), now=NOW)


def test_parts_stand_under_the_headings_as_they_were_ticked(table: Table, plan: Plan) -> None:
    goal, step = plan.goals.get(), plan.steps.earliest("pk")
    shown = frozenset({("goal", goal.pk), ("step", step.pk)})
    ticked = frozenset(
        {("goal", goal.pk, "child_friends"), ("goal", goal.pk, "family_network"), ("step", step.pk, "parents_care")}
    )
    command = TagParts(plan.pk, "2024", shown, ticked)
    assert actions.tag_parts(jonas(table), command, now=NOW) == 3
    fewer = replace(command, chosen=frozenset({("goal", goal.pk, "child_friends")}))
    assert actions.tag_parts(jonas(table), fewer, now=NOW) == 1
    for wrong in (("goal", goal.pk, "nothing"), ("goal", goal.pk + 999, "child_friends")):
        with pytest.raises(Invalid):
            actions.tag_parts(jonas(table), replace(command, chosen=frozenset({wrong})), now=NOW)


def test_everybodys_numbers_over_time_are_drawn_apart_with_shapes_and_words(table: Table, plan: Plan) -> None:
    mother, mette = table.meeting.participants.filter(role="parent").earliest("pk"), table.seat("Mette")
    scale = (Reading(mother.pk, 7, 8), Reading(mette.pk, 6, 7))
    later = NOW + timedelta(days=21)
    actions.hold_review(
        jonas(table), follow_up(plan, scale=scale, held_on=clock.day_of(later), next_on=date(2027, 2, 1), steps=tuple(
            StepVerdict(s.pk, "Hjalp", StepState.OPEN, date(2027, 1, 20)) for s in plan.steps.all()
        )), now=later,
    )  # fmt: skip
    drawn = queries.open_plan(jonas(table), plan.pk, now=later).picture
    charts = {chart.who: chart for chart in charts_of(drawn)}
    assert set(charts) == {mother.name, mette.name}
    assert [point.number for point in charts[mother.name].now] == [5, 7]
    assert "nu 5, godt nok 8" in charts[mother.name].said
    with clock.fixed(later):
        text = table.town.client("jonas").get(f"/planer/{plan.pk}/").content.decode()
    assert text.count('class="sn-now-mark"') == 4
    assert text.count('class="sn-good-mark"') == 4
    assert "Tal over tid" in text, "the table stands below"


def test_the_database_keeps_the_versions_from_whoever_may_not_see_the_plan(table: Table, plan: Plan) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_policy WHERE polrelid = 'plans_planversion'::regclass")
        assert cursor.fetchone() == (1,)
    assert not Step.objects.visible_to(table.town.actor("stranger")).exists()
    assert not LookAgain.objects.visible_to(table.town.actor("stranger")).exists()


def test_a_new_worry_offers_the_plan_that_ended_and_a_suspicion_offers_nothing(table: Table, plan: Plan) -> None:
    closed = ended(table, plan)
    newer = raised_and_taken(table.town, table.child, now=NEXT_DAY)
    quiet = raised_and_taken(table.town, table.child, now=NEXT_DAY, suspicion=True)
    client = table.town.client("jonas")
    address = f"/planer/{closed.pk}/aabn-igen/?bekymring={newer.pk}"
    assert address in client.get(f"/bekymringer/{newer.pk}/").content.decode()
    assert "aabn-igen" not in client.get(f"/bekymringer/{quiet.pk}/").content.decode()
    assert "aabn-igen" not in table.town.client("mette").get(f"/bekymringer/{newer.pk}/").content.decode()
    page = client.get(address).content.decode()
    assert f'value="{newer.pk}" selected' in page
    assert f'value="{quiet.pk}"' not in page, "a suspicion is no choice there"


def test_the_pages_around_a_plan_take_what_is_typed_and_give_it_back_when_it_is_wrong(table: Table, plan: Plan) -> None:
    client, ugly = table.town.client("jonas"), "æøå 👪 ‏עברית‏ <script>alert(1)</script> =1+1"
    shown = client.post(f"/planer/{plan.pk}/trin/", {"because": ugly, "key": str(uuid4())})
    assert shown.status_code == 400
    assert "&lt;script&gt;alert(1)" in shown.content.decode()
    sent = {"level": "2", "because": ugly, "key": str(uuid4())}
    for _ in range(2):
        assert client.post(f"/planer/{plan.pk}/trin/", sent)["Location"] == f"/planer/{plan.pk}/"
    assert plan.levels.get().because == ugly
    goal = plan.goals.get()
    data = {"signs": "Et\n\nTo", "words_of": "", "key": str(uuid4())}
    assert client.post(f"/planer/maal/{goal.pk}/", data).status_code == 302
    sign = goal.signs.earliest("pk")
    assert [one.text for one in goal.signs.all()] == ["Et", "To"]
    mette = table.town.client("mette")
    seen = {"on": "23.11.2026", "note": ugly, "key": str(uuid4())}
    assert mette.post(f"/planer/tegn/{sign.pk}/set/", seen).status_code == 302
    assert mette.post(f"/planer/maal/{goal.pk}/", data).status_code == 403
    step = plan.steps.get(what__startswith="Sproglege")
    assert (
        mette.post(f"/planer/skridt/{step.pk}/begyndt/", {"begun_on": "", "version": step.version}).status_code == 400
    )
    begun = {"begun_on": "23.11.2026", "version": step.version}
    assert mette.post(f"/planer/skridt/{step.pk}/begyndt/", begun).status_code == 302
    headings = client.get(f"/planer/{plan.pk}/overskrifter/").content.decode()
    assert "Fritid og venner" in headings
    ticked = {"shown": f"goal-{goal.pk}", f"goal-{goal.pk}": ["child_friends"]}
    assert client.post(f"/planer/{plan.pk}/overskrifter/", ticked).status_code == 302
    one = mette.get(f"/planer/{plan.pk}/overskrifter/?overskrift=child_friends").content.decode()
    assert goal.text in one


def test_the_plans_page_asks_the_database_as_often_with_much_as_with_little(table: Table, plan: Plan) -> None:
    jonas_client = table.town.client("jonas")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert jonas_client.get(f"/planer/{plan.pk}/").status_code == 200
        return len(found)

    goal = plan.goals.get()
    actions.change_goal(jonas(table), ChangeGoal(goal.pk, signs=("Et",)), now=NOW)
    actions.see_sign(jonas(table), SeeSign(goal.signs.get().pk, TODAY), now=NOW)
    actions.set_level(jonas(table), SetLevel(plan.pk, 0, "Lidt", uuid4()), now=NOW)
    actions.ask_role(jonas(table), AskRole(plan.pk, Coordinating.RELATIONAL, table.town.user("mette").pk), now=NOW)
    asked()
    before = asked()
    actions.change_goal(jonas(table), ChangeGoal(goal.pk, signs=("To", "Tre")), now=NOW)
    for sign in goal.signs.all():
        actions.see_sign(jonas(table), SeeSign(sign.pk, TODAY), now=NOW)
    for level in (1, 2, 3):
        actions.set_level(jonas(table), SetLevel(plan.pk, level, "Mere", uuid4()), now=NOW)
    assert asked() == before
