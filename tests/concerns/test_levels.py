"""Levels on two axes and the stages of a worry."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from sikkerhedsnet.childfile.queries import child_file
from sikkerhedsnet.concerns import actions
from sikkerhedsnet.concerns.commands import LevelWords, Mark, MoveStage, NewScale, Rate
from sikkerhedsnet.concerns.level_queries import scale_on, sides, stages_of
from sikkerhedsnet.concerns.models import Concern, ConcernRating, LevelScale, StageTurn
from sikkerhedsnet.concerns.states import LEVELS, Axis, ParentsKnow, Stage
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.outbox.models import Message
from tests.personas import NOW, TODAY, Town

from .conftest import Walk


def rate(town: Town, concern: Concern, by: str, *marks: Mark, key: Any = None) -> list[ConcernRating]:
    return actions.rate(town.actor(by), Rate(concern.pk, marks, key or uuid4()), now=NOW)


CHILD = Mark(Axis.CHILD, 3, "Hun leger alene hver dag.", protective="Højtlæsning", risk="Få venner")
CARE = Mark(Axis.CARE, 1, "Mor henter tidligt og spørger selv.")


class TestLevels:
    def test_each_axis_is_a_row_of_its_own_with_its_reason_and_the_words_of_its_scale(self, walk: Walk, town: Town):
        concern = walk.raised()
        rate(town, concern, "mette", CHILD, CARE)
        child, care = sides(concern)
        assert [(one.level, one.name, one.by) for one in child.said] == [(3, "Mistrives", "Mette Lund")]
        assert [(one.level, one.name) for one in care.said] == [(1, "Er god")]
        assert child.said[0].rationale == "Hun leger alene hver dag."
        assert "forslag" in LevelScale.objects.get(municipality=town.municipality).source_mark

    def test_what_several_say_stands_beside_each_other_the_newest_first(self, walk: Walk, town: Town):
        concern = walk.taken()
        rate(town, concern, "mette", CHILD)
        rate(town, concern, "jonas", Mark(Axis.CHILD, 5, "Jeg er mere bekymret."))
        child, care = sides(concern)
        assert [one.level for one in child.said] == [5, 3] and care.said == ()

    def test_no_level_starts_or_moves_anything(self, walk: Walk, town: Town):
        concern = walk.taken()
        before = Concern.objects.filter(pk=concern.pk).values().get()
        rate(town, concern, "jonas", Mark(Axis.CHILD, 5, "Det værste."), Mark(Axis.CARE, 5, "Det værste."))
        assert Concern.objects.filter(pk=concern.pk).values().get() == before

    @pytest.mark.parametrize("mark", [Mark(Axis.CHILD, 3, "  "), Mark(Axis.CHILD, 0, "x"), Mark(Axis.CARE, 6, "x")])
    def test_a_level_outside_the_five_or_without_a_reason_is_refused(self, walk: Walk, town: Town, mark: Mark):
        with pytest.raises(Invalid):
            rate(town, walk.raised(), "mette", mark)
        assert not ConcernRating.objects.exists()

    def test_the_same_form_sent_twice_is_one_row_for_each_axis(self, walk: Walk, town: Town):
        concern, key = walk.raised(), uuid4()
        rate(town, concern, "mette", CHILD, CARE, key=key)
        rate(town, concern, "mette", CHILD, CARE, key=key)
        assert ConcernRating.objects.count() == 2

    def test_what_was_said_is_never_changed(self, walk: Walk, town: Town):
        (row,) = rate(town, walk.raised(), "mette", CHILD)
        with pytest.raises(DatabaseError), transaction.atomic():
            ConcernRating.objects.filter(pk=row.pk).update(level=1)

    def test_somebody_who_may_not_see_the_worry_finds_nothing_to_rate(self, walk: Walk, town: Town):
        with pytest.raises(Concern.DoesNotExist):
            rate(town, walk.raised(stage=Stage.SUSPICION, suspicion=True), "maja", CHILD)

    def test_the_page_chooses_nothing_beforehand_and_keeps_what_was_typed(self, walk: Walk, town: Town):
        concern = walk.raised()
        url = reverse("concerns:rate", args=[concern.pk])
        shown = town.client("mette").get(url).content.decode()
        assert "checked" not in shown and "Mistrives" in shown and "forslag, skal godkendes fagligt" in shown
        again = town.client("mette").post(url, {"key": str(uuid4()), "child_rationale": "<script>æøå"})
        assert again.status_code == 400 and "&lt;script&gt;æøå" in again.content.decode()
        done = town.client("mette").post(
            url, {"key": str(uuid4()), "child_level": "3", "child_rationale": "Leger alene"}, follow=True
        )
        assert "Niveau 3: Mistrives" in done.content.decode()

    def test_the_chronology_tells_them_in_words(self, walk: Walk, town: Town):
        concern = walk.raised(parents_know=ParentsKnow.YES)
        rate(town, concern, "mette", CHILD)
        told = child_file(town.actor("maja"), concern.child_id, now=NOW)
        assert any(e.title == "Barnet: niveau 3: Mistrives" for year in told.years for e in year.events)


class TestStages:
    def test_the_stage_the_sender_chose_is_the_first_of_its_history(self, walk: Walk):
        concern = walk.raised(stage=Stage.WONDER)
        assert concern.stage == Stage.WONDER and not concern.suspicion
        assert [one.stage for one in stages_of(concern)] == ["Undren"]

    def test_the_adviser_moves_it_with_a_reason_and_the_first_stands(self, walk: Walk, town: Town):
        concern = walk.taken(stage=Stage.WONDER)
        actions.move_stage(
            town.actor("jonas"), MoveStage(concern.pk, concern.version, Stage.WORRY, "Tre uger nu."), now=NOW
        )
        assert [(one.stage, one.because) for one in stages_of(concern)] == [
            ("Undren", ""),
            ("Bekymring", "Tre uger nu."),
        ]

    def test_it_is_never_moved_across_the_guard(self, walk: Walk, town: Town):
        worry = walk.taken()
        quiet = walk.taken(suspicion=True, child=0)
        for concern, to in ((worry, Stage.SUSPICION), (quiet, Stage.WORRY)):
            with pytest.raises(Invalid) as problem:
                actions.move_stage(town.actor("jonas"), MoveStage(concern.pk, concern.version, to, "Ny viden"), now=NOW)
            assert problem.value.errors == {"stage": "stage_beside"}
        assert StageTurn.objects.count() == 2

    def test_only_the_adviser_moves_it(self, walk: Walk, town: Town):
        concern = walk.taken()
        with pytest.raises(Refused):
            actions.move_stage(
                town.actor("mette"), MoveStage(concern.pk, concern.version, Stage.WONDER, "Nej"), now=NOW
            )

    def test_a_move_without_a_reason_is_refused(self, walk: Walk, town: Town):
        concern = walk.taken()
        with pytest.raises(Invalid):
            actions.move_stage(town.actor("jonas"), MoveStage(concern.pk, concern.version, Stage.WONDER, " "), now=NOW)


class TestTheScale:
    def words(self) -> tuple[LevelWords, ...]:
        return tuple(LevelWords(axis, level, f"{axis} {level}", "x") for axis in Axis for level in LEVELS)

    def test_a_new_version_is_in_force_when_another_has_approved_it_and_the_old_words_stand(
        self, walk: Walk, town: Town
    ):
        concern = walk.raised()
        rate(town, concern, "mette", CHILD)
        made = actions.write_scale(town.actor("karin"), NewScale(self.words(), uuid4()), now=NOW)
        assert scale_on(town.municipality.pk, TODAY).number == 1
        with pytest.raises(Refused):
            actions.approve_scale(town.actor("karin"), made.pk, now=NOW)
        actions.approve_scale(town.actor("bo"), made.pk, now=NOW)
        assert scale_on(town.municipality.pk, TODAY).number == 2
        rate(town, concern, "mette", CHILD)
        assert [one.name for one in sides(concern)[0].said] == ["child 3", "Mistrives"]

    def test_whoever_writes_another_is_told_that_one_waits_already(self, town: Town):
        page = reverse("concerns:new_scale")
        assert "venter på godkendelse" not in town.client("karin").get(page).content.decode()
        actions.write_scale(town.actor("karin"), NewScale(self.words(), uuid4()), now=NOW)
        assert "Version 2, som Karin" in town.client("karin").get(page).content.decode()

    def test_whoever_may_approve_is_told_and_has_it_on_the_desk_until_it_is_done(self, town: Town):
        def desk(who: str) -> str:
            return town.client(who).get("/").content.decode()

        first = actions.write_scale(town.actor("karin"), NewScale(self.words(), uuid4()), now=NOW)
        second = actions.write_scale(town.actor("karin"), NewScale(self.words(), uuid4()), now=NOW)
        told = Message.objects.filter(kind="scale.written").values_list("to__username", flat=True)
        assert set(told) == {"bo"}
        assert "Godkend bekymringsskalaen, version 3" in desk(
            "bo"
        ) and "Godkend bekymringsskalaen, version 2" not in desk("bo")
        assert not any("Godkend bekymringsskalaen" in desk(who) for who in ("karin", "mette", "jonas", "nabo"))
        page = town.client("bo").get(reverse("concerns:scale")).content.decode()
        assert page.count("Godkend, så den gælder fra i dag") == 1 and "blev ikke brugt" in page
        actions.approve_scale(town.actor("bo"), second.pk, now=NOW)
        assert "Godkend bekymringsskalaen" not in desk("bo")
        with pytest.raises(Refused):
            actions.approve_scale(town.actor("bo"), first.pk, now=NOW)

    def test_a_scale_with_a_level_left_out_is_refused(self, town: Town):
        with pytest.raises(Invalid):
            actions.write_scale(town.actor("karin"), NewScale(self.words()[1:], uuid4()), now=NOW)

    def test_the_pages_show_it_and_take_a_new_one(self, town: Town):
        shown = town.client("karin").get(reverse("concerns:scale")).content.decode()
        assert "Mistrives" in shown and "gælder nu" in shown
        new = town.client("karin").get(reverse("concerns:new_scale"))
        fields = dict(new.context["form"].initial)
        for name, field in new.context["form"].fields.items():
            fields.setdefault(name, field.initial)
        fields |= {"key": str(uuid4()), "child_1_name": "Har det godt"}
        said = town.client("karin").post(reverse("concerns:new_scale"), fields, follow=True).content.decode()
        assert "Har det godt" in said and "venter på godkendelse" in said
