"""Accounts and employments: known inside the municipality, secrets by their owner, and at the door no child at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from sikkerhedsnet.access.models import Authenticator, Invitation, Passkey, RecoveryCode, Session, User, WrongCode
from sikkerhedsnet.access.queries import usernames_taken
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core import context
from sikkerhedsnet.organisation.models import DistrictTeamMember, Employment, GroupAssignment
from tests.access.test_mutants import altered
from tests.access.test_row_security import guarded_tables
from tests.personas import NOW, TODAY, Town

SECRETS = (Session, Authenticator, Passkey, RecoveryCode, WrongCode, Invitation)
OWNERS = ("mette", "jonas", "admin", "nabo", "next_admin")
DOOR = {
    *("access_user", "access_session", "access_authenticator", "access_passkey", "access_recoverycode"),
    *("access_wrongcode", "access_invitation", "organisation_employment", "organisation_groupassignment"),
}


@pytest.fixture
def peopled(town: Town) -> Town:
    return people(town)


def people(town: Town) -> Town:
    """Two municipalities whose employees each have one of every secret."""
    town.hire("next_admin", "Nora Drift", Function.SYSTEM_ADMIN, municipality=town.neighbour)
    there = town.user("nabo").employments.get()
    DistrictTeamMember.objects.create(
        district=town.neighbour.districts.create(code="N", name="Nord"), employment=there, start_on=TODAY
    )
    GroupAssignment.objects.create(employment=there, group=town.group, start_on=TODAY)
    for key in OWNERS:
        user = town.user(key)
        Session.objects.create(session_key=key, session_data="", expire_date=NOW + timedelta(days=1), user=user)
        Authenticator.objects.create(user=user, name="app", added_at=NOW, sealed_secret="x")
        Passkey.objects.create(user=user, name="nøgle", added_at=NOW, credential_id=key, public_key=b"x", host="h")
        RecoveryCode.objects.create(user=user, mark=key)
        WrongCode.objects.create(user=user, at=NOW)
        Invitation.objects.create(user=user, mark=key, made_by=user, made_at=NOW, expires_at=NOW)
    return town


def numbers(town: Town, *keys: str) -> set[int]:
    return {town.user(key).pk for key in keys}


def secrets_seen(town: Town) -> dict[str, set[int]]:
    """Whose secrets each of them finds, told without a join; an owner not found in every table is nobody's number."""
    found = {}
    for key in OWNERS:
        with transaction.atomic(), context.asking(context.person(town.actor(key))):
            answers = [set(model._base_manager.values_list("user_id", flat=True)) - {None} for model in SECRETS]
        everybody = set.union(*answers)
        found[key] = everybody | {-1 for answer in answers if answer != everybody}
    return found


def test_secrets_are_their_owners_and_those_whose_work_it_is_to_take_them_away(peopled: Town) -> None:
    assert secrets_seen(peopled) == {
        "mette": numbers(peopled, "mette"),
        "jonas": numbers(peopled, "jonas"),
        "nabo": numbers(peopled, "nabo"),
        "admin": numbers(peopled, "mette", "jonas", "admin"),
        "next_admin": numbers(peopled, "nabo", "next_admin"),
    }


INSIDE = {
    User: "municipality_id",
    Employment: "municipality_id",
    GroupAssignment: "employment__municipality_id",
    DistrictTeamMember: "employment__municipality_id",
}


def colleagues_apart(town: Town) -> bool:
    """Whether each of two neighbours finds the colleagues, posts, groups' staff and teams of her own municipality alone."""
    for key, municipality in {"mette": town.municipality, "nabo": town.neighbour}.items():
        for model, column in INSIDE.items():
            rows = model._base_manager
            expected = set(rows.filter(**{column: municipality.pk}).values_list("pk", flat=True))
            assert expected, (key, model)
            with transaction.atomic(), context.asking(context.person(town.actor(key))):
                if set(rows.values_list("pk", flat=True)) != expected:
                    return False
    return True


def test_colleagues_are_known_inside_the_municipality(peopled: Town) -> None:
    assert colleagues_apart(peopled)


def test_at_the_door_accounts_are_known_and_nothing_else(peopled: Town) -> None:
    with context.asking(context.door()):
        for table in guarded_tables():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert (cursor.fetchone()[0] > 0) == (table in DOOR), table


