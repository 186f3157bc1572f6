"""The pages of a round, as each person meets them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Child, Enrolment, Relation
from sikkerhedsnet.screening import queries
from sikkerhedsnet.screening.commands import Place
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

UGLY = "Ærø Åse 😀 \u202eomvendt\u202c =1+1 <script>alert('x')</script>"


def group_url(round_: AssessmentRound, town: Town) -> str:
    return reverse("screening:group", args=[round_.pk, town.group.pk])


def joint_url(round_: AssessmentRound, town: Town) -> str:
    return reverse("screening:joint", args=[round_.pk, town.group.pk])


def fields(child: Child, position: str = "", comment: str = "", works: str = "") -> dict[str, str]:
    prefix = f"child-{child.pk}"
    return {f"{prefix}-position": position, f"{prefix}-comment": comment, f"{prefix}-what_works": works}


def settle_fields(town: Town, assessment: WellbeingAssessment, **changes: Any) -> dict[str, Any]:
    return {
        "position": "yellow",
        "comment": "Står i kanten.",
        "what_works": "Højtlæsning.",
        "focus_point": "Vi tager imod om morgenen.",
        "next_on": (TODAY + timedelta(days=14)).isoformat(),
        "tell_parents_how": "talk",
        "owner_id": town.user("mette").pk,
        "version": assessment.version,
        **changes,
    }


def text(response: Any) -> str:
    return response.content.decode()


# The group's page


def test_the_group_stands_in_danish_order_with_age_progress_and_the_last_day(town: Town) -> None:
    town.child("Åse", "Aagaard")
    town.child("Ærlig", "Ask")
    round_ = walk.open_round(town)
    page = text(town.client("mette").get(group_url(round_, town)))
    names = re.findall(r"<b>(.*?)</b>\s*<span class=\"sn-muted\">4", page)
    assert names == ["Freja Bæk", "Ida Sørensen", "Yusuf Demir", "Ærlig Ask", "Øjvind Jensen", "Åse Aagaard"]
    assert "0 af 6 vurderet" in page
    assert "Maja mangler at aflevere 6" in page
    assert "Runden slutter fredag 4. december" in page
    assert "ikke vurderet her før" in page


def test_opening_the_group_leaves_a_read_line_for_every_child(town: Town) -> None:
    round_ = walk.open_round(town)
    town.client("mette").get(group_url(round_, town))
    lines = ReadLine.objects.filter(action="group.read", actor_id=town.user("mette").pk)
    assert {line.child_id for line in lines} == {c.pk for c in town.children}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("mette", 200),
        ("maja", 200),
        ("stranger", 404),
        ("anders", 404),
        ("dorte", 403),
        ("jonas", 403),
        ("bo", 403),
        ("nabo", 403),
        ("admin", 403),
    ],
)
def test_only_the_groups_own_people_open_its_page(town: Town, who: str, status: int) -> None:
    round_ = walk.open_round(town, "bo", town.day_care, town.other_day_care, town.school)
    assert town.client(who).get(group_url(round_, town)).status_code == status
    assert town.client(who).post(group_url(round_, town), fields(town.children[0], "green")).status_code == (
        302 if status == 200 else status
    )


def test_a_draft_is_saved_and_said_and_shown_again(town: Town) -> None:
    round_ = walk.open_round(town)
    client = town.client("mette")
    child = town.children[0]
    answer = client.post(group_url(round_, town), fields(child, "yellow", UGLY), follow=True)
    page = text(answer)
    assert "Gemt 10.00. Kun du kan se det." in page
    assert "&lt;script&gt;" in page and "<script>alert" not in page and "😀" in page
    assert "1 af 4 vurderet" in page and "Gemt 10.00" in page
    assert OwnAssessment.objects.get().comment == UGLY


def test_handing_in_names_who_is_missing_and_loses_nothing(town: Town) -> None:
    round_ = walk.open_round(town)
    client = town.client("mette")
    freja, ida, yusuf, _ = town.children
    data = {**fields(freja, "green"), **fields(ida, "", "Jeg er i tvivl."), **fields(yusuf), "hand_in": "1"}
    page = text(client.post(group_url(round_, town), data, follow=True))
    assert "Du har afleveret 1 barn." in page
    assert "Ikke vurderet endnu: Ida Sørensen, Yusuf Demir, Øjvind Jensen" in page
    assert "Jeg er i tvivl." in page
    assert "Tag op igen" in page


def test_a_colleagues_words_are_nowhere_in_the_page_before_both_have_handed_in(town: Town) -> None:
    round_ = walk.open_round(town)
    where = walk.place(town, round_)
    child = town.children[0]
    walk.rate(town, "maja", where, {child: "red"}, comment="HEMMELIGT ORD")
    client = town.client("mette")
    urls = [
        group_url(round_, town), joint_url(round_, town),
        reverse("screening:assessment", args=[walk.assessment_of(child).pk]),
        reverse("screening:round", args=[round_.pk]), reverse("screening:rounds"),
    ]  # fmt: skip
    for url in urls:
        page = text(client.get(url))
        assert "HEMMELIGT" not in page and "sn-mark--red" not in re.sub(r"<details.*?</details>", "", page, flags=re.S)
    walk.rate(town, "mette", where, {child: "green"}, hand_in=False)
    assert not any("HEMMELIGT" in text(client.get(url)) for url in urls)
    walk.rate(town, "mette", where, {child: "green"})
    assert "HEMMELIGT" in text(client.get(urls[1]))


def test_saving_while_writing_answers_with_the_time(town: Town) -> None:
    round_ = walk.open_round(town)
    client = town.client("mette")
    lines = ReadLine.objects.count()
    answer = client.post(
        group_url(round_, town), fields(town.children[0], "green"), headers={"Accept": "application/json"}
    )
    assert json.loads(answer.content) == {"saved": "10.00"}
    assert OwnAssessment.objects.get().handed_in_at is None
    assert ReadLine.objects.count() == lines


def test_a_rating_is_taken_up_again_and_what_else_was_typed_is_kept(town: Town) -> None:
    round_ = walk.open_round(town)
    freja, ida = town.children[:2]
    walk.rate(town, "mette", walk.place(town, round_), {freja: "green"})
    answer = town.client("mette").post(
        group_url(round_, town), {**fields(ida, "red", "Græder."), "take_up": str(freja.pk)}, follow=True
    )
    assert answer.redirect_chain[0][0].endswith(f"#barn-{freja.pk}")
    assert OwnAssessment.objects.get(assessment__child=freja).handed_in_at is None
    assert OwnAssessment.objects.get(assessment__child=ida).comment == "Græder."


def test_a_locked_rating_says_so_and_cannot_be_taken_up(town: Town) -> None:
    round_ = walk.open_round(town)
    for who in ("mette", "maja"):
        walk.rate(town, who, walk.place(town, round_), {town.children[0]: "green"})
    client = town.client("mette")
    page = text(client.get(group_url(round_, town)))
    assert "din kollega har også afleveret" in page
    answer = client.post(group_url(round_, town), {"take_up": str(town.children[0].pk)})
    assert answer.status_code == 403 and "låst" in text(answer)


def test_a_text_that_is_too_long_is_not_lost(town: Town) -> None:
    round_ = walk.open_round(town)
    child = town.children[0]
    answer = town.client("mette").post(group_url(round_, town), fields(child, "yellow", "å" * 20_001))
    assert answer.status_code == 422
    page = text(answer)
    assert "å" * 20_001 in page and "Freja Bæk: Teksten er for lang" in page
    assert not OwnAssessment.objects.exists()
    answer = town.client("mette").post(group_url(round_, town), fields(child, "yellow", "å" * 10_000))
    assert answer.status_code == 302 and len(OwnAssessment.objects.get().comment) == 10_000


def test_a_position_that_does_not_exist_is_refused(town: Town) -> None:
    round_ = walk.open_round(town)
    assert town.client("mette").post(group_url(round_, town), fields(town.children[0], "blue")).status_code == 422


def test_the_same_hand_in_sent_twice_is_one(town: Town) -> None:
    round_ = walk.open_round(town)
    client = town.client("mette")
    data = {**fields(town.children[0], "green"), "hand_in": "1"}
    client.post(group_url(round_, town), data)
    client.post(group_url(round_, town), data)
    assert OwnAssessment.objects.count() == 1


def test_a_group_before_the_round_begins_is_shown_but_not_rated(town: Town) -> None:
    round_ = walk.open_round(town, opens_on=TODAY + timedelta(days=2))
    client = town.client("mette")
    page = text(client.get(group_url(round_, town)))
    assert "Runden begynder onsdag 25. november" in page and "Aflever min vurdering" not in page
    assert client.post(group_url(round_, town), fields(town.children[0], "green")).status_code == 403


def test_reading_and_saving_a_group_of_32_takes_as_many_statements_as_one_of_4(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    round_ = walk.open_round(town)
    client = town.client("mette")
    client.get(group_url(round_, town))
    with django_assert_max_num_queries(28):
        client.get(group_url(round_, town))
    town.children += [town.child(f"Barn {n}") for n in range(28)]
    data: dict[str, str] = {"hand_in": "1"}
    for child in town.children:
        data |= fields(child, "green", "Griner.")
    with django_assert_max_num_queries(28):
        assert "0 af 32" in text(client.get(group_url(round_, town)))
    with django_assert_max_num_queries(50):
        assert client.post(group_url(round_, town), data).status_code == 302


def test_a_childminder_sees_her_children_without_a_group(town: Town) -> None:
    ada = town.child("Ada", institution=town.childminding)
    round_ = walk.open_round(town, "bo", town.childminding)
    url = reverse("screening:group_place", args=[round_.pk, town.childminding.pk])
    client = town.client("inge")
    page = text(client.post(url, {**fields(ada, "yellow", "Græder."), "hand_in": "1"}, follow=True))
    assert "Skriv næste skridt for 1 barn" in page
    joint = text(client.get(reverse("screening:joint_place", args=[round_.pk, town.childminding.pk])))
    assert "Ada Madsen" in joint and "Græder." in joint
    assert town.client("mette").get(url).status_code == 404


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
        "focus_point": "Ro om aftenen.", "next_on": "2026-12-03", "tell_parents_how": "talk",
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


# Rounds


def open_data(town: Town, **changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()), "name": "Trivselsrunde efterår 2026", "opens_on": "2026-11-23",
        "closes_on": "2026-12-04", "institutions": [town.day_care.pk], **changes,
    }  # fmt: skip


def test_a_leader_opens_a_round_and_a_second_submit_opens_no_other(town: Town) -> None:
    client = town.client("dorte")
    data = open_data(town)
    page = text(client.post(reverse("screening:open_round"), data, follow=True))
    assert "Runden er åbnet." in page and "0 af 4 børn har en fælles vurdering" in page
    client.post(reverse("screening:open_round"), data)
    assert AssessmentRound.objects.count() == 1


def test_an_overlapping_round_is_refused_and_what_was_typed_stays(town: Town) -> None:
    walk.open_round(town)
    answer = town.client("dorte").post(reverse("screening:open_round"), open_data(town, name=UGLY))
    assert answer.status_code == 422
    assert "allerede en runde i den periode" in text(answer) and "😀" in text(answer)


def test_a_leader_cannot_choose_another_institution(town: Town) -> None:
    answer = town.client("dorte").post(
        reverse("screening:open_round"), open_data(town, institutions=[town.other_day_care.pk])
    )
    assert answer.status_code == 422
    assert not AssessmentRound.objects.exists()


@pytest.mark.parametrize("who", ["mette", "karin", "jonas", "admin", "hanne"])
def test_only_leaders_and_chiefs_open_rounds(town: Town, who: str) -> None:
    assert town.client(who).get(reverse("screening:open_round")).status_code == 403


def test_the_list_of_rounds_leads_each_person_on(town: Town) -> None:
    round_ = walk.open_round(town)
    url = reverse("screening:rounds")
    assert "Vurder Mariehønsene" in text(town.client("mette").get(url))
    dorte = text(town.client("dorte").get(url))
    assert "Åbn en runde" in dorte and "Se dækningen" in dorte
    assert "0 af 4 færdige" in text(town.client("karin").get(url))
    assert "Her kommer runderne" in text(town.client("anders").get(url))
    for who in ("mette", "maja"):
        walk.rate(town, who, walk.place(town, round_), walk.everyone(town))
    assert "Tal sammen om Mariehønsene" in text(town.client("mette").get(url))


def test_the_coverage_names_children_for_the_leader_only(town: Town) -> None:
    round_ = walk.open_round(town)
    url = reverse("screening:round", args=[round_.pk])
    dorte = text(town.client("dorte").get(url))
    assert "Freja Bæk" in dorte and "mangler Maja Krogh, Mette Lund" in dorte
    for who in ("karin", "bo", "mette"):
        page = text(town.client(who).get(url))
        assert "Freja" not in page and "Maja Krogh mangler 4" in page
    assert town.client("anders").get(url).status_code == 404
    assert town.client("nabo").get(url).status_code == 403


def test_the_list_of_rounds_takes_the_same_number_of_statements_however_many(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    walk.open_round(town)
    client = town.client("mette")
    client.get(reverse("screening:rounds"))
    with django_assert_max_num_queries(24):
        client.get(reverse("screening:rounds"))
    for n in range(1, 8):
        start = walk.CLOSES + timedelta(days=20 * n)
        walk.open_round(town, opens_on=start, closes_on=start + timedelta(days=10))
    with django_assert_max_num_queries(24):
        client.get(reverse("screening:rounds"))


def test_an_empty_group_says_what_will_come(town: Town) -> None:
    round_ = walk.open_round(town)
    Enrolment.objects.update(end_on=TODAY - timedelta(days=1))
    assert "Her kommer børnene" in text(town.client("mette").get(group_url(round_, town)))
    assert "Her kommer børnene" in text(town.client("mette").get(joint_url(round_, town)))


def test_a_round_or_a_group_that_does_not_exist_is_not_found(town: Town) -> None:
    round_ = walk.open_round(town)
    client = town.client("mette")
    for url in (
        reverse("screening:group", args=[round_.pk, town.class_group.pk]),
        reverse("screening:group", args=[999_999, town.group.pk]),
        reverse("screening:group", args=[round_.pk, 999_999]),
        reverse("screening:group_place", args=[round_.pk, 999_999]),
        reverse("screening:assessment", args=[999_999]),
    ):
        assert client.get(url).status_code == 404


def test_children_without_a_group_are_rated_by_those_without_fixed_groups(town: Town) -> None:
    from sikkerhedsnet.access.roles import Function

    child = town.child("Uden")
    Enrolment.objects.filter(child=child).update(group=None)
    town.hire("vikar", "Viggo Vikar", Function.PEDAGOGUE, institution=town.day_care)
    round_ = walk.open_round(town)
    url = reverse("screening:group_place", args=[round_.pk, town.day_care.pk])
    assert "Uden Madsen" in text(town.client("vikar").get(url))
    assert town.client("mette").get(url).status_code == 403
    saved = walk.rate(town, "vikar", Place(round_.pk, town.day_care.pk, None), {child: "green"})
    assert saved.handed_in == (child.name,)
    assert "Børn uden stue eller klasse" in text(town.client("dorte").get(reverse("screening:round", args=[round_.pk])))


def test_names_of_sixty_letters_and_a_child_settled_already_are_shown(town: Town) -> None:
    child = town.child("Maximiliane-Alexandra Elisabeth", "von Bülow-Christoffersen til Ørnø")
    walk.watched(town, child)
    page = text(town.client("mette").get(group_url(AssessmentRound.objects.get(), town)))
    assert child.name in page and "Se den fælles vurdering" in page


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
