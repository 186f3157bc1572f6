"""The talk, one child's assessment, what the parents are told, and the follow-up."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Child, Relation
from sikkerhedsnet.screening import queries
from sikkerhedsnet.screening.models import (
    AssessmentFollowUp,
    AssessmentRound,
    OwnAssessment,
    ParentsTold,
    WellbeingAssessment,
)
from sikkerhedsnet.screening.states import State
from tests.personas import NOW, TODAY, Town

from . import walk
from .forms_sent import UGLY, joint_url, settle_fields, text

# Together


def rated(town: Town) -> AssessmentRound:
    round_ = walk.open_round(town)
    where = walk.place(town, round_)
    walk.rate(town, "mette", where, walk.everyone(town))
    walk.rate(town, "maja", where, {**walk.everyone(town), town.children[1]: "yellow"}, comment="Majas ord")
    return round_


def test_the_talk_shows_both_sides_only_where_colleagues_differ(town: Town) -> None:
    round_ = rated(town)
    page = text(town.client("mette").get(joint_url(round_, town)))
    assert page.count('class="sn-side-by"') == 2
    assert "I ser forskelligt" in page and "Gem Trives for 3 børn" in page
    lines = ReadLine.objects.filter(action="ratings.read")
    assert {line.child_id for line in lines} == {c.pk for c in town.children}


def agreed(client: Client, url: str) -> dict[str, str]:
    found = re.search(r'name="versions" value="([^"]+)"', text(client.get(url)))
    assert found
    return {"versions": found[1], "talked": "on"}


def test_the_children_all_agree_on_are_settled_with_one_tick(town: Town) -> None:
    round_ = rated(town)
    client = town.client("mette")
    data = agreed(client, joint_url(round_, town))
    without = client.post(joint_url(round_, town), {"versions": data["versions"]})
    assert without.status_code == 422 and "Sæt kryds" in text(without)
    page = text(client.post(joint_url(round_, town), data, follow=True))
    assert "I er enige om 3 børn." in page
    assert WellbeingAssessment.objects.filter(state=State.DONE, position="green").count() == 3
    again = town.client("maja").post(joint_url(round_, town), data)
    assert again.status_code == 409 and "Mette Lund" in text(again)


@pytest.mark.parametrize("versions", ["", "1", "x:1", "1:1,", "999999999999:1"])
def test_a_broken_list_of_children_settles_nothing(town: Town, versions: str) -> None:
    round_ = rated(town)
    answer = town.client("mette").post(joint_url(round_, town), {"versions": versions, "talked": "on"})
    assert answer.status_code in (404, 422)
    assert not WellbeingAssessment.objects.exclude(settled_on=None).exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("dorte", 200), ("stranger", 404), ("anders", 404), ("rikke", 404), ("jonas", 403), ("karin", 403)],
)
def test_the_talk_is_for_the_group_and_its_leader(town: Town, who: str, status: int) -> None:
    round_ = rated(town)
    assert town.client(who).get(joint_url(round_, town)).status_code == status


def test_a_yellow_child_is_settled_from_the_page_and_the_next_steps_are_said(town: Town) -> None:
    rated(town)
    found = walk.assessment_of(town.children[1])
    client = town.client("mette")
    url = reverse("screening:assessment", args=[found.pk])
    assert "Majas ord" in text(client.get(url))
    page = text(client.post(url, settle_fields(town, found), follow=True))
    assert "Mette Lund sørger for, at forældrene ved det senest mandag 30. november" in page
    found.refresh_from_db()
    assert (found.state, found.owner) == (State.WATCHED, town.user("mette"))


def test_what_the_parents_said_last_stands_beside_the_colleagues_also_where_they_settle(town: Town) -> None:
    walk.tell(town, "mette", walk.watched(town), parents_said="Han leger mest med sin bror.")
    AssessmentRound.objects.update(opens_on=TODAY - timedelta(days=30), closes_on=TODAY - timedelta(days=1))
    later = walk.open_round(town)
    child = town.children[1]
    for who in ("mette", "maja"):
        walk.rate(town, who, walk.place(town, later), {child: "yellow"})
    found = WellbeingAssessment.objects.get(round=later, child=child)
    page = text(town.client("mette").get(reverse("screening:assessment", args=[found.pk])))
    assert "Det sagde forældrene sidst" in page and "Han leger mest med sin bror." in page


def test_what_is_missing_is_said_and_what_was_typed_stays(town: Town) -> None:
    rated(town)
    found = walk.assessment_of(town.children[1])
    url = reverse("screening:assessment", args=[found.pk])
    answer = town.client("mette").post(
        url, settle_fields(town, found, focus_point="", next_on="2026-11-22", comment=UGLY)
    )
    page = text(answer)
    assert answer.status_code == 422
    assert "Datoen er passeret" in page and "særligt opmærksomme" in page and "😀" in page
    assert WellbeingAssessment.objects.get(pk=found.pk).state == State.OWN


def test_the_colleague_who_comes_second_is_told_who_was_first(town: Town) -> None:
    rated(town)
    found = walk.assessment_of(town.children[1])
    url = reverse("screening:assessment", args=[found.pk])
    town.client("mette").post(url, settle_fields(town, found))
    answer = town.client("maja").post(url, settle_fields(town, found, position="red"))
    assert answer.status_code == 409 and "Mette Lund" in text(answer)


@pytest.mark.parametrize("page", ["assessment", "told", "follow_up"])
@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("nabo", 404), ("jonas", 404), ("karin", 403), ("bo", 403)]
)
def test_an_assessment_is_out_of_reach_for_others(town: Town, page: str, who: str, status: int) -> None:
    found = walk.watched(town)
    assert town.client(who).get(reverse(f"screening:{page}", args=[found.pk])).status_code == status


def test_an_adviser_with_a_reason_reads_the_position_but_not_the_own_ratings(town: Town) -> None:
    from sikkerhedsnet.people import actions as people
    from sikkerhedsnet.people.models import Relation

    found = walk.watched(town)
    OwnAssessment.objects.update(comment="ALENE SET")
    people.relate(
        town.actor("mette"), found.child, town.user("jonas").pk, Relation.Kind.ADVISER, source="test", now=NOW
    )
    page = text(town.client("jonas").get(reverse("screening:assessment", args=[found.pk])))
    assert "Står i kanten af legen." in page and "ALENE SET" not in page
    assert town.client("jonas").get(reverse("screening:told", args=[found.pk])).status_code == 403


# Parents and follow-up


def test_the_parents_are_told_once_even_if_the_form_is_sent_twice(town: Town) -> None:
    found = walk.watched(town)
    url = reverse("screening:told", args=[found.pk])
    client = town.client("mette")
    page = text(client.get(url))
    assert "Forældrene ved det" in page
    data = {
        "key": str(uuid4()), "told_on": "23.11.2026", "how": "phone", "guardian_id": "both",
        "told_by_id": town.user("maja").pk, "parents_said": UGLY,
    }  # fmt: skip
    client.post(url, data)
    after = text(client.post(url, data, follow=True))
    told = ParentsTold.objects.get()
    assert (told.told_by, told.parents_said, told.guardian) == (town.user("maja"), UGLY, None)
    assert "Forældrene fik det at vide" in after and "&lt;script&gt;" in after


def test_a_day_that_has_not_come_is_no_day_to_have_told_the_parents(town: Town) -> None:
    found = walk.watched(town)
    data = {
        "key": str(uuid4()), "told_on": "24.11.2026", "how": "talk", "guardian_id": "both",
        "told_by_id": town.user("mette").pk, "parents_said": "Ja",
    }  # fmt: skip
    answer = town.client("mette").post(reverse("screening:told", args=[found.pk]), data)
    assert answer.status_code == 422 and "Datoen er ikke kommet endnu" in text(answer) and "Ja" in text(answer)


def test_a_follow_up_sets_the_next_date_and_a_second_submit_nothing_more(town: Town) -> None:
    found = walk.watched(town)
    url = reverse("screening:follow_up", args=[found.pk])
    client = town.client("mette")
    data = {"key": str(uuid4()), "seen": "Han er med.", "ends": "", "next_on": "2026-12-01", "version": found.version}
    page = text(client.post(url, data, follow=True))
    assert "I ser på det igen tirsdag 1. december" in page
    client.post(url, data)
    assert AssessmentFollowUp.objects.count() == 1


def test_a_follow_up_does_not_end_before_the_parents_know_and_says_so(town: Town) -> None:
    found = walk.watched(town)
    url = reverse("screening:follow_up", args=[found.pk])
    data = {"key": str(uuid4()), "seen": "Godt.", "ends": "end", "next_on": "", "version": found.version}
    answer = town.client("mette").post(url, data)
    assert answer.status_code == 422 and "Forældrene er ikke orienteret endnu" in text(answer)


def test_the_pages_lead_on_to_a_concern(town: Town) -> None:
    found = walk.watched(town)
    wanted = reverse("concerns:raise", args=[found.child_id]) + f"?vurdering={found.pk}"
    for page in ("assessment", "follow_up"):
        assert wanted in text(town.client("mette").get(reverse(f"screening:{page}", args=[found.pk])))


# Alone


def test_a_health_visitor_assesses_at_a_visit(town: Town) -> None:
    baby = town.child("Nova", enrol=False)
    url = reverse("screening:alone", args=[baby.pk])
    client = town.client("hanne")
    assert "Nova Madsen" in text(client.get(url))
    data = {
        "key": str(uuid4()), "position": "yellow", "comment": "Græder meget.", "what_works": "",
        "focus_point": "Ro om aftenen.", "adults_change": "Far tager aftenen.", "next_on": "2026-12-03", "tell_parents_how": "talk",
        "parents_present": "on", "parents_said": "Det ser vi også.",
    }  # fmt: skip
    missing = client.post(url, {**data, "focus_point": ""})
    assert missing.status_code == 422 and "Græder meget." in text(missing)
    page = text(client.post(url, data, follow=True))
    assert "Du følger op torsdag 3. december" in page and "Det ser vi også." in page
    client.post(url, data)
    assert WellbeingAssessment.objects.filter(child=baby).count() == 1


@pytest.mark.parametrize(("who", "status"), [("mette", 403), ("jonas", 403), ("karin", 403), ("nabo", 403)])
def test_nobody_else_assesses_at_a_visit(town: Town, who: str, status: int) -> None:
    assert town.client(who).get(reverse("screening:alone", args=[town.children[0].pk])).status_code == status


def test_a_protected_childs_place_is_not_read_on_the_assessment_by_those_who_may_not_know_it(town: Town) -> None:
    child = town.children[1]
    found = walk.watched(town, child)
    url = reverse("screening:assessment", args=[found.pk])
    people.relate(town.actor("mette"), child, town.user("pia").pk, Relation.Kind.PARTICIPANT, source="test", now=NOW)
    assert "Regnbuen" in town.client("pia").get(url).content.decode()
    Child.objects.filter(pk=child.pk).update(protected_address=True)
    assert "Regnbuen" not in town.client("pia").get(url).content.decode()
    assert "Regnbuen" in town.client("mette").get(url).content.decode()


def test_only_those_who_may_settle_send_the_settling_form(town: Town) -> None:
    child = town.children[1]
    found = walk.watched(town, child)
    people.relate(town.actor("mette"), child, town.user("pia").pk, Relation.Kind.PARTICIPANT, source="test", now=NOW)
    assert town.client("pia").post(reverse("screening:assessment", args=[found.pk]), {}).status_code == 403


def test_the_net_tells_only_the_district_of_a_protected_child(town: Town) -> None:
    child = town.children[1]
    walk.watched(town, child)
    Child.objects.filter(pk=child.pk).update(protected_address=True)
    found = [h for h in queries.holes(town.municipality.pk, NOW + timedelta(days=90)) if h.child_id == child.pk]
    assert {h.place for h in found} == {"Distrikt Havnen"}
    assert {"position_without_action", "overdue_not_escalated"} <= {h.kind for h in found}
    others = [h for h in queries.holes(town.municipality.pk, NOW + timedelta(days=90)) if h.child_id != child.pk]
    assert {h.place for h in others} == {"Børnehuset Regnbuen, Mariehønsene"}
