"""Those I have chosen nothing for: one act that names them first, and never for a child one should look at again."""

from __future__ import annotations

from typing import Any

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.screening.models import OwnAssessment, WellbeingAssessment
from tests.personas import NOW, TODAY, Town

from . import walk
from .forms_sent import fields, group_url, text


def positions() -> dict[int, str]:
    return dict(OwnAssessment.objects.values_list("assessment__child_id", "position"))


def asked(town: Town, *, rate: str = "yellow") -> tuple[Any, str]:
    round_ = walk.open_round(town)
    client, url = town.client("mette"), group_url(round_, town)
    data = {**fields(town.children[0], rate, "Står i kanten"), **fields(town.children[1], "", "Er ny her")}
    page = text(client.post(url, {**data, "ask_rest": "1"}, follow=True))
    return client, page


def test_it_asks_first_with_the_names_and_nothing_has_happened(town: Town) -> None:
    _client, page = asked(town)
    part = page.split('id="resten"')[1].split("</section>")[0]
    assert town.children[2].name in part and town.children[3].name in part
    assert "Ja, de 2 børn trives" in part and town.children[0].name not in part
    assert "Dem her vælger du selv for" in part and town.children[1].name in part, "she has written about that one"
    assert set(positions().values()) == {"yellow", ""}, "what was chosen is saved as a draft, nothing else"


def test_saying_yes_gives_those_named_and_no_others_a_position_that_is_not_handed_in(town: Town) -> None:
    client, _page = asked(town)
    url = group_url(walk.AssessmentRound.objects.get(), town)
    ids = [child.pk for child in town.children]
    done = text(client.post(url, {"rest_of": ids}, follow=True))
    assert "Du har sagt, at 2 børn trives. Det er ikke afleveret endnu" in done
    assert positions() == {ids[0]: "yellow", ids[1]: "", ids[2]: "green", ids[3]: "green"}
    assert not OwnAssessment.objects.exclude(handed_in_at=None).exists()
    line = ChangeLine.objects.get(action="own.rest_thrives")
    assert len(line.details["assessments"]) == 2
    client.post(url, {"rest_of": ids})
    assert ChangeLine.objects.filter(action="own.rest_thrives").count() == 1


def test_a_child_who_was_yellow_last_time_is_chosen_by_itself(town: Town) -> None:
    for child, position in ((town.children[2], "yellow"), (town.children[3], "green")):
        WellbeingAssessment.objects.create(
            child=child, institution=town.day_care, raters_required=2, state="done", position=position,
            settled_on=TODAY.replace(month=3), settled_by=town.user("mette"), changed_at=NOW, changed_by_name="test",
        )  # fmt: skip
    client, _page = asked(town)
    url = group_url(walk.AssessmentRound.objects.order_by("pk").last(), town)
    client.post(url, {"rest_of": [child.pk for child in town.children]})
    assert positions().get(town.children[2].pk, "") == ""
    assert positions()[town.children[3].pk] == "green"


def test_nothing_is_ever_green_that_nobody_chose(town: Town) -> None:
    round_ = walk.open_round(town)
    client, url = town.client("mette"), group_url(round_, town)
    client.get(url)
    client.get(f"{url}?resten=1")
    client.post(url, {"hand_in": "1"})
    client.post(url, {"rest_of": ["", "x", "999999", "-1"]})
    assert positions() == {}


def test_only_who_rates_the_group_may(town: Town) -> None:
    round_ = walk.open_round(town)
    ids = [child.pk for child in town.children]
    for key, status in (("dorte", 403), ("stranger", 404), ("jonas", 403)):
        assert town.client(key).post(group_url(round_, town), {"rest_of": ids}).status_code == status
    assert positions() == {}
