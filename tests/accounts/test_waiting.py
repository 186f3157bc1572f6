"""Too many wrong tries have to wait: codes by account and by place, the old password, and links nobody made."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from sikkerhedsnet.access.models import WrongCode
from sikkerhedsnet.core import clock
from sikkerhedsnet.outbox.models import Message
from tests.accounts.door import PASSWORD, code, come_in, give_app, is_in, password, require_second_step, second, text
from tests.personas import NOW, Town


@pytest.fixture(autouse=True)
def _mette_has_an_app(town: Town) -> None:
    require_second_step(town, "mette", "maja")
    give_app(town.user("mette"))


def halfway(**more: Any) -> Client:
    client = Client(**more)
    password(client, "mette")
    return client


def test_five_wrong_codes_have_to_wait_though_the_sixth_is_right(town: Town) -> None:
    client = halfway()
    answers = [second(client, "000000").status_code for _ in range(5)]
    assert answers == [400] * 4 + [429]
    assert second(client, code()).status_code == 429
    assert not is_in(client)
    assert client.get(reverse("access:second_step")).status_code == 429


def test_the_account_waits_wherever_the_codes_come_from(town: Town) -> None:
    for number in range(5):
        answer = second(halfway(REMOTE_ADDR=f"10.0.0.{number}"), "000000")
    assert answer.status_code == 429
    assert second(halfway(REMOTE_ADDR="10.0.0.99"), code()).status_code == 429
    with clock.fixed(NOW + timedelta(minutes=14)):
        assert second(halfway(REMOTE_ADDR="10.0.0.98"), code()).status_code == 429
    with clock.fixed(NOW + timedelta(minutes=16)):
        assert second(halfway(REMOTE_ADDR="10.0.0.97"), code()).status_code == 302


def test_a_new_session_or_a_right_password_forgives_no_wrong_code(town: Town) -> None:
    for number in range(4):
        second(halfway(REMOTE_ADDR=f"10.0.1.{number}"), "000000")
    assert WrongCode.objects.count() == 4
    assert second(halfway(REMOTE_ADDR="10.0.1.9"), "000000").status_code == 429


def test_twenty_wrong_codes_in_a_day_wait_for_the_day_to_pass(town: Town) -> None:
    for number in range(20):
        WrongCode.objects.create(user=town.user("mette"), at=NOW - timedelta(hours=20) + timedelta(minutes=30 * number))
    assert second(halfway(), code()).status_code == 429
    with clock.fixed(NOW + timedelta(hours=4, minutes=1)):
        assert second(halfway(), code()).status_code == 302


def test_the_owner_is_told_and_others_need_not_wait(town: Town) -> None:
    for number in range(5):
        second(halfway(REMOTE_ADDR=f"10.0.2.{number}"), "000000")
    assert "kender din adgangskode" in Message.objects.get(kind="account.wrong_codes").about
    give_app(town.user("maja"))
    assert is_in(come_in("maja"))


def test_codes_and_passwords_from_one_place_are_counted_together(town: Town, settings: Any) -> None:
    settings.FAILURES_FROM_ONE_ADDRESS = 8
    place = {"REMOTE_ADDR": "10.0.3.1"}
    for name in ("anders", "dorte", "rikke", "inge"):
        password(Client(**place), name, "forkert-adgangskode")
    client = halfway(**place)
    answers = [second(client, "000000").status_code for _ in range(4)]
    assert answers[-1] == 429
    assert password(Client(**place), "maja").status_code == 429
    assert password(Client(REMOTE_ADDR="10.0.3.2"), "maja").status_code == 302


def test_the_old_password_is_guessed_at_no_faster_from_inside(town: Town) -> None:
    client = come_in("mette")
    sent = {"new_password": "syv-grønne-heste-løber", "repeated_password": "syv-grønne-heste-løber"}
    address = reverse("access:change_password")
    answers = [client.post(address, {**sent, "current_password": f"gæt-{n}"}).status_code for n in range(5)]
    assert answers == [400] * 4 + [429]
    assert client.post(address, {**sent, "current_password": PASSWORD}).status_code == 429
    town.user("mette").refresh_from_db()
    assert town.user("mette").check_password(PASSWORD)


def test_links_nobody_made_are_counted_by_place(town: Town, settings: Any) -> None:
    settings.FAILURES_FROM_ONE_ADDRESS = 10
    place = {"REMOTE_ADDR": "10.0.4.1"}
    answers = [Client(**place).get(reverse("access:invitation", args=[f"{n:043}"])).status_code for n in range(12)]
    assert answers[:2] == [404, 404] and answers[-1] == 429
    assert Client(REMOTE_ADDR="10.0.4.2").get(reverse("access:invitation", args=["x" * 43])).status_code == 404


def test_one_bad_link_tried_again_and_again_shuts_nobody_else_out(town: Town) -> None:
    for _ in range(6):
        Client().get(reverse("access:invitation", args=["gammelt-link"]))
    assert Client().get(reverse("access:invitation", args=["et-andet-link"])).status_code == 404


def test_nothing_that_was_typed_is_kept_with_the_failures(town: Town) -> None:
    kept = {"kept": "Barnet sagde, at", "next": "/boern/?q=Freja"}
    Client().post(reverse("access:sign_in"), {"username": "mette", "password": "hemmeligt-gæt", **kept})
    second(halfway(), "424242", **kept)
    held = str(list(AccessAttempt.objects.values("get_data", "post_data")))
    assert AccessAttempt.objects.exists()
    for word in ("hemmeligt", "424242", "Barnet", "Freja"):
        assert word not in held


def test_the_page_says_how_long_to_wait_and_whom_to_ask(town: Town) -> None:
    client = halfway()
    for _ in range(5):
        answer = second(client, "000000")
    assert "prøve igen" in text(answer) and "kl. 10.15" in text(answer) and "systemadministrator" in text(answer)
