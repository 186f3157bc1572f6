"""The catalogue and the districts' teams: who keeps them, who reads them, and what stands over time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.measures import actions, queries, teams
from sikkerhedsnet.measures.commands import JoinTeam, LeaveTeam, SetKind
from sikkerhedsnet.measures.models import MeasureKind
from sikkerhedsnet.measures.states import Tier
from sikkerhedsnet.organisation.models import DistrictTeamMember, Employment
from tests.personas import NOW, TODAY, Town

from .road import kind


def said(**changes: Any) -> SetKind:
    base: dict[str, Any] = {
        "kind_id": None, "version": 0, "name": "Tryghedsgruppe", "tier": Tier.SELECTIVE, "what": "Fem børn og to voksne.",
        "purpose": "Tryghed", "starters": ("leader",), "doers": ("pedagogue",), "weeks": 8, "follow_up_weeks": 4,
        "price": 3500, "price_mark": "Regnskab 2025", "mark": "", "is_offered": True, "key": uuid4(),
    }  # fmt: skip
    return SetKind(**{**base, **changes})


def post_of(town: Town, who: str) -> Employment:
    found: Employment = Employment.objects.get(user=town.user(who))
    return found


def test_every_municipality_begins_with_a_proposal_in_every_tier(town: Town) -> None:
    for municipality in (town.municipality, town.neighbour):
        rows = MeasureKind.objects.filter(municipality=municipality)
        assert {row.tier for row in rows} == {tier.value for tier in Tier}
        assert all(row.mark.startswith("forslag") for row in rows)
        assert all(row.doers for row in rows)
        assert all(not row.starters for row in rows if row.tier == Tier.SPECIAL)


def test_the_facilitator_adds_and_changes_and_a_pedagogue_reads(town: Town) -> None:
    made = actions.set_kind(town.actor("karin"), said(), now=NOW)
    page = town.client("mette").get(reverse("measures:catalogue")).content.decode()
    assert "Tryghedsgruppe" in page
    assert "3.500 kr." in page
    actions.set_kind(town.actor("bo"), said(kind_id=made.pk, version=made.version, is_offered=False), now=NOW)
    assert "Tryghedsgruppe" not in town.client("mette").get(reverse("measures:catalogue")).content.decode()
    assert "Tryghedsgruppe" in town.client("karin").get(reverse("measures:catalogue")).content.decode()
    assert [line.action for line in ChangeLine.objects.filter(action__startswith="measure_kind").order_by("id")] == [
        "measure_kind.added",
        "measure_kind.changed",
    ]
    with pytest.raises(Stale):  # an old page
        actions.set_kind(town.actor("karin"), said(kind_id=made.pk, version=made.version), now=NOW)
    with pytest.raises(Refused):
        actions.set_kind(town.actor("mette"), said(name="Min egen"), now=NOW)


def test_one_form_makes_one_row_and_a_name_stands_once(town: Town) -> None:
    key = uuid4()
    karin = town.actor("karin")
    assert actions.set_kind(karin, said(key=key), now=NOW) == actions.set_kind(karin, said(key=key), now=NOW)
    with pytest.raises(Invalid) as wrong:
        actions.set_kind(karin, said(), now=NOW)
    assert wrong.value.errors == {"name": "name_taken"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"doers": ()}, "doers"),
        ({"tier": Tier.SPECIAL}, "starters"),
        ({"weeks": 0}, "weeks"),
        ({"follow_up_weeks": 27}, "follow_up_weeks"),
        ({"price": -1}, "price"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(town: Town, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        actions.set_kind(town.actor("karin"), said(**changes), now=NOW)
    assert field in wrong.value.errors


def test_next_doors_catalogue_is_not_there(town: Town) -> None:
    theirs = MeasureKind.objects.filter(municipality=town.neighbour).earliest("pk")
    assert town.client("karin").get(reverse("measures:change_kind", args=[theirs.pk])).status_code == 404
    assert theirs not in queries.kinds(town.actor("karin"))


def test_the_form_keeps_what_was_typed(town: Town) -> None:
    client = town.client("karin")
    answer = client.post(
        reverse("measures:add_kind"),
        {
            "key": str(uuid4()),
            "version": "0",
            "name": "=1+1 <script>",
            "tier": "selective",
            "what": "Æøå",
            "price": "mange",
        },
    )
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "=1+1 &lt;script&gt;" in text
    assert "Skriv et helt tal" in text


def test_a_colleague_joins_and_leaves_and_the_team_remembers(town: Town) -> None:
    karin, district = town.actor("karin"), town.district
    post = post_of(town, "lone")
    DistrictTeamMember.objects.filter(district=district).delete()
    row = teams.join(karin, JoinTeam(district.pk, post.pk, TODAY), now=NOW)
    assert teams.join(karin, JoinTeam(district.pk, post.pk, TODAY), now=NOW) == row
    with pytest.raises(Invalid):
        teams.join(karin, JoinTeam(district.pk, post.pk, TODAY + timedelta(days=3)), now=NOW)
    here = next(team for team in teams.teams(karin, TODAY) if team.district == district)
    assert [(function, [one.name for one in members]) for function, members in here.today] == [
        ("audiologopæd", ["Lone Bech"])
    ]
    teams.leave(karin, LeaveTeam(row.pk, TODAY), now=NOW)
    later = next(team for team in teams.teams(karin, TODAY + timedelta(days=1)) if team.district == district)
    assert (later.size, [one.name for one in later.before]) == (0, ["Lone Bech"])
    assert ChangeLine.objects.filter(action__in=["team.joined", "team.left"]).count() == 2


def test_a_member_whose_post_has_ended_is_in_no_team(town: Town) -> None:
    karin = town.actor("karin")
    post = post_of(town, "lone")
    DistrictTeamMember.objects.filter(employment=post).delete()
    teams.join(karin, JoinTeam(town.district.pk, post.pk, TODAY), now=NOW)
    Employment.objects.filter(pk=post.pk).update(end_on=TODAY)
    tomorrow = teams.teams(karin, TODAY + timedelta(days=1))
    assert "Lone Bech" not in [one.name for team in tomorrow for _function, members in team.today for one in members]


def test_a_team_member_stands_first_among_those_who_do_it(town: Town) -> None:
    karin = town.actor("karin")
    town.hire("liv", "Liv Aas", post_of(town, "lone").function, institution=post_of(town, "lone").institution)
    found = queries.doers(kind(town), town.children[0], TODAY)
    assert [(one.name, one.team) for one in found] == [("Lone Bech", True), ("Liv Aas", False)]
    teams.join(karin, JoinTeam(town.district.pk, post_of(town, "liv").pk, TODAY), now=NOW)
    assert [one.team for one in queries.doers(kind(town), town.children[0], TODAY)] == [True, True]


def test_only_those_who_keep_the_teams_change_them(town: Town) -> None:
    row = DistrictTeamMember.objects.create(district=town.district, employment=post_of(town, "lone"), start_on=TODAY)
    for who, status in (("karin", 200), ("bo", 200), ("jonas", 403), ("nabo", 403)):
        assert town.client(who).get(reverse("measures:leave", args=[row.pk])).status_code == status, who
    with pytest.raises(Refused):
        teams.leave(town.actor("jonas"), LeaveTeam(row.pk, TODAY), now=NOW)
    with pytest.raises(Invalid):
        teams.leave(town.actor("karin"), LeaveTeam(row.pk, TODAY - timedelta(days=2)), now=NOW)
