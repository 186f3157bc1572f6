"""Sign-in, sessions that end, and the gate over all addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from config.access import ACCESS
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.organisation.models import Employment
from tests.personas import NOW, TODAY, Town


def url_names(resolver: object = None, prefix: str = "") -> set[str]:
    names: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:  # type: ignore[attr-defined]
        if hasattr(pattern, "url_patterns"):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            names |= url_names(pattern, prefix + space)
        elif pattern.name:
            names.add(prefix + pattern.name)
        else:
            names.add(f"{prefix}{pattern.pattern} has no name")
    return names


def test_every_address_says_who_may_open_it() -> None:
    assert url_names() == set(ACCESS)


@pytest.fixture
def password(town: Town) -> str:
    for user in town.users.values():
        user.set_password("demo-sikkerhedsnet")
        user.save()
    return "demo-sikkerhedsnet"


def sign_in(client: Client, name: str, password: str, **more: str) -> object:
    return client.post(reverse("access:sign_in"), {"username": name, "password": password, **more})


def test_the_right_password_leads_to_the_desk_and_leaves_a_line(town: Town, password: str) -> None:
    client = Client()
    response = sign_in(client, "mette", password)
    assert response.status_code == 302
    assert response["Location"] == reverse("worklists:desk")
    assert ChangeLine.objects.filter(action="session.signed_in", actor_id=town.user("mette").pk).count() == 1


def test_a_wrong_password_says_neither_which_part_was_wrong_nor_keeps_it(town: Town, password: str) -> None:
    wrong = sign_in(Client(), "mette", "forkert-kodeord")
    unknown = sign_in(Client(), "findes-ikke", "forkert-kodeord")
    assert wrong.status_code == unknown.status_code == 400
    assert "passer ikke" in wrong.content.decode()
    assert "forkert-kodeord" not in wrong.content.decode()


def test_too_many_tries_have_to_wait(town: Town, password: str) -> None:
    client = Client()
    for _ in range(5):
        answer = sign_in(client, "mette", "forkert-kodeord")
    assert answer.status_code == 429
    assert sign_in(client, "mette", password).status_code == 429
    assert sign_in(client, "maja", password).status_code == 302


def test_one_place_that_guesses_at_many_names_has_to_wait_and_others_need_not(
    town: Town, password: str, settings: Any
) -> None:
    settings.FAILURES_FROM_ONE_ADDRESS = 10
    client = Client()
    answers = [sign_in(client, name, "forkert").status_code for name in [*town.users][:10]]
    assert answers == [400] * 9 + [429]
    assert sign_in(client, "mette", password).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="10.0.0.7"), "mette", password).status_code == 302


def test_signing_in_oneself_does_not_forgive_guesses_at_others(town: Town, password: str) -> None:
    client = Client()
    for _ in range(4):
        sign_in(client, "mette", "forkert-kodeord")
    assert sign_in(Client(), "maja", password).status_code == 302
    assert sign_in(client, "mette", "forkert-kodeord").status_code == 429


def test_a_user_name_is_the_same_however_it_is_typed(town: Town, password: str) -> None:
    assert sign_in(Client(), " METTE ", password).status_code == 302
    client = Client()
    for name in ("maja", "Maja", "MAJA", "mAJA", "majA"):
        answer = sign_in(client, name, "forkert-kodeord")
    assert answer.status_code == 429


def test_every_sign_in_begins_a_session_of_its_own(town: Town, password: str) -> None:
    client = Client()
    sign_in(client, "mette", password)
    first = client.session.session_key
    sign_in(client, "mette", password)
    assert client.session.session_key != first


@pytest.mark.parametrize("address", ["/boern", "/log-ind", "/findes-ikke", "/"])
def test_every_answer_is_kept_by_nobody_and_framed_nowhere(town: Town, address: str) -> None:
    answer = town.client("mette").get(address)
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"
    assert "default-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["worklists:desk", "access:sign_in", "people:children", "meetings:meetings"])
def test_head_is_answered_as_get_is(town: Town, name: str) -> None:
    client = Client() if name == "access:sign_in" else town.client("mette")
    head = client.head(reverse(name))
    assert (head.status_code, head.content) == (200, b"")
    assert int(head["Content-Length"]) > 1000


def test_sign_in_never_leads_to_another_site(town: Town, password: str) -> None:
    for target in ("https://example.org/", "//example.org/", "/\\example.org"):
        assert sign_in(Client(), "mette", password, next=target)["Location"] == reverse("worklists:desk")


def test_a_session_left_alone_for_an_hour_ends(town: Town) -> None:
    client = town.client("mette")
    assert client.get(reverse("worklists:desk")).status_code == 200
    with clock.fixed(NOW + timedelta(minutes=59)):
        assert client.get(reverse("worklists:desk")).status_code == 200
    with clock.fixed(NOW + timedelta(minutes=120)):
        answer = client.get(reverse("worklists:desk"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("access:sign_in"))
    assert ChangeLine.objects.filter(action="session.timed_out").exists()


def test_access_ends_the_day_after_the_employment(town: Town) -> None:
    client = town.client("mette")
    assert client.get(reverse("worklists:desk")).status_code == 200
    Employment.objects.filter(user=town.user("mette")).update(end_on=TODAY)
    assert client.get(reverse("worklists:desk")).status_code == 200
    Employment.objects.filter(user=town.user("mette")).update(end_on=TODAY - timedelta(days=1))
    assert client.get(reverse("worklists:desk")).status_code == 302


def test_who_is_not_signed_in_is_asked_to_and_comes_back(town: Town) -> None:
    answer = Client().get("/?art=x")
    assert answer.status_code == 302
    assert answer["Location"] == "/log-ind/?next=/%3Fart%3Dx"


def test_signing_out_ends_the_session(town: Town) -> None:
    client = town.client("mette")
    client.post(reverse("access:sign_out"))
    assert client.get(reverse("worklists:desk")).status_code == 302


@pytest.mark.parametrize("persona", ["karin", "michael", "tine", "lars", "admin", "bo", "amira"])
def test_those_who_see_no_child_cannot_open_the_list_of_children(town: Town, persona: str) -> None:
    assert town.client(persona).get(reverse("people:children")).status_code == 403


def test_the_application_cannot_touch_a_log_line(town: Town) -> None:
    from sikkerhedsnet.access.actions import note_session

    note_session(town.user("mette"), "signed_in", now=NOW)
    line = ChangeLine.objects.latest("id")
    for statement in (
        "UPDATE audit_changeline SET actor_name = 'x' WHERE id = %s",
        "DELETE FROM audit_changeline WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [line.pk])
    for table in ("audit_changeline", "audit_readline"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table}")


def test_the_application_signs_in_to_the_database_without_great_rights(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)


def test_a_refusal_and_a_lost_race_speak_danish() -> None:
    from config.refusals import sentence_for, stale_for

    assert "din funktion" in sentence_for("role")
    assert "Spørg din leder" in sentence_for("unheard of")
    assert stale_for("taken") == "Nu står der: Taget imod."
    assert stale_for("import_taken").startswith("Importen")
    assert stale_for("unheard of") == ""
