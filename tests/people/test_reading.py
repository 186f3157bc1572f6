"""Who a child is, who may see it, and how its family is reached, for each reader."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.people import queries
from sikkerhedsnet.people.models import Child, Custody, Guardian, Relation
from sikkerhedsnet.people.queries import Wanted, contact_view
from tests.personas import NOW, TODAY, Town


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def protect(child: Child) -> Child:
    child.protected_address = True
    child.save()
    return child


def let_in(town: Town, key: str, child: Child) -> None:
    Relation.objects.create(
        child=child, user=town.user(key), kind=Relation.Kind.ADVISER, source="test",
        start_on=TODAY, end_on=TODAY + timedelta(days=30),
    )  # fmt: skip


def found(town: Town, key: str, **wanted: object) -> list[str]:
    return [child.first_name for child in queries.children_within_reach(town.actor(key), Wanted(**wanted), now=NOW)]  # type: ignore[arg-type]


class TestTheLine:
    def test_it_says_age_place_and_group(self, town: Town):
        assert queries.child_line(town.children[0], TODAY) == "4 år 7 mdr. · Børnehuset Regnbuen, Mariehønsene"

    def test_a_child_not_yet_born_has_a_line(self, town: Town):
        child = town.child("Barn", birth_date=None, expected_on=date(2027, 2, 1), enrol=False)  # type: ignore[arg-type]
        assert queries.child_line(child, TODAY) == "ikke født endnu"

    def test_a_protected_childs_place_is_for_those_who_work_there(self, town: Town):
        child = protect(town.children[0])
        lines = {
            key: queries.child_line(child, TODAY, reader=town.actor(key))
            for key in ("mette", "dorte", "hanne", "jonas", "pia", "sara")
        }
        assert {key for key, line in lines.items() if "Regnbuen" in line} == {"mette", "dorte", "jonas", "sara"}
        assert "Regnbuen" not in queries.child_line(child, TODAY)

    def test_many_lines_cost_one_query(self, town: Town, django_assert_max_num_queries):
        children = [town.child(f"Barn {n}") for n in range(25)]
        with django_assert_max_num_queries(7):
            assert len(queries.child_lines(children, TODAY)) == 25


class TestTheFamily:
    def test_parents_with_custody_come_first(self, town: Town):
        child = town.children[1]
        guardian = Guardian.objects.create(
            municipality=town.municipality, name="Aage Uden", changed_at=NOW, changed_by_name="t"
        )
        Custody.objects.create(
            child=child, guardian=guardian, has_custody=False, same_address=False, start_on=date(2022, 1, 1)
        )
        custodies = queries.guardians_of(child, TODAY)
        assert [c.has_custody for c in custodies] == [True, True, False]
        view = contact_view(town.actor("mette"), child, TODAY)
        assert (view.guardians[2].name, view.guardians[2].same_address) == ("Aage Uden", False)

    def test_an_ended_custody_is_not_shown_today(self, town: Town):
        child = town.children[1]
        Custody.objects.filter(child=child).update(end_on=TODAY - timedelta(days=1))
        assert queries.guardians_of(child, TODAY) == []

    def test_an_ordinary_address_is_for_those_who_work_with_the_child(self, town: Town):
        view = contact_view(town.actor("mette"), town.children[1], TODAY)
        assert view.address.text.startswith("Havnegade")
        assert not view.address.protected
        assert view.guardians[0].phone.text

    @pytest.mark.parametrize(("key", "sees"), [("mette", False), ("dorte", False), ("hanne", False), ("jonas", True)])
    def test_a_protected_address_is_for_the_few(self, town: Town, key: str, sees: bool):
        child = protect(town.children[1])
        Guardian.objects.filter(custodies__child=child).update(
            address="Hemmelig Vej 1", phone="59990001", email="hemmelig@post.example"
        )
        view = contact_view(town.actor(key), child, TODAY)
        assert view.address.protected
        assert bool(view.address.instead) is not sees
        assert ("Havnegade" in str(view)) is sees
        for secret in ("Hemmelig", "59990001", "hemmelig@"):
            assert (secret in str(view)) is sees

    def test_living_with_a_protected_parent_protects_the_childs_address_too(self, town: Town):
        child = town.children[1]
        guardian = Guardian.objects.filter(custodies__child=child).first()
        assert guardian is not None
        guardian.protected_address = True
        guardian.address = "Hemmelig Vej 1"
        guardian.save()
        view = contact_view(town.actor("mette"), child, TODAY)
        assert view.address.instead
        assert "Havnegade" not in str(view)
        assert "Hemmelig" not in str(view)

    def test_a_protected_parent_elsewhere_does_not_hide_the_childs_own_address(self, town: Town):
        child = town.children[1]
        custody = Custody.objects.filter(child=child).first()
        assert custody is not None
        custody.same_address = False
        custody.save()
        custody.guardian.protected_address = True
        custody.guardian.address = "Hemmelig Vej 1"
        custody.guardian.save()
        view = contact_view(town.actor("mette"), child, TODAY)
        assert view.address.text.startswith("Havnegade")
        assert "Hemmelig" not in str(view)

    def test_only_siblings_within_reach_are_named(self, town: Town):
        child = town.children[1]
        guardian = Guardian.objects.filter(custodies__child=child).first()
        near, far = town.child("Nær"), town.child("Fjern", institution=town.school)
        for sibling in (near, far):
            Custody.objects.create(
                child=sibling, guardian=guardian, has_custody=True, same_address=True, start_on=date(2022, 1, 1)
            )
        assert {s.first_name for s in queries.siblings_of(child)} == {"Nær", "Fjern"}
        assert [s.name for s in contact_view(town.actor("mette"), child, TODAY).siblings] == ["Nær Madsen"]

    def test_a_family_costs_a_constant_number_of_queries(self, town: Town, django_assert_max_num_queries):
        child = town.children[1]
        guardian = Guardian.objects.filter(custodies__child=child).first()
        for n in range(6):
            Custody.objects.create(
                child=town.child(f"Søskende {n}"), guardian=guardian, has_custody=True, same_address=True,
                start_on=date(2022, 1, 1),
            )  # fmt: skip
        mette = town.actor("mette")
        with django_assert_max_num_queries(9):
            assert len(contact_view(mette, child, TODAY).siblings) == 6


class TestReach:
    def test_opening_a_child_is_logged(self, town: Town):
        child = queries.open_child(town.actor("mette"), town.children[0].pk, now=NOW)
        line = ReadLine.objects.get()
        assert (line.action, line.child_id, line.actor_id) == ("child.read", child.pk, town.user("mette").pk)

    @pytest.mark.parametrize("key", ["stranger", "anders", "jonas", "nabo", "karin", "admin", "amira", "lars"])
    def test_out_of_reach_is_nothing_and_leaves_no_line(self, town: Town, key: str):
        with pytest.raises(Child.DoesNotExist):
            queries.open_child(town.actor(key), town.children[0].pk, now=NOW)
        assert not ReadLine.objects.exists()

    def test_reach_ends_with_the_relation(self, town: Town):
        let_in(town, "jonas", town.children[0])
        assert found(town, "jonas") == ["Freja"]
        Relation.objects.update(end_on=TODAY - timedelta(days=1))
        assert found(town, "jonas") == []


class TestTheList:
    def test_it_is_in_danish_order(self, town: Town):
        for name in ("Ægir", "Åse", "Aage", "Zoe", "Anna"):
            town.child(name)
        expected = ["Anna", "Freja", "Ida", "Yusuf", "Zoe", "Ægir", "Øjvind", "Aage", "Åse"]
        assert found(town, "mette") == expected

    @pytest.mark.parametrize("text", ["øjv", "ØJV", "jensen", "øjvind jen", "jens øjv", "  Øjvind  Jensen "])
    def test_a_name_is_found_however_it_is_typed(self, town: Town, text: str):
        assert found(town, "mette", text=text) == ["Øjvind"]

    def test_a_name_spelled_with_aa_is_found_with_å(self, town: Town):
        town.child("Aage", "Skovgaard")
        assert found(town, "mette", text="åge") == ["Aage"]
        assert found(town, "mette", text="skovgård") == ["Aage"]

    @pytest.mark.parametrize("text", ["%%", "__", "' OR 1=1 --", "\\x", "<script>", "🙂🙂", "..."])
    def test_odd_searches_find_nobody(self, town: Town, text: str):
        assert found(town, "mette", text=text) == []

    def test_a_search_finds_only_those_within_reach(self, town: Town):
        town.child("Frede", institution=town.school, group=town.class_group)
        assert found(town, "mette", text="fre") == ["Freja"]

    def test_one_letter_narrows_nothing_and_is_not_logged(self, town: Town):
        assert len(found(town, "mette", text="f")) == 4
        assert not ReadLine.objects.exists()

    def test_a_search_is_logged(self, town: Town):
        found(town, "mette", text="fr")
        assert ReadLine.objects.get().action == "children.searched"

    def test_it_is_narrowed_to_institution_and_group(self, town: Town):
        town.child("Skolebarn", institution=town.school, group=town.class_group)
        assert found(town, "hanne", institution_id=town.school.pk) == ["Skolebarn"]
        assert found(town, "hanne", group_id=town.class_group.pk) == ["Skolebarn"]
        assert found(town, "mette", institution_id=town.school.pk) == []

    def test_narrowing_does_not_tell_where_a_protected_child_is(self, town: Town):
        protect(town.children[0])
        assert "Freja" in found(town, "hanne")
        assert "Freja" not in found(town, "hanne", institution_id=town.day_care.pk)
        assert "Freja" in found(town, "mette", institution_id=town.day_care.pk)

    def test_places_to_narrow_by_are_those_with_children_within_reach(self, town: Town):
        town.child("Skolebarn", institution=town.school, group=town.class_group)
        places = queries.places_within_reach(town.actor("hanne"), TODAY)
        assert [(place.name, [g.name for g in groups]) for place, groups in places] == [
            ("Børnehuset Regnbuen", ["Mariehønsene"]),
            ("Havneskolen", ["1.B"]),
        ]
        assert len(queries.places_within_reach(town.actor("mette"), TODAY)) == 1
