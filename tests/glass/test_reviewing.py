"""Looking over a broken glass: by whom, once, passed on, and a hole when nobody does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.glass import actions, queries
from sikkerhedsnet.glass.commands import AnswerReview
from sikkerhedsnet.glass.models import GlassReview
from sikkerhedsnet.glass.states import Move, State
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Child
from tests.glass.test_breaking import asks, far
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db


def broken(town: Town) -> tuple[Child, dict[str, GlassReview]]:
    child = far(town)
    actions.break_glass(town.actor("sara"), asks(child), now=NOW)
    reviews = GlassReview.objects.select_related("owner", "glass")
    return child, {review.owner.username: review for review in reviews}


def say(review: GlassReview, move: Move = Move.ACCEPT, note: str = "") -> AnswerReview:
    return AnswerReview(review.pk, review.version, move, note)


def test_each_answers_for_herself_and_both_are_kept(town: Town) -> None:
    child, reviews = broken(town)
    assert set(reviews) == {"bo", "lars"}
    for who, review in reviews.items():
        actions.answer(town.actor(who), say(review), now=NOW)
    assert set(GlassReview.objects.values_list("state", flat=True)) == {State.FINE}
    lines = ChangeLine.objects.filter(action="glass.reviewed", child_id=child.pk)
    assert [line.details["state"] for line in lines] == ["fine", "fine"]
    assert queries.tasks(town.actor("bo"), TODAY) == []


def test_the_page_shows_who_why_and_what_was_opened(town: Town) -> None:
    child, reviews = broken(town)
    town.client("sara").get(f"/boern/{child.pk}/")
    page = town.client("lars").get(f"/noedadgang/gennemgang/{reviews['lars'].pk}/").content.decode()
    for words in ("Sara Birk", "Skadestuen har ringet", "Åbnede barnets side", child.name, "kl. 10.00"):
        assert words in page
    assert town.client("bo").get(f"/noedadgang/gennemgang/{reviews['lars'].pk}/").status_code == 404
    assert town.client("sara").get(f"/noedadgang/gennemgang/{reviews['lars'].pk}/").status_code == 403


def test_an_answer_from_the_page_is_kept_once(town: Town) -> None:
    _child, reviews = broken(town)
    client, address = town.client("bo"), f"/noedadgang/gennemgang/{reviews['bo'].pk}/"
    fields = {"key": "8a5a1f5e-7e1f-4a53-9f0e-2b4a4f6f0a11", "version": "1", "move": "accept", "note": "Talt med Sara."}
    assert client.post(address, fields).status_code == 302
    assert client.post(address, fields).status_code == 409
    page = client.get(address).content.decode()
    assert "Gennemgået og i orden" in page and "Talt med Sara." in page


def test_passed_on_says_what_and_goes_to_somebody_new(town: Town) -> None:
    _child, reviews = broken(town)
    with pytest.raises(Invalid) as wrong:
        actions.answer(town.actor("bo"), say(reviews["bo"], Move.ESCALATE), now=NOW)
    assert wrong.value.errors == {"note": "say_why"}
    with pytest.raises(Invalid) as nobody:
        actions.answer(town.actor("bo"), say(reviews["bo"], Move.ESCALATE, "Hun kendte familien."), now=NOW)
    assert nobody.value.errors == {"move": "nobody_left"}
    from sikkerhedsnet.access.roles import Function

    town.hire("berit", "Berit Chef", Function.CHIEF)
    actions.answer(town.actor("bo"), say(reviews["bo"], Move.ESCALATE, "Hun kendte familien."), now=NOW)
    new = GlassReview.objects.get(owner=town.user("berit"))
    assert (new.state, new.due_on, new.passed_on_from_id) == (State.OPEN, TODAY, reviews["bo"].pk)


def test_an_old_answer_is_told_who_came_first(town: Town) -> None:
    _child, reviews = broken(town)
    actions.answer(town.actor("lars"), say(reviews["lars"]), now=NOW)
    with pytest.raises(Stale):
        actions.answer(town.actor("lars"), say(reviews["lars"], Move.ESCALATE, "Nej"), now=NOW)


def test_the_desk_names_the_employee_and_not_the_child(town: Town) -> None:
    child, _reviews = broken(town)
    (task,) = queries.tasks(town.actor("lars"), TODAY)
    assert (task.to_whom, task.due_on, task.child_id) == ("Sara Birk", TODAY, None)
    page = town.client("lars").get("/").content.decode()
    assert "Gennemgå en nødadgang" in page and child.first_name not in page


def test_what_nobody_looked_over_is_a_hole(town: Town) -> None:
    _child, reviews = broken(town)
    assert queries.holes(town.municipality.pk, NOW) == []
    tomorrow = NOW + timedelta(days=1)
    kinds = {hole.kind for hole in queries.holes(town.municipality.pk, tomorrow)}
    assert kinds == {"glass_not_reviewed"}
    Employment.objects.filter(user=town.user("bo")).update(end_on=TODAY)
    with clock.fixed(tomorrow):
        kinds = {hole.kind for hole in queries.holes(town.municipality.pk, tomorrow)}
    assert kinds == {"glass_not_reviewed", "glass_reviewer_gone"}
    GlassReview.objects.filter(pk=reviews["lars"].pk).update(state=State.FINE)
    assert len(queries.holes(town.municipality.pk, tomorrow)) == 1
