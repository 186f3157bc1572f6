"""Earlier worries that must be read, promises, and a standstill that is told of."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.concerns import actions, queries
from sikkerhedsnet.concerns.commands import Promises, Seen
from sikkerhedsnet.concerns.models import Concern, EarlierRead, StallTold
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.people.models import Custody, Relation
from sikkerhedsnet.worklists.actions import tick
from tests.personas import LONG_AGO, NOW, TODAY, Town

from .around import told
from .conftest import Walk


def siblings(town: Town) -> None:
    """Children 1 and 2 have the same mother."""
    mother = town.children[1].custodies.order_by("id")[0].guardian
    Custody.objects.create(
        child=town.children[2], guardian=mother, has_custody=True, same_address=True, start_on=LONG_AGO
    )


class TestMustRead:
    def test_an_adviser_reads_what_was_written_before_she_takes_the_next(self, walk: Walk, town: Town):
        first, second = walk.raised(), walk.raised()
        with pytest.raises(Invalid, match="must_read"):
            actions.take(town.actor("jonas"), Seen(second.pk, second.version), now=NOW)
        actions.take(town.actor("jonas"), Seen(second.pk, second.version, (first.pk,)), now=NOW)
        row = EarlierRead.objects.get()
        assert (row.earlier_number, row.reader, row.read_at) == (first.pk, town.user("jonas"), NOW)

    def test_a_siblings_too_when_she_may_see_it(self, walk: Walk, town: Town):
        siblings(town)
        first, second = walk.raised(child=2), walk.raised(child=1)
        page = town.client("jonas").get(reverse("concerns:concern", args=[second.pk])).content.decode()
        assert "Søskende" in page and f'value="{first.pk}"' in page and 'form="take"' in page
        assert queries.must_read(town.actor("jonas"), second) == [first.pk]

    def test_a_suspicion_she_may_not_see_is_not_among_them(self, walk: Walk, town: Town):
        hidden = walk.raised(suspicion=True)
        Concern.objects.filter(pk=hidden.pk).update(owner=town.user("signe"))
        assert queries.must_read(town.actor("jonas"), walk.raised()) == []

    def test_what_she_took_herself_she_has_read(self, walk: Walk, town: Town):
        walk.taken()
        assert queries.must_read(town.actor("jonas"), walk.raised()) == []

    def test_the_successor_reads_those_she_may_see_too(self, walk: Walk, town: Town):
        Relation.objects.create(
            child=town.children[1], user=town.user("signe"), kind="adviser", source="t", start_on=TODAY, end_on=TODAY
        )
        first = walk.taken()
        concern = walk.offered()
        with pytest.raises(Invalid):
            actions.accept(town.actor("signe"), Seen(concern.pk, concern.version), now=NOW)
        page = reverse("concerns:accept", args=[concern.pk])
        answer = town.client("signe").post(page, {"version": concern.version, "key": str(uuid4())}, follow=True)
        assert "Læs de tidligere bekymringer først" in answer.content.decode()
        actions.accept(town.actor("signe"), Seen(concern.pk, concern.version, (first.pk,)), now=NOW)
        assert EarlierRead.objects.filter(reader=town.user("signe")).count() == 1


class TestStandstill:
    LATER = NOW + timedelta(days=15)

    def test_after_the_local_days_the_net_and_the_chief_know_and_no_date_is_moved(self, walk: Walk, town: Town):
        concern = walk.talk(walk.taken())
        before = (concern.due_on, concern.owner_id, concern.state)
        with clock.fixed(self.LATER):
            assert "concern_stalled" in {h.kind for h in queries.holes(town.municipality.pk, self.LATER)}
            done = tick(self.LATER)
            again = tick(self.LATER)
        assert (done["stalled"], again["stalled"]) == (1, 0)
        assert "concern_stalled" not in {h.kind for h in queries.holes(town.municipality.pk, self.LATER)}
        assert "concern.stalled" in told(town, "bo") and StallTold.objects.get().since == TODAY
        concern.refresh_from_db()
        assert (concern.due_on, concern.owner_id, concern.state) == before

    def test_on_the_last_day_nothing_is_wrong(self, walk: Walk, town: Town):
        walk.taken()
        at = NOW + timedelta(days=14)
        assert "concern_stalled" not in {h.kind for h in queries.holes(town.municipality.pk, at)}

    def test_the_municipality_sets_its_own_days(self, walk: Walk, town: Town):
        with pytest.raises(Refused):
            actions.change_promises(town.actor("jonas"), Promises(0, 10, 5), now=NOW)
        with pytest.raises(Invalid):
            actions.change_promises(town.actor("karin"), Promises(0, 10, 0), now=NOW)
        actions.change_promises(town.actor("karin"), Promises(0, 10, 5), now=NOW)
        walk.taken()
        at = NOW + timedelta(days=6)
        assert "concern_stalled" in {h.kind for h in queries.holes(town.municipality.pk, at)}


class TestPromises:
    def test_the_adviser_sees_all_three_with_their_rule(self, walk: Walk, town: Town):
        page = town.client("jonas").get(reverse("concerns:concern", args=[walk.taken().pk])).content.decode()
        for words in ("Svar til afsenderen", "Første samtale med forældrene", "Mødet er holdt", "Lokalt løfte"):
            assert words in page

    def test_the_sender_reads_how_far_it_is_and_nothing_of_what_the_parents_said(self, walk: Walk, town: Town):
        concern = walk.talk(walk.taken(), said="Hemmeligt")
        page = town.client("mette").get(reverse("concerns:sent", args=[concern.pk])).content.decode()
        assert "Taget imod" in page and "Hemmeligt" not in page