def write(town: Town, statement: str, key: str = "mette") -> bool:
    """Whether a statement about a colleague of hers changes anything."""
    with context.asking(context.person(town.actor(key))), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement.format(me=town.user(key).pk, colleague=town.user("jonas").pk))
                transaction.set_rollback(True)
                return bool(cursor.rowcount)
        except ProgrammingError:
            return False


CHANGE = "UPDATE access_user SET phone = '1' WHERE id = {colleague}"
ADD = (
    "INSERT INTO access_user (username, password, name, sort_key, email, phone, municipality_id, kind, is_active) "
    "SELECT 'new', '', 'Ny', 'ny', '', '', municipality_id, 'staff', true FROM access_user WHERE id = {me}"
)
REMOVE = "DELETE FROM access_user WHERE id = {colleague}"


def test_nobody_changes_a_colleague_but_everybody_herself(peopled: Town) -> None:
    assert write(peopled, CHANGE.replace("{colleague}", "{me}"))
    assert write(peopled, CHANGE, key="admin"), "whose work it is"
    for statement in (CHANGE, ADD, REMOVE):
        assert not write(peopled, statement), statement


def test_who_is_called_what_is_told_to_those_who_make_accounts(peopled: Town) -> None:
    asked = [peopled.user("nabo").username, "nobody"]
    for who, answer in {
        context.person(peopled.actor("mette")): set(),
        context.door(): set(),
        context.municipality(peopled.municipality.pk): {asked[0]},
    }.items():
        with context.asking(who):
            assert usernames_taken(asked) == answer, who
            assert User.objects.filter(municipality=peopled.neighbour).exists() == (who.scope == "door")


@pytest.mark.parametrize("key", ["mette", "admin", "stranger"])
def test_a_page_leaves_no_note_on_the_connection(committed_town: Town, key: str) -> None:
    client = committed_town.client(key)
    assert client.get("/").status_code == 200
    with context.asking(context.NOBODY), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('net.note', true), ''), (SELECT count(*) FROM access_user)")
        assert cursor.fetchone() == ("", 0)


Check = Callable[[Town], bool]


def _secrets(town: Town) -> bool:
    with context.asking(context.system()):
        expected = {"mette": numbers(town, "mette"), "admin": numbers(town, "mette", "jonas", "admin")}
    found = secrets_seen(town)
    return all(found[key] == answer for key, answer in expected.items())


MUTANTS: list[tuple[str, str, str, Check]] = [
    ("access_user.reach", r"municipality_id = ", "0 <= ", colleagues_apart),
    ("organisation_employment.reach", r"municipality_id = ", "0 <= ", colleagues_apart),
    ("organisation_groupassignment.reach", r"^.*$", "true", colleagues_apart),
    ("organisation_districtteammember.reach", r"^.*$", "true", colleagues_apart),
    *(
        (f"{model._meta.db_table}.reach", stands, instead, _secrets)
        for model in SECRETS
        for stands, instead in (
            (r"user_id = \( SELECT net_user\(\) AS net_user\)", "false"),
            (r"\( SELECT net_may\('account_manage'::text\) AS net_may\)", "true"),
            (r"\( SELECT net_may\('account_manage'::text\) AS net_may\)", "false"),
            (r"\(user_id = ANY .*?net_ids_of_access_user\)\)\)", "true"),
        )
    ),
    ("access_user.only_ones_own", r"id = \( SELECT net_user\(\) AS net_user\)", "true", lambda t: not write(t, CHANGE)),
    (
        "access_user.only_ones_own",
        r"net_may\('account_manage'",
        "net_may('nothing'",
        lambda t: write(t, CHANGE, "admin"),
    ),
    ("access_user.nobody_removes_a_colleague", r"^.*$", "true", lambda t: not write(t, REMOVE)),
]


@pytest.mark.slow
@pytest.mark.once
def test_no_dropped_clause_about_accounts_survives(
    committed_town: Town, record_property: Callable[[str, str], None]
) -> None:
    town = people(committed_town)
    assert all(check(town) for *_, check in MUTANTS)
    surviving = []
    for name, stands, instead, check in MUTANTS:
        with altered(name, stands, instead):
            if check(town):
                surviving.append(f"{name}: {stands} -> {instead}")
    assert surviving == []
    record_property("printed", f"mutants of the database's clauses about accounts: {len(MUTANTS)}, surviving: []")
