"""The guide is written by one, approved by another, and kept as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import context
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.guide import actions, queries
from sikkerhedsnet.guide.commands import Decide, Give, Propose
from sikkerhedsnet.guide.models import GuideEntry, GuideVersion, Sparring
from sikkerhedsnet.outbox.models import Message
from tests.guide.conftest import Keeping
from tests.personas import NOW, TODAY, Town


def test_two_who_begin_get_the_same_draft(town: Town, keeping: Keeping) -> None:
    town.hire("kaja", "Kaja Eg", Function.DISTRICT_FACILITATOR)
    keeping.in_force()
    first, second = keeping.draft("karin"), keeping.draft("kaja")
    assert first.pk == second.pk and first.number == 2
    assert first.entries.count() == GuideVersion.objects.get(municipality=town.municipality, number=1).entries.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        GuideVersion.objects.create(
            municipality=town.municipality, number=3, prepared_at=NOW, changed_at=NOW, changed_by_name="x"
        )


def test_whoever_has_written_in_a_version_cannot_approve_it_and_another_facilitator_can(
    town: Town, keeping: Keeping
) -> None:
    for key in ("kaja", "kim"):
        town.hire(key, key.title(), Function.DISTRICT_FACILITATOR)
    guide = keeping.draft()
    keeping.entry(guide, by="kaja")
    guide = keeping.proposed(guide)
    for writer in ("karin", "kaja"):
        with pytest.raises(Refused, match="own_guide"):
            actions.decide(town.actor(writer), Decide(guide.pk, guide.version, True), now=NOW)
    assert set(Message.objects.filter(kind="guide.proposed").values_list("to__username", flat=True)) == {"bo", "kim"}
    done = actions.decide(town.actor("kim"), Decide(guide.pk, guide.version, True), now=NOW)
    assert (done.state, done.decided_by, done.in_force_on) == ("approved", town.user("kim"), TODAY)
    assert queries.in_force(town.municipality.pk, TODAY) == done
    assert [line.action for line in ChangeLine.objects.filter(action__startswith="guide.").order_by("id")] == [
        "guide.entry", "guide.proposed", "guide.approved",
    ]  # fmt: skip


def test_a_no_needs_words_and_makes_it_a_draft_again(town: Town, keeping: Keeping) -> None:
    guide = keeping.proposed(keeping.draft())
    with pytest.raises(Invalid):
        actions.decide(town.actor("bo"), Decide(guide.pk, guide.version, False, " "), now=NOW)
    done = actions.decide(town.actor("bo"), Decide(guide.pk, guide.version, False, "Ret telefonnummeret."), now=NOW)
    assert (done.state, done.decision) == ("draft", "Ret telefonnummeret.")
    keeping.entry(done, title="Rettet")


def test_nothing_is_written_in_what_waits_for_approval_until_it_is_taken_back(town: Town, keeping: Keeping) -> None:
    guide = keeping.proposed(keeping.draft())
    with pytest.raises(Stale) as late:
        keeping.entry(guide)
    assert late.value.what == "guide_proposed"
    with pytest.raises(Stale):
        actions.drop_entry(town.actor("karin"), guide.pk, guide.entries.first().pk, 1, now=NOW)
    back = actions.take_back(town.actor("karin"), guide.pk, guide.version, now=NOW)
    keeping.entry(back)
    with pytest.raises(Stale):
        actions.decide(town.actor("bo"), Decide(guide.pk, guide.version, True), now=NOW)


def test_what_was_decided_is_what_was_seen(town: Town, keeping: Keeping) -> None:
    seen = keeping.proposed(keeping.draft())
    back = actions.take_back(town.actor("karin"), seen.pk, seen.version, now=NOW)
    keeping.entry(back, title="Skrevet bagefter")
    keeping.proposed(back)
    with pytest.raises(Stale):
        actions.decide(town.actor("bo"), Decide(seen.pk, seen.version - 1, True), now=NOW)


def test_a_form_sent_twice_makes_one_entry_and_an_empty_one_none(town: Town, keeping: Keeping) -> None:
    from uuid import uuid4

    guide, key = keeping.draft(), uuid4()
    before = guide.entries.count()
    assert keeping.entry(guide, key=key) == keeping.entry(guide, key=key)
    assert guide.entries.count() == before + 1
    for fields in ({"title": " "}, {"must_do": " ", "may_do": ""}):
        with pytest.raises(Invalid):
            keeping.entry(guide, **fields)


def test_the_new_version_replaces_the_old_on_its_day_and_both_are_kept(town: Town, keeping: Keeping) -> None:
    first = keeping.in_force()
    second = keeping.draft()
    row = second.entries.first()
    keeping.entry(second, row=row, title="Nye ord")
    second = keeping.approved(second, on=TODAY + timedelta(days=5))
    assert queries.in_force(town.municipality.pk, TODAY + timedelta(days=4)) == first
    assert queries.in_force(town.municipality.pk, TODAY + timedelta(days=5)) == second
    lines = {line.row.pk: (line.first, line.last) for line in queries.all_versions(town.actor("mette"))}
    assert lines == {
        first.pk: (TODAY, TODAY + timedelta(days=4)),
        second.pk: (TODAY + timedelta(days=5), None),
    }
    assert not first.entries.filter(title="Nye ord").exists()


def test_only_the_facilitator_writes_and_a_date_behind_us_is_refused(town: Town, keeping: Keeping) -> None:
    guide = keeping.draft()
    for who in ("mette", "jonas", "dorte", "bo", "admin"):
        with pytest.raises(Refused):
            actions.begin_version(town.actor(who), now=NOW)
    with pytest.raises(Invalid):
        keeping.proposed(guide, on=TODAY - timedelta(days=1))
    town.hire("nabokarin", "Nora Eg", Function.DISTRICT_FACILITATOR, municipality=town.neighbour)
    with pytest.raises(GuideVersion.DoesNotExist):
        actions.propose(town.actor("nabokarin"), Propose(guide.pk, guide.version, TODAY), now=NOW)


def test_in_the_database_itself_nobody_but_an_editor_writes_in_the_guide(town: Town, keeping: Keeping) -> None:
    guide = keeping.in_force()
    with transaction.atomic(), context.asking(context.person(town.actor("mette"))):
        assert GuideVersion._base_manager.filter(pk=guide.pk).update(note="x") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            GuideVersion.objects.create(
                municipality=town.municipality, number=7, prepared_at=NOW, changed_at=NOW, changed_by_name="x"
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            GuideEntry.objects.create(
                municipality=town.municipality, guide=guide, position=99, title="x", changed_at=NOW, changed_by_name="x"
            )


# Who sees a sparring


def seen(town: Town, who: str) -> tuple[set[int], set[int]]:
    """By the application, and by the database alone."""
    actor = town.actor(who)
    application = set(Sparring.objects.visible_to(actor).values_list("pk", flat=True))
    with transaction.atomic(), context.asking(context.person(actor)):
        return application, set(Sparring._base_manager.values_list("pk", flat=True))


def test_a_sparring_is_seen_by_its_sender_its_adviser_and_the_one_told_in_each_layer(
    town: Town, keeping: Keeping
) -> None:
    row = keeping.asked()
    Sparring.objects.filter(pk=row.pk).update(escalated_to=town.user("bo"))
    for who in town.users:
        expected = {row.pk} if who in ("mette", "jonas", "bo") else set()
        assert seen(town, who) == (expected, expected), who


def test_given_to_another_adviser_it_is_hers_with_the_day_that_was_promised(town: Town, keeping: Keeping) -> None:
    row = keeping.asked()
    due = row.due_on
    with pytest.raises(Refused):
        actions.give(town.actor("jonas"), Give(row.pk, row.version, town.user("mette").pk), now=NOW)
    actions.give(town.actor("jonas"), Give(row.pk, row.version, town.user("signe").pk), now=NOW)
    row.refresh_from_db()
    assert (row.owner, row.due_on) == (town.user("signe"), due)
    assert seen(town, "jonas") == (set(), set())
    keeping.answered(row, by="signe")
    row.refresh_from_db()
    assert row.state == "answered" and row.due_on is None


def test_an_action_refuses_what_the_page_would_have_and_a_second_send_answers_with_the_first(
    town: Town, keeping: Keeping
) -> None:
    from uuid import uuid4

    for text in ("nr. 010117 1234", "Havnegade 12", "freja bæk", "Vi ser, at Solveig græder"):
        with pytest.raises(Invalid):
            keeping.asked(situation=text)
    key = uuid4()
    assert keeping.asked(key=key) == keeping.asked(key=key)
    assert Sparring.objects.count() == 1
    row = keeping.answered(Sparring.objects.get())
    assert keeping.answered(row) == row
    with pytest.raises(Stale):
        keeping.answered(row, answer="Noget andet.")


def test_there_is_no_child_in_the_table_and_no_text_in_the_log(keeping: Keeping) -> None:
    row = keeping.asked()
    keeping.answered(row)
    assert not [field.name for field in Sparring._meta.get_fields() if "child" in field.name]
    told = [str(line.details) + line.action for line in ChangeLine.objects.all()]
    assert not any("græder" in text or "voksen" in text for text in told)
